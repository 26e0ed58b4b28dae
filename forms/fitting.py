"""How wide the columns of a list must be, and in which type size all of them fit a page.

Numbers, dates and names in Latin letters are never cut in two; long Chinese texts give way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from forms import fonts
from forms.paragraph import clean

SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Sizes in points that are tried, the largest first."""
_LONGEST = 12.0
"""Ems a column asks for at most: longer texts run over several lines."""
_SAMPLE = 500
_AIR = 0.6
_WHOLE = re.compile(r"[!-~]+")


def fit(
    labels: Sequence[str], rows: Sequence[Sequence[str]], room: float, pad: float
) -> tuple[list[float], float]:
    """The width of each column and the type size, all in points.

    `room` is the width of the page inside its margins, `pad` the space at each side of a cell.
    The first rows stand for all.
    """
    least, wished = [], []
    for place, label in enumerate(labels):
        cells = [clean(row[place]) for row in islice(rows, _SAMPLE)]
        # A label may stand in two lines.
        wanted = max(2.0, fonts.width("heading", label) / 2 + 0.5)
        whole = max((_em(run) for cell in cells for run in _WHOLE.findall(cell)), default=0.0)
        longest = max((_em(line) for cell in cells for line in cell.split("\n")), default=0.0)
        least.append(max(2.0, whole) + _AIR)
        wished.append(max(wanted, whole, min(longest, _LONGEST)) + _AIR)
    room -= 2 * pad * len(labels)
    size = next((size for size in SIZES if sum(wished) * size <= room), SIZES[-1])
    over = sum(wished) * size - room
    if over > 0:
        slack = [(want - need) * size for want, need in zip(wished, least, strict=True)]
        share = min(over / sum(slack), 1) if sum(slack) else 0
        widths = [
            want * size - share * spare + 2 * pad for want, spare in zip(wished, slack, strict=True)
        ]
    else:
        share = room / (sum(wished) * size)
        widths = [want * size * share + 2 * pad for want in wished]
    return widths, size


def _em(text: str) -> float:
    return fonts.width("body", text)
