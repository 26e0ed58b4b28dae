"""Build the sample office in a folder, with its papers and workbooks in `out`."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from center import keys, office
from center.dump import dump
from center.errors import Expected
from center.papers import PaperKind, latest_papers, stored
from center.records import CHINA, increasing_ids
from center.rights import Actor
from center.storage import Store
from desktop.sample import (
    accountability,
    belonging,
    catalogue,
    complaints,
    evaluations,
    exchange,
    helping,
    kept,
    life,
    matters,
    petition_papers,
    petitions,
    queue,
    roster,
)
from desktop.sample.attendance import playing as attendance
from desktop.sample.hall import Hall
from desktop.sample.office import ACCOUNTS, CADRES, FOUNDING, PASSWORD, PIN, UNIT, furnish
from desktop.sample.rolls import play as play_rolls
from desktop.sample.rolls import write_out as write_rolls
from desktop.sample.sheets import sheets
from reports.case_export import export_case_ledger

DEFAULT_TODAY = date(2026, 11, 21)
DEFAULT_SEED = 1
QUARTER = 91
OPENS = time(9, 0)
OUT = "out"
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class SampleOffice:
    """A built sample office: where it is, what lies in `out`, who can log in."""

    folder: Path
    files: tuple[Path, ...]
    accounts: tuple[tuple[str, str], ...]


class _Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)


def _silent(done: int, total: int, words: str) -> None:
    del done, total, words


def is_sample(folder: Path) -> bool:
    """Whether a folder holds a sample office and nothing that must be kept."""
    return (folder / keys.SAMPLE_FILE).exists()


def build(
    folder: Path,
    *,
    seed: int = DEFAULT_SEED,
    today: date = DEFAULT_TODAY,
    days: int = QUARTER,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> SampleOffice:
    """Build the sample office; an earlier sample office in the folder is replaced.

    `days` is how far back its visits reach; what the last weeks must show is always there.
    Raises `Expected` when the folder holds anything else, so that a real office is never touched.
    """
    if folder.exists() and any(folder.iterdir()):
        if not is_sample(folder):
            raise Expected(
                f"文件夹“{folder}”里有别的内容，没有改动它。请换一个空文件夹建示例办公室。"
            )
        shutil.rmtree(folder)
    rng = Random(seed)
    clock = _Clock(
        datetime.combine(today - timedelta(days=max(days, 60) + 4), OPENS, CHINA).astimezone(UTC)
    )
    report = progress or _silent
    report(0, 0, "正在建立示例办公室")
    made = office.found(
        folder, FOUNDING, clock=clock, new_id=increasing_ids(rng.randbytes), durable=False
    )
    key = keys.unlock(folder, FOUNDING.login, PASSWORD, clock()).key
    # Marked first, so that a build that was cut off can be replaced by the next.
    opens = datetime.combine(today, OPENS, CHINA)
    keys.mark_sample(folder, key, FOUNDING.login, opens)
    try:
        cast = furnish(made.store, made.actor, key)

        def tell(done: int, total: int) -> None:
            if cancelled():
                raise Expected("已取消，示例办公室没有建成。需要时可以重新建立。")
            report(done, total, "正在演练三个月的来访和办件")

        hall = Hall(made.store, clock.set, cast, rng, today, tell)
        life.plan(hall, days)
        hall.play()
        helping.play(hall, seed)
        belonging.play(hall, seed)
        matters.play(hall, seed)
        queue.play(hall, seed)
        play_rolls(hall, seed)
        kept.play(hall, seed)
        evaluations.play(hall, seed)
        roster.play(hall, seed)
        petitions.play(hall, seed)
        complaints.play(hall, seed)
        attendance.play(hall, seed)
        petition_papers.play(hall)
        accountability.play(hall)
        catalogue.play(hall, seed)
        clock.set(opens)
        report(0, 0, "正在导出文书和台账")
        files = _write_out(made.store, made.actor, folder / OUT, today)
        queued = queue.write_out(made.store, made.actor, folder / OUT, today)
        rolled = tuple(write_rolls(made.store, made.actor, folder / OUT))
        queued += kept.write_out(made.store, made.actor, folder / OUT, today)
        queued += evaluations.write_out(made.store, made.actor, folder / OUT, today)
        queued += roster.write_out(made.store, made.actor, folder / OUT, today)
        queued += complaints.write_out(made.store, made.actor, folder / OUT, today)
        queued += attendance.write_out(made.store, made.actor, folder / OUT, today)
        queued += petition_papers.write_out(made.store, made.actor, folder / OUT, today)
        queued += accountability.write_out(made.store, made.actor, folder / OUT)
        report(0, 0, "正在与村站交换数据包")
        queued += exchange.play(hall, seed, folder / OUT)
    finally:
        made.store.close()
    return SampleOffice(folder, (*files, *queued, *rolled), _accounts())


def _accounts() -> tuple[tuple[str, str], ...]:
    named = [(FOUNDING.login, FOUNDING.name), *((a[0], a[1]) for a in (*ACCOUNTS, *CADRES))]
    return tuple(named)


def _write_out(store: Store, actor: Actor, out: Path, today: date) -> Iterator[Path]:
    out.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    with store.read(actor) as work:
        for kind in PaperKind:
            for paper in latest_papers(work, kind, 1):
                path = out / _file_name(f"{paper.title} {paper.number}.pdf")
                path.write_bytes(stored(work, paper))
                written.append(path)
        for name, content in sheets(work):
            path = out / _file_name(f"{name}.pdf")
            path.write_bytes(content)
            written.append(path)
        lines = out / "记录.jsonl"
        with lines.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(line + "\n" for line in dump(work))
        written.append(lines)
    last_month = today.replace(day=1) - timedelta(days=1)
    for month in (last_month, today):
        path = out / f"{month.year}年{month.month}月办件台账.xlsx"
        export_case_ledger(store, actor, month.year, month.month, path)
        written.append(path)
    return iter(written)


def _file_name(name: str) -> str:
    return re.sub(r'[\\/:*?"<>|]', "_", name)


__all__ = ["DEFAULT_TODAY", "PASSWORD", "PIN", "UNIT", "SampleOffice", "build", "is_sample"]
