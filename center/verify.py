"""Whether the stored data are sound: file, links, journal chain, numbers, frozen papers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from center import journal
from center.accountability.records import Accountability
from center.attachments.keeping import attachment_faults
from center.attendance.records import Leave
from center.cases.records import Case
from center.complaints.records import Complaint
from center.numbers import KINDS, NumberSeries, spelled
from center.papers import CODES, Blob, Paper, PaperKind
from center.petitions.records import Petition
from center.records import local_date
from center.registration import Visit
from center.rights import Right, needs
from center.settings import BY_NAME, Setting
from center.storage import Work
from center.workorders.records import WorkOrder

Progress: TypeAlias = Callable[[int, int, str], None]
"""`progress(done, total, words)`."""
Cancelled: TypeAlias = Callable[[], bool]

MOST_TOLD = 20


def silent(_done: int, _total: int, _words: str) -> None:
    """Progress that nobody reads."""


def never() -> bool:
    """A work that nobody cancels."""
    return False


@needs(Right.MAINTAIN)
def verify(work: Work, progress: Progress = silent, cancelled: Cancelled = never) -> list[str]:
    """What is wrong with the data, as Chinese sentences; empty when everything is sound.

    When cancelled, what was found so far.
    """
    folder, key = work.store.folder, work.store.key
    return faults(work.session, progress, cancelled, folder=folder, key=key)


def faults(
    session: Session,
    progress: Progress = silent,
    cancelled: Cancelled = never,
    *,
    folder: Path | None = None,
    key: bytes | None = None,
) -> list[str]:
    """The same for a session: a backup is checked before anyone has entered.

    `folder` and `key` are those of the large attachments.
    """
    checks: Sequence[tuple[str, Callable[[Session], Iterable[str]]]] = (
        ("核对数据文件", file_faults),
        ("核对操作记录", journal.verify),
        ("核对编号", number_faults),
        ("核对文书", paper_faults),
        ("核对附件", partial(attachment_faults, folder=folder, key=key)),
    )
    found: list[str] = []
    for done, (words, check) in enumerate(checks):
        if cancelled():
            break
        progress(done, len(checks), words)
        try:
            wrong = list(check(session))
        except DatabaseError:
            found.append(f"{words}时数据文件读不下去，可能已损坏，请用最近的备份恢复")
            break
        found += wrong[:MOST_TOLD]
        if len(wrong) > MOST_TOLD:
            found.append(f"{words}：另有 {len(wrong) - MOST_TOLD} 处问题没有列出")
    progress(len(checks), len(checks), "核对完成")
    return found


def file_faults(session: Session) -> Iterator[str]:
    """Every page of the encrypted file as it was written, every index and link in place."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return
    if connection.exec_driver_sql("PRAGMA cipher_integrity_check").all():
        yield "数据文件有页面被改动过或已损坏，请用最近的备份恢复"
        return
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield f"数据文件内部不一致：{said}"
    tables = [row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    for table in sorted(set(tables)):
        yield f"“{table}”表有 {tables.count(table)} 条记录找不到它关联的记录"


def number_faults(session: Session) -> Iterator[str]:
    """Every number of every series given to exactly one record, voided ones included."""
    used: dict[tuple[str, str, int], list[str]] = {}
    for station, kind, at, number in _numbered(session):
        used.setdefault((station, kind, local_date(at).year), []).append(number)
    patterns = patterns_of(session)
    for series in session.scalars(select(NumberSeries)):
        name = f"{series.station} {series.year} 年{KINDS.get(series.kind, series.kind)}"
        seen: dict[tuple[str, int], str] = {}
        series_of = (series.station, series.kind, series.year)
        for number in used.get(series_of, ()):
            read = spelled(number, patterns, *series_of)
            # A station restored from a backup gives a serial again under another letter.
            if read is None:
                yield f"{name}有一个编号“{number}”不合编号样式"
            elif read in seen:
                yield f"{name}的第 {read[1]} 号给了两条记录：{seen[read]} 和 {number}"
            elif read[1] > series.last:
                yield f"{name}的编号 {number} 超过了已发出的最后一号 {series.last}"
            else:
                seen[read] = number
        missing = sorted(set(range(1, series.last + 1)) - {serial for _, serial in seen})
        if missing:
            yield f"{name}缺第 {_spans(missing)} 号"


def patterns_of(session: Session) -> list[str]:
    """Every pattern that numbers here were ever spelled by."""
    given = select(Setting.value).where(Setting.name == "number_pattern")
    return sorted({BY_NAME["number_pattern"].default, *session.scalars(given)})


NUMBERED: dict[str, tuple[type[Any], str]] = {
    "SL": (Case, "received_at"),
    "DJ": (Visit, "received_at"),
    "XF": (Petition, "received_at"),
    "TS": (Complaint, "received_at"),
    "GD": (WorkOrder, "received_at"),
    "ZR": (Accountability, "received_at"),
    "QJ": (Leave, "entered_at"),
}
"""What bears the numbers that are no papers' (see `CODES`), and the moment that gives the year."""


def _numbered(session: Session) -> Iterator[tuple[str, str, datetime, str]]:
    """Station, kind of number, the moment that gives the year, and the number of every record."""
    for code, (kind, moment) in NUMBERED.items():
        query = select(kind.station, getattr(kind, moment), kind.number)
        if kind is Visit:
            # Further matters of a visit bear its number with a second one of their own.
            query = query.where(Visit.same_visit.is_(None))
        for station, at, number in session.execute(query.execution_options(yield_per=5000)):
            if number is not None:
                yield station, code, at, number
    papers = select(Paper.station, Paper.issued_at, Paper.number, Paper.paper_kind)
    for station, at, number, paper_kind in session.execute(
        papers.execution_options(yield_per=5000)
    ):
        if number is not None:
            yield station, CODES[PaperKind(paper_kind)], at, number


def _spans(numbers: Sequence[int]) -> str:
    """1、3—5、9; a long list is cut short."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1][1:] = [number]
        else:
            spans.append([number])
    told = ["—".join(str(end) for end in span) for span in spans]
    return "、".join(told[:MOST_TOLD]) + ("等" if len(told) > MOST_TOLD else "")


def paper_faults(session: Session) -> Iterator[str]:
    """Every issued paper with the exact bytes that were issued."""
    query = select(Paper.number, Paper.sha256, Blob.data).outerjoin(Blob, Blob.id == Paper.blob)
    rows: Iterable[Any] = session.execute(query.execution_options(yield_per=50))
    for number, sha256, data in rows:
        if data is None:
            yield f"文书 {number} 的存档内容缺失"
        elif hashlib.sha256(data).hexdigest() != sha256:
            yield f"文书 {number} 的存档内容与出具时不一致"
