"""The links of an item's way (环节, CASE-18): 受理, 办理, 回复, each with who answers for it.

Written as a clerk would, a link on each line: 受理：窗口受理人员，1 个工作日.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LINKS = ("受理", "办理", "回复")
EXAMPLE = "受理：窗口受理人员，1 个工作日"
_LINE = re.compile(
    r"([^：:]{1,20})[：:]\s*(.{1,40}?)\s*[，,]\s*(?:([0-9]{1,3})\s*个?工作日|当天|当场|当日)"
)


@dataclass(frozen=True, slots=True)
class Node:
    """One link: its name, the person or post that answers for it, in how many working days.

    0 days is the same day.
    """

    name: str
    who: str
    days: int

    @property
    def when(self) -> str:
        """当天, or 3 个工作日."""
        return f"{self.days} 个工作日" if self.days else "当天"


def nodes_of(text: str) -> list[Node]:
    """The links written down; lines that are none are left out."""
    found = (_LINE.fullmatch(line.strip()) for line in text.splitlines())
    return [Node(one[1].strip(), one[2].strip(), int(one[3] or 0)) for one in found if one]


def node_problems(text: str, promised: int | None) -> list[str]:
    """What is wrong with the links: unreadable, twice the same, longer together than `promised`."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [
        f"“{line[:20]}”看不懂，请写成“{EXAMPLE}”，当天办完的写“当天”"
        for line in lines
        if _LINE.fullmatch(line) is None
    ]
    nodes = nodes_of(text)
    names = [node.name for node in nodes]
    found += [f"环节“{name}”重复了" for name in dict.fromkeys(names) if names.count(name) > 1]
    whole = sum(node.days for node in nodes)
    if promised is not None and whole > promised:
        found.append(f"各环节合计 {whole} 个工作日，超过了承诺时限 {promised} 个工作日")
    return found
