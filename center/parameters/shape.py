"""What a parameter is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Shape = Literal["text", "number", "switch", "choice", "lines"]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a parameter is: label and help for the page, default, shape and bounds.

    `optional` lines may be none at all.
    """

    name: str
    group: str
    label: str
    shape: Shape
    default: Any
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    low: int = 0
    high: int = 10_000
    optional: bool = False
