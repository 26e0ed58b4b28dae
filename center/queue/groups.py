"""How the office writes its queues and appointment slots in the settings; needs no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

_LINE = re.compile(r"([A-Z]{1,2})\s+([^：:\s][^：:]*?)\s*(?:[：:]\s*(.+))?")
_SLOT = re.compile(r"(\S{1,20})\s+(\d{1,2}):(\d{2})\s*[-—–~～至]\s*(\d{1,2}):(\d{2})")
MOST_LINES = 12
LINE_HELP = "每行一个：字母、空格、业务名称；只由几个窗口叫的，后面写“：窗口、窗口”"
SLOT_HELP = "每行一个：名称、空格、起止时间，例如 上午 08:30-11:30"


@dataclass(frozen=True, slots=True)
class Line:
    """A queue (业务): its letters head the numbers (A001); no `windows` means any may call it."""

    letters: str
    title: str
    windows: tuple[str, ...] = ()

    def served_by(self, window: str) -> bool:
        """Whether this window calls numbers of this queue."""
        return not self.windows or window in self.windows


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of the day that can be booked (预约时段)."""

    title: str
    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.title} {self.start:%H:%M}-{self.end:%H:%M}"


def read_lines(written: Iterable[str]) -> list[Line]:
    """The queues of the setting `queue_groups`; what cannot be read is left out."""
    found: list[Line] = []
    for text in written:
        match = _LINE.fullmatch(text.strip())
        if match is not None:
            windows = re.split("[、,，]", match[3] or "")
            named = tuple(name.strip() for name in windows if name.strip())
            found.append(Line(match[1], match[2], named))
    return found


def lines_problem(written: Sequence[str]) -> str:
    """What is wrong with the setting `queue_groups`; empty when it is sound."""
    found = read_lines(written)
    letters = [line.letters for line in found]
    if len(found) < len(written):
        return f"有一行看不懂。{LINE_HELP}"
    if len(set(letters)) < len(letters):
        return "两种业务用了同样的字母，号码会重复，请换一个字母"
    if len(found) > MOST_LINES:
        return f"业务最多 {MOST_LINES} 种"
    return ""


def read_slots(written: Iterable[str]) -> list[Slot]:
    """The slots of the setting `appointment_slots`; what cannot be read is left out."""
    found: list[Slot] = []
    for text in written:
        match = _SLOT.fullmatch(text.strip())
        if match is not None:
            hours = [int(part) for part in match.groups()[1:]]
            if hours[0] < 24 and hours[2] < 24 and hours[1] < 60 and hours[3] < 60:
                start, end = time(hours[0], hours[1]), time(hours[2], hours[3])
                if start < end:
                    found.append(Slot(match[1], start, end))
    return found


def slots_problem(written: Sequence[str]) -> str:
    """What is wrong with the setting `appointment_slots`; empty when it is sound."""
    found = read_slots(written)
    if len(found) < len(written):
        return f"有一行看不懂，或结束不晚于开始。{SLOT_HELP}"
    if len({slot.title for slot in found}) < len(found):
        return "两个时段的名称相同，请换一个名称"
    return ""
