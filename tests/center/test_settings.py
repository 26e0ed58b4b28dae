"""Settings (参数): bounds, dates, and number patterns that can never give a number twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from center.errors import Refused
from center.numbers import epoch_letters, spell
from center.registration import Visit, VisitForm, VisitKind, register
from center.settings import (
    BY_NAME,
    DEFINITIONS,
    HOURS,
    Definition,
    Setting,
    check,
    history,
    set_value,
    values,
)
from tests.desk import change
from tests.offices import Office


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda d: d.name)
def test_every_default_is_a_lawful_value(definition: Definition) -> None:
    assert check(definition.name, definition.default) in (
        (),
        check("unit_name", "") if definition.default == "" else (),
    )
    assert definition.group
    assert definition.label


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda d: d.name)
def test_every_parameter_refuses_what_it_cannot_be(definition: Definition) -> None:
    wrong: dict[str, list[Any]] = {
        "number": [definition.low - 1, definition.high + 1, "5", None, True, 2.5],
        "switch": ["是", 1, None],
        "choice": ["Z", None, []],
        "lines": [
            *([] if definition.optional else [[]]),
            "其他材料",
            ["好", " "],
            [1],
            ["长" * 201],
            None,
        ],
        "text": ["长" * 201, None, 5],
    }
    for value in wrong[definition.shape]:
        (problem,) = check(definition.name, value)
        assert problem.field == definition.name
        assert problem.message


@pytest.mark.parametrize(
    "name, low, high", [(d.name, d.low, d.high) for d in DEFINITIONS if d.shape == "number"]
)
def test_numbers_reach_their_bounds(name: str, low: int, high: int) -> None:
    assert check(name, low) == check(name, high) == ()


def test_time_02_the_hours_profiles_are_those_of_the_rules() -> None:
    """TIME-02: six profiles; B is the default, D has no lunch break."""
    choices = dict(BY_NAME["hours_profile"].choices)
    assert choices.keys() == HOURS.keys() == set("ABCDEF")
    assert HOURS["B"] == (("08:00", "12:00"), ("14:00", "18:00"))
    assert len(HOURS["D"]) == 1


def test_an_unknown_parameter_and_an_empty_unit_are_refused(qingshan: Office) -> None:
    for name, value in (("no_such", 1), ("unit_name", " \n")):
        with pytest.raises(Refused) as told:
            change(qingshan, set_value, name, value)
        assert [p.field for p in told.value.problems] == [name]


def test_a_value_holds_from_its_moment_on(either: Office) -> None:
    start = either.clock.now
    later = start + timedelta(days=10)
    change(either, set_value, "due_soon_days", 5, later)
    change(either, set_value, "due_soon_days", 3)
    with either.work() as work:
        for moment, expected in (
            (start - timedelta(microseconds=1), 2),
            (start, 3),
            (later - timedelta(microseconds=1), 3),
            (later, 5),
        ):
            assert values(work.session, moment).number("due_soon_days") == expected
        assert [row.value for row in history(work, "due_soon_days")] == [5, 3]


def test_the_past_is_not_rewritten(qingshan: Office) -> None:
    """A matter keeps the values in force at its start."""
    early = qingshan.clock.now - timedelta(microseconds=1)
    with pytest.raises(Refused) as told:
        change(qingshan, set_value, "due_soon_days", 5, early)
    assert [p.field for p in told.value.problems] == ["effective_from"]


def test_nothing_is_overwritten(either: Office) -> None:
    for value in (3, 4, 3):
        change(either, set_value, "due_soon_days", value)
    with either.work() as work:
        rows = work.session.scalars(
            select(Setting.value).where(Setting.name == "due_soon_days").order_by(Setting.id)
        )
        assert rows.all() == [3, 4, 3]
        assert values(work.session, work.now).number("due_soon_days") == 3


def test_pasted_text_is_cleaned(either: Office) -> None:
    change(either, set_value, "unit_name", "青山镇\x00便民\r\n服务中心 ")
    with either.work() as work:
        assert values(work.session, work.now).text("unit_name") == "青山镇便民 服务中心"


def test_texts_of_a_paper_are_kept_beside(qingshan: Office) -> None:
    own = {"title": "收件凭证", "closing": "请妥善保管"}
    change(qingshan, set_value, "template.receipt", own)
    with qingshan.work() as work:
        found = values(work.session, work.now)
        assert found.template("receipt") == own
        assert found.template("return_notice") == {}
    for wrong in ("文本", {"title": 5}, {"closing": "长" * 4001}):
        with pytest.raises(Refused):
            change(qingshan, set_value, "template.receipt", wrong)


# --- number patterns -----------------------------------------------------------------------------

GOOD = (
    "{station}-{kind}-{year}-{epoch}{serial:06d}",
    "{station}{kind}〔{year}〕{epoch}{serial}号",
    "{kind}{station}-{year}{epoch}{serial:04d}",
    "{year}/{kind}/{station}/{epoch}{serial:d}",
)


@pytest.mark.parametrize("pattern", GOOD)
def test_patterns_an_office_may_choose(qingshan: Office, pattern: str) -> None:
    change(qingshan, set_value, "number_pattern", pattern)
    visit: Visit = change(qingshan, register, VisitForm(VisitKind.QUESTION, topic="其他"))
    assert visit.number == spell(pattern, "QS", "DJ", 2026, 0, 1)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{station}-{kind}-{year}-{serial:06d}",
        "{station}-{kind}-{epoch}{serial:06d}",
        "{station}-{year}-{epoch}{serial:06d}",
        "{kind}-{year}-{epoch}{serial:06d}",
        "{station}-{kind}-{year}-{epoch}",
        "{station}-{kind}-{year}-{epoch}{serial:06d}-{name}",
        "{station}-{kind}-{year}-{epoch}{serial.real}",
        "{station!r}-{kind}-{year}-{epoch}{serial}",
        "{station:.1}-{kind}-{year}-{epoch}{serial}",
        "{station}-{kind}-{year}-{epoch}{serial:.0e}",
        "{station}-{kind}-{year}-{epoch}{serial:c}",
        "{station}-{kind}-{year}-{epoch}{serial:x}",
        "{station}-{kind}-{year}-{epoch}{serial:{year}}",
        "{station}-{kind}-{year}-{epoch}{serial:06d",
        "{}-{kind}-{year}-{epoch}{serial}",
        "{station}{epoch}-{kind}-{year}-{serial}",
        "{epoch}{station}-{kind}-{year}-{serial}",
        "{station}-{kind}-{serial}{epoch}{year}-" + "长" * 40,
        "{station}-{kind}-{year}-{epoch}{serial}\u200b",
    ],
)
def test_patterns_that_could_repeat_or_break_a_number_are_refused(pattern: str) -> None:
    (problem,) = check("number_pattern", pattern)
    assert problem.field == "number_pattern"


SERIES = st.tuples(
    st.text("QSLA12", min_size=2, max_size=6),
    st.sampled_from(["DJ", "SL", "SJ", "HZ", "SZ", "GZ", "BZ", "BS", "TJ", "LQ", "YD"]),
    st.integers(2024, 2099),
    st.integers(0, 60),
    st.integers(1, 9_999_999),
)


@given(pattern=st.sampled_from(GOOD), one=SERIES, other=SERIES)
def test_no_two_numbers_are_spelled_alike(
    pattern: str, one: tuple[str, str, int, int, int], other: tuple[str, str, int, int, int]
) -> None:
    first, second = spell(pattern, *one), spell(pattern, *other)
    assert (first == second) == (one == other)
    assert len(first) <= 40


@given(st.integers(0, 5000))
def test_epoch_letters_never_repeat(epoch: int) -> None:
    letters = epoch_letters(epoch)
    assert letters == "" or (letters.isalpha() and letters.isupper())
    back = 0
    for letter in letters:
        back = back * 26 + ord(letter) - 64
    assert back == epoch


def test_after_one_restore_the_letter_is_a() -> None:
    pattern = BY_NAME["number_pattern"].default
    assert spell(pattern, "QS", "SL", 2026, 0, 123) == "QS-SL-2026-000123"
    assert spell(pattern, "QS", "SL", 2026, 1, 124) == "QS-SL-2026-A000124"
    assert [epoch_letters(n) for n in (26, 27, 52, 53, 702, 703)] == [
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
