"""What the steps of the self-test share: an invented office, and how a step says it failed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import UUID

from center.rights import Actor
from center.storage import Store
from desktop.sample.names import Invented, residents

NOW = datetime(2026, 9, 21, 1, 0, tzinfo=UTC)
FOLDER = "便民 自检 𬱖"


class Fault(Exception):
    """A step did its work wrongly; the words say what was wrong."""


@dataclass
class Trial:
    """What the steps hand on to each other."""

    folder: Path
    pictures: Path | None = None
    person: Invented = field(default_factory=lambda: residents(Random(1), NOW.date(), 1)[0])
    entered: tuple[Store, Actor] | None = None
    visit: UUID | None = None
    case: UUID | None = None

    @property
    def store(self) -> Store:
        """The office of the trial, open."""
        return self._office()[0]

    @property
    def actor(self) -> Actor:
        """The director of the trial's office."""
        return self._office()[1]

    def _office(self) -> tuple[Store, Actor]:
        if self.entered is None:
            raise Fault("前面没有建成办公室，这一步没有试")
        return self.entered


def check(right: bool, otherwise: str) -> None:
    """Raise `Fault` with these words unless it is right."""
    if not right:
        raise Fault(otherwise)
