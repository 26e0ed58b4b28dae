"""The one spelling of JSON: what is prepared for thousands of rows says the same as the encoder."""

from __future__ import annotations

import enum
import json
from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from center.canonical import canonical, plain, plain_dict, spelled, speller
from center.journal import JournalRow, hash_of


class Colour(enum.StrEnum):
    RED = "红%s"


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.binary(),
    st.uuids(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from(Colour),
    st.lists(st.text()),
    st.dictionaries(st.text(), st.integers()),
)
ROWS = st.dictionaries(st.text("abcdefg_", min_size=1), VALUES)


def test_every_type_has_its_one_spelling() -> None:
    """The hashes of every journal ever written depend on it."""
    row = {
        "number": 7,
        "at": datetime(2026, 7, 1, 8, 0, tzinfo=UTC),
        "day": date(2026, 7, 1),
        "id": UUID(int=1),
        "hash": b"\0\1",
        "name": '"石桥"\n',
        "gone": None,
        "right": True,
        "colour": Colour.RED,
        "groups": ["一组"],
    }
    assert speller(row)(row) == (
        '{"at":1782892800000000,"colour":"红%s","day":"2026-07-01","gone":null,"groups":["一组"],'
        '"hash":"AAE=","id":"00000000000000000000000000000001","name":"\\"石桥\\"\\n","number":7,'
        '"right":true}'
    )


@given(VALUES)
def test_a_value_is_spelled_as_the_encoder_would(value: object) -> None:
    assert spelled(value) == canonical(plain(value))


@given(ROWS, ROWS)
def test_a_row_is_spelled_as_the_encoder_would(
    row: dict[str, object], same: dict[str, object]
) -> None:
    varying = row.keys() - same.keys()
    found = speller(varying, same)(row)
    assert found == canonical(plain_dict({**row, **same}))
    assert json.loads(found).keys() == row.keys() | same.keys()


def test_the_header_of_a_journal_row_is_all_but_its_hash_and_payload() -> None:
    row = dict.fromkeys(JournalRow.__table__.columns.keys())
    assert hash_of(row) == hash_of({**row, "hash": b"1", "payload": "{}"})
    for name in row.keys() - {"hash", "payload"}:
        assert hash_of({**row, name: "x"}) != hash_of(row), name
