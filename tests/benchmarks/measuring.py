"""Measuring and printing: every figure beside its baseline of the same run."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from unicodedata import east_asian_width


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the report. `ours` and `baseline` are in `unit`; `met` is the verdict."""

    name: str
    ours: float
    target: str
    met: bool
    baseline: float | None = None
    unit: str = "ms"

    @property
    def ratio(self) -> float | None:
        """Ours by baseline."""
        return self.ours / self.baseline if self.baseline else None


def at_most(name: str, ours: float, baseline: float, factor: float, unit: str = "ms") -> Measured:
    """A figure that may be `factor` times its baseline."""
    return Measured(name, ours, f"≤ {factor:g} ×", ours <= factor * baseline, baseline, unit)


def timed(run: Callable[[], object]) -> float:
    """How long one run takes, in milliseconds."""
    begun = perf_counter()
    run()
    return (perf_counter() - begun) * 1000


def alternately(
    first: Callable[[], float], second: Callable[[], float], rounds: int
) -> tuple[float, float]:
    """The best of two measurements taken in turns: what else the machine does only adds to it."""
    pairs = [(first(), second()) for _ in range(rounds)]
    return min(a for a, _ in pairs), min(b for _, b in pairs)


def quietest(pairs: Sequence[tuple[float, float]], size: int) -> tuple[float, float]:
    """The medians of the `size` pairs in a row during which the machine did least else."""
    blocks = [pairs[start : start + size] for start in range(0, len(pairs) - size + 1, size)]
    best = min(blocks, key=lambda block: sum(a + b for a, b in block))
    return statistics.median(a for a, _ in best), statistics.median(b for _, b in best)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def line(measured: Measured) -> str:
    """One printed line: name, ours, baseline, ratio, target."""
    baseline, ratio = measured.baseline, measured.ratio
    return "  ".join(
        (
            _wide(measured.name, 46),
            f"{measured.ours:10.2f} {measured.unit:<2}",
            f"{baseline:10.2f} {measured.unit:<2}" if baseline is not None else " " * 13,
            f"{ratio:6.2f}×" if ratio is not None else " " * 7,
            _wide(measured.target, 22),
            "达到" if measured.met else "未达到",
        )
    )


def heading() -> str:
    """The line above the figures."""
    return "  ".join(
        (
            _wide("项目", 46),
            _wide("    本程序", 13),
            _wide("      基准", 13),
            _wide("  倍数", 7),
            _wide("目标", 22),
            "结果",
        )
    )


def _wide(text: str, width: int) -> str:
    shown = sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * (width - shown)
