"""One value a clerk can choose."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """A value, the words the clerk reads, and other `keys` it is found by (pinyin initials)."""

    value: str
    title: str
    keys: str = ""
