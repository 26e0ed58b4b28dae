"""What may be chosen at the desk, found by name, pinyin initials or code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from center.accounts import colleagues
from center.items import Item, active_items
from center.search_keys import initials_of
from center.staff import staff, windows
from center.storage import Work
from desktop.choice import Choice
from desktop.registration.conversation import ITEM, TOPIC


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the clerk may choose from at the desk."""

    items: tuple[Item, ...]
    item_choices: tuple[Choice, ...]
    topic_choices: tuple[Choice, ...]
    windows: tuple[Choice, ...]
    leaders: tuple[Choice, ...]
    colleagues: tuple[Choice, ...]

    def item(self, code: str) -> Item | None:
        """The item with this code."""
        return next((item for item in self.items if item.code == code), None)

    def others(self, account: UUID) -> tuple[Choice, ...]:
        """The colleagues of an account."""
        return tuple(choice for choice in self.colleagues if choice.value != account.hex)

    def item_name(self, code: str) -> str:
        """The name of an item, its code when it is out of use, empty without a code."""
        item = self.item(code)
        return item.name if item is not None else code


EMPTY = Catalogue((), (), (), (), (), ())


def initials(title: str) -> str:
    """Pinyin initials to find a title by, in each likely reading."""
    return " ".join(sorted(initials_of(title)))


def catalogue(work: Work, topics: Iterable[str]) -> Catalogue:
    """Read what may be chosen; slow the first time, since pinyin tables are loaded."""
    items = tuple(active_items(work))
    return Catalogue(
        items=items,
        item_choices=tuple(
            Choice(ITEM + i.code, i.name, f"{i.code} {initials(i.name)}") for i in items
        ),
        topic_choices=tuple(Choice(TOPIC + t, t, initials(t)) for t in topics),
        windows=tuple(Choice(w.name, w.name, initials(w.name)) for w in windows(work)),
        leaders=tuple(
            Choice(s.name, s.name, initials(s.name)) for s in staff(work) if s.leader_rank
        ),
        colleagues=tuple(Choice(a.id.hex, a.name, initials(a.name)) for a in colleagues(work)),
    )
