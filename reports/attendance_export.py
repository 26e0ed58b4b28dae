"""Taking a month's attendance out (workbook or PDF), journalled, and reading punch files in."""

from __future__ import annotations

import hashlib
from pathlib import Path

from center.attendance.month import sheets
from center.attendance.punch_files import PunchFile, read_punches
from center.attendance.records import AttendanceMonth
from center.collector import uncollected
from center.errors import Expected, Problem, Refused
from center.imports.rows import Cancelled, Progress, never, silent
from center.journal import commit
from center.rights import Actor, Right, require
from center.settings import values
from center.storage import Note, Store
from reports.attendance import Paper, monthly_attendance
from reports.attendance_pdf import monthly_attendance_pdf
from reports.reading import rows
from reports.reading import sheets as tables
from reports.workbook import whole_file

TEXTS = (".dat", ".txt", ".csv")


@uncollected()
def export_monthly_attendance(
    store: Store,
    actor: Actor,
    year: int,
    month: int,
    path: Path,
    *,
    paper: Paper = "A4",
    progress: Progress = silent,
) -> int:
    """Write a month's sheets to `path`, a .xlsx or a .pdf; returns how many people they hold.

    Raises Refused for another suffix, NotAllowed without the right to export, Expected when the
    file cannot be written.
    """
    require(actor, Right.EXPORT)
    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".pdf"):
        raise Refused([Problem("file", "月考勤表存成 .xlsx 或 .pdf 文件")])
    with store.read(actor) as work:
        unit, now = values(work.session, work.now).text("unit_name"), work.now
        found = sheets(work, year, month, progress)
    people = sum(len(sheet.lines) for sheet in found)
    with store.work(actor) as work:
        payload = {"name": f"月考勤表　{year}年{month}月", "rows": people, "file": path.name}
        work.notes.append(Note("export", AttendanceMonth.kind, work.new_id(), payload))
        commit(work)
    if suffix == ".xlsx":
        monthly_attendance(found, unit=unit, path=path, made_at=now, paper=paper)
    else:
        content = monthly_attendance_pdf(found, unit=unit, paper=paper)
        with whole_file(path) as file:
            file.write(content)
    return people


def read_punch_file(
    path: Path, progress: Progress = silent, cancelled: Cancelled = never
) -> tuple[PunchFile, str] | None:
    """The punches of a file (its first sheet with any) and its SHA-256; None when cancelled.

    Raises Expected when it cannot be read or holds no punches.
    """
    names = _tables(path, cancelled)
    if names is None:
        return None
    for name in names:
        lines = rows(path, name, progress, cancelled)
        if lines is None:
            return None
        punches = read_punches(lines)
        if punches is not None:
            return punches, hashlib.sha256(path.read_bytes()).hexdigest()
    raise Expected(
        "这个文件里没有认得出的打卡记录，没有导入任何内容。能读的有：考勤机 U 盘导出的 attlog、"
        "原始记录，钉钉每日统计，企业微信打卡日报，以及有“姓名（工号）”和“打卡时间”的明细表。"
    )


def _tables(path: Path, cancelled: Cancelled) -> list[str] | None:
    """The tables of a file; one of text has one, named as the file, and is read only once."""
    if path.suffix.lower() in TEXTS and _is_text(path):
        return [path.stem]
    found = tables(path, cancelled)
    return None if found is None else [table.name for table in found]


def _is_text(path: Path) -> bool:
    """Whether it begins like no workbook; a file that cannot be opened is for the reader to say."""
    try:
        with path.open("rb") as file:
            return not file.read(2).startswith((b"PK", b"\xd0\xcf"))
    except OSError:
        return False
