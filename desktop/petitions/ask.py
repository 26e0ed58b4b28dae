"""The form of a step of a petition, and the fields several of them share."""

from __future__ import annotations

from center.petitions.records import Petition
from center.staff import staff
from desktop.cases.ask import choices, lines
from desktop.desk import Desk
from desktop.fields import Field
from desktop.matters import Ask

__all__ = ["PetitionAsk", "choices", "day", "leaders", "line", "lines", "unit"]

PetitionAsk = Ask[Petition]
UNITS = ("派出所", "司法所", "自然资源所", "民政办", "农业农村办", "社会保障所", "村民委员会")


def line(name: str, label: str, hint: str = "") -> Field:
    """One line that must be filled in, over the whole width."""
    return Field(name, label, width=0, required=True, wide=True, hint=hint)


def unit(label: str = "承办单位", *, required: bool = True, default: str = "") -> Field:
    """The unit in charge; the usual ones of a township are proposed."""
    proposed = choices(UNITS)
    return Field("unit", label, "suggest", 28, required, proposed, default=default)


def day(name: str, label: str, *, required: bool = False, hint: str = "") -> Field:
    """A day."""
    return Field(name, label, "date", 14, required=required, hint=hint)


def leaders(desk: Desk) -> list[str]:
    """The names of the township's leaders."""
    with desk.read() as work:
        return [one.name for one in staff(work) if one.leader_rank]
