"""What a list shows: columns, filters and a source of rows read page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from desktop.choice import Choice
from desktop.dates import show_date, show_moment

COUNT_CAP = 10_000
"""Counts stop here and show as 10,000+: nobody reads further, and every row costs time."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `width` is in half-width characters (a Chinese character counts two).

    Kind `light` takes a state of `theme.LIGHTS` and draws its glyph; `number` is right-aligned;
    dates show as 11月21日 (with the year when it is another). `show` turns a value into text.
    """

    name: str
    title: str
    width: int = 12
    kind: Literal["text", "number", "light"] = "text"
    sortable: bool = True
    shown: bool = True
    show: Callable[[object], str] | None = None


@dataclass(frozen=True, slots=True)
class Dates:
    """A filter by day, both ends included; None is open."""

    first: dt.date | None = None
    last: dt.date | None = None


FilterValue = str | Dates


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter chip. `choices` may be a callable, so that it is read when the menu opens.

    With `dates` the chip offers 今天, 本周, 本月 … and a range instead of choices. `default` is in
    force at first and after 清除筛选.
    """

    name: str
    title: str
    choices: Sequence[Choice] | Callable[[], Sequence[Choice]] = ()
    dates: bool = False
    default: FilterValue | None = None


@dataclass(frozen=True, slots=True)
class Quick:
    """A quick filter of the title line with its count: 我的待办 12. It replaces all filters."""

    name: str
    title: str
    filters: Mapping[str, FilterValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a source; `text` is what was typed into 在列表中查找."""

    filters: Mapping[str, FilterValue] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `key` identifies the record, `after` is where the next page starts (keyset: the
    sort value and the id), `values` stand in the order of the source's columns.
    """

    key: Hashable
    values: tuple[object, ...]
    after: Hashable


class Source(Protocol):
    """Where rows come from; one per kind of list, written next to its tab.

    `fetch` is called in the GUI thread and must be an indexed read, unless the source says that a
    query takes long (`MayTakeLong`); `count` is called in another thread. Both may raise
    `center.errors.Expected`.
    """

    @property
    def columns(self) -> Sequence[Column]:
        """All columns; the first ones of the list stand left."""

    @property
    def filters(self) -> Sequence[Filter]:
        """The chips, left to right."""

    @property
    def quick(self) -> Sequence[Quick]:
        """The quick filters of the title line; the first is in force when the list opens."""

    @property
    def sort(self) -> tuple[str, bool]:
        """The column the list is sorted by at first, and whether descending."""

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """At most `limit` rows after the keyset value `after` (None: from the start)."""

    def count(self, query: Query, cap: int) -> int:
        """How many rows there are, never counting beyond `cap`."""


@runtime_checkable
class MayTakeLong(Protocol):
    """A source some of whose lists no index answers: those are read in another thread."""

    def at_once(self, query: Query) -> bool:
        """Whether `fetch` of this query may be called in the GUI thread."""


def show_value(column: Column, value: object, today: dt.date | None = None) -> str:
    """A cell's text, on one line whatever was pasted into the record."""
    if column.show is not None:
        text = column.show(value)
    elif value is None:
        text = ""
    elif isinstance(value, dt.datetime):
        text = show_moment(value, today)
    elif isinstance(value, dt.date):
        text = show_date(value, today)
    elif isinstance(value, bool):
        text = "是" if value else "否"
    else:
        text = str(value)
    return " ".join(text.split()) if not text.isprintable() else text


def show_count(number: int) -> str:
    """12, or 10,000+ at the cap."""
    return f"{COUNT_CAP:,}+" if number >= COUNT_CAP else f"{number:,}"
