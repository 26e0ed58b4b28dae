"""Many papers at once: issue or fetch one kind for many cases, print them as one job, or file them.

Every paper is issued in a transaction of its own, as anywhere else: stopping keeps those issued,
and what could not be issued is listed with its reason and loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from center.cases.file import open_file
from center.cases.listing import CaseFilter, page
from center.cases.papers import reason_against, standing
from center.errors import Expected
from center.journal import commit
from center.papers import TITLES, PaperKind, issue, paper, papers_of, printed, stored
from center.rights import Right, require
from desktop import notice
from desktop.desk import Desk
from desktop.papers import Wanted, draft_for
from desktop.tasks import Cancelled, Progress

MOST = 2_000
"""Cases one batch may hold: more is no batch a person looks over."""
PAGE = 500
FILED = "存入文件夹"
Chosen = Callable[[], list[UUID]]
"""Finds the cases of a batch; called in a worker thread."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A case of a batch that has no paper now, and why."""

    case: UUID
    number: str
    name: str
    why: str


@dataclass(slots=True)
class Batch:
    """What came of a batch: papers in the order of the cases, fresh ones counted, failures."""

    kind: PaperKind
    papers: list[UUID] = field(default_factory=list)
    fresh: int = 0
    failures: list[Failure] = field(default_factory=list)
    left: int = 0

    @property
    def words(self) -> str:
        """The outcome in one line."""
        parts = [f"新出具 {self.fresh} 份"]
        if again := len(self.papers) - self.fresh:
            parts.append(f"以前出具、可以重印 {again} 份")
        if self.failures:
            parts.append(f"没有出具 {len(self.failures)} 件")
        if self.left:
            parts.append(f"取消时还有 {self.left} 件没有处理，已出具的都保留")
        return "，".join(parts) + "。"


def chosen_cases(
    desk: Desk, wanted: CaseFilter, chosen: Sequence[UUID], sort: str, *, descending: bool
) -> list[UUID]:
    """The chosen cases, or all that the filters show, in the order of the list.

    Raises `Expected` for none and for more than a batch holds.
    """
    found: list[UUID] = list(chosen)
    after = None
    with desk.read() as work:
        while not chosen and len(found) <= MOST:
            rows = page(work, wanted, sort, descending=descending, after=after, limit=PAGE)
            found += [row.id for row in rows]
            if len(rows) < PAGE:
                break
            after = rows[-1].key(sort)
    if not found:
        raise Expected("列表里没有办件，没有出具文书。")
    if len(found) > MOST:
        raise Expected(f"一次最多 {MOST:,} 件，没有出具文书。请先筛选得窄一些，或选中要出的几件。")
    return found


def issue_many(
    desk: Desk,
    kind: PaperKind,
    cases: Sequence[UUID],
    progress: Progress,
    cancelled: Cancelled,
) -> Batch:
    """A paper of one kind for each case: the one that stands, or a new one if it is called for."""
    require(desk.actor, Right.ISSUE_PAPERS)
    batch = Batch(kind)
    for done, case in enumerate(cases):
        if cancelled():
            batch.left = len(cases) - done
            break
        _issue_one(desk, batch, case)
        progress(done + 1, len(cases), f"正在出具{TITLES[kind]}")
    return batch


def _issue_one(desk: Desk, batch: Batch, case: UUID) -> None:
    from forms.filling import draw

    number = name = ""
    try:
        with desk.work() as work:
            file = open_file(work, case)
            number, name = file.case.number or "", file.case.name
            if (there := standing(batch.kind, file)) is not None:
                batch.papers.append(there.id)
                return
            if reason := reason_against(batch.kind, file):
                batch.failures.append(Failure(case, number, name, reason))
                return
            made = issue(work, draft_for(work, Wanted(batch.kind, case)), draw)
            batch.papers.append(made.id)
            batch.fresh += 1
    except Exception as error:  # one case in trouble must not cost the others their papers
        batch.failures.append(Failure(case, number, name, notice.sentence(error)))


def contents(desk: Desk, papers: Sequence[UUID]) -> Iterator[bytes]:
    """The stored bytes of each paper, one at a time."""
    for ident in papers:
        with desk.read() as work:
            found = paper(work, ident)
            if found is not None:
                yield stored(work, found)


def note_printed(desk: Desk, papers: Sequence[UUID], printer: str) -> None:
    """Journal that these papers were printed or filed."""
    with desk.work() as work:
        for ident in papers:
            if (found := paper(work, ident)) is not None:
                printed(work, found, printer)
        commit(work)


def file_papers(
    desk: Desk,
    papers: Sequence[UUID],
    folder: Path,
    progress: Progress,
    cancelled: Cancelled,
) -> int:
    """Write each paper into a folder as 标题 编号 姓名.pdf; how many were written.

    Raises `Expected` when the folder cannot be written; what was written before stays.
    """
    require(desk.actor, Right.EXPORT)
    written: list[UUID] = []
    try:
        for ident in papers:
            if cancelled():
                break
            with desk.read() as work:
                found = paper(work, ident)
                if found is None:
                    continue
                name = open_file(work, found.about).case.name
                content = stored(work, found)
            path = folder / _file_name(f"{found.title} {found.number} {name}.pdf")
            _write(path, content)
            written.append(ident)
            progress(len(written), len(papers), "正在写入文件夹")
    finally:
        if written:
            note_printed(desk, written, FILED)
    return len(written)


def papers_of_cases(desk: Desk, cases: Sequence[UUID]) -> list[UUID]:
    """Every valid paper of these cases, oldest first."""
    found: list[UUID] = []
    for case in cases:
        with desk.read() as work:
            open_file(work, case)
            found += [one.id for one in papers_of(work.session, case) if one.valid]
    return found


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Expected(
            f"没有写到“{path.parent}”：磁盘已满、没有权限或 U 盘已拔出。已写的留在文件夹里，"
            "文书都在程序里，请换个位置再存。",
            str(error),
        ) from error


def _file_name(name: str) -> str:
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name)
