"""Adding, reading, voiding attachments, and whether all of them are still as they were added."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from center.attachments import files
from center.attachments.contents import Limits, examined
from center.attachments.records import Attachment
from center.attendance.records import Leave, Outing
from center.cases.records import CaseMaterial
from center.errors import Expected, Problem, Refused
from center.journal import note
from center.lists import count_rows
from center.papers import Blob
from center.records import Record, local_date
from center.rights import Right, needs, require, visible
from center.secrecy import OFFICE
from center.settings import Values, values
from center.storage import Work
from center.text import BLOCK_LIMIT, LINE_LIMIT, clean_line, length_problems

SMALL = 256 << 10
"""Bytes up to which an attachment lies in the database itself."""


def limits(settings: Values) -> Limits:
    """The office's limits for one file."""
    return Limits(
        size=settings.number("attachment_mb") << 20,
        pixels=settings.number("attachment_megapixels") * 1_000_000,
        pages=settings.number("attachment_pages"),
    )


ADDING = dict.fromkeys((Leave.kind, Outing.kind), Right.KEEP_ATTENDANCE)
"""Who adds to a kind of record; `Right.REGISTER` for all others."""


@needs(Right.SEE)
def attach(
    work: Work, about: Record, name: str, data: bytes, material: UUID | None = None
) -> Attachment:
    """Check a file by its content and keep its bare bytes with a record; the caller commits.

    `material` is the line of a case's checklist that the scan shows. Raises `Refused`, naming the
    file, for what may not be kept and when the record's attachments grow too large.
    """
    require(work.actor, ADDING.get(about.kind, Right.REGISTER))
    return put(work, about, name, data, material)


def put(
    work: Work, about: Record, name: str, data: bytes, material: UUID | None = None
) -> Attachment:
    """`attach`, for a caller that asks for a right of its own."""
    name = clean_line(name)[:LINE_LIMIT] or "未命名"
    if about.voided_at is not None:
        raise Refused("记录已作废，不能再添加附件。")
    _check_material(work, about.id, material)
    settings = values(work.session, work.now)
    content = examined(name, data, limits(settings))
    most = settings.number("attachment_case_mb")
    if _total(work.session, about.id) + len(content.data) > most << 20:
        raise Refused(
            f"加上“{name}”，这一件的附件会超过 {most} MB，没有添加。请降低扫描分辨率后再添加。"
        )
    ident = work.new_id()
    attachment = Attachment(
        id=ident,
        station=work.station,
        about_kind=about.kind,
        about=about.id,
        name=name,
        media=content.media,
        size=len(content.data),
        sha256=hashlib.sha256(content.data).hexdigest(),
        added_at=work.now,
        adder=work.actor.account,
        adder_name=work.actor.name,
        width=content.width,
        height=content.height,
        pages=content.pages,
        material=material,
        audience=getattr(about, "audience", OFFICE),
    )
    _put(work, attachment, content.data)
    work.session.add(attachment)
    return attachment


@needs(Right.REGISTER)
def set_material(work: Work, found: Attachment, material: UUID | None) -> None:
    """Say which line of the checklist an attachment shows; None: no certain one."""
    _check_material(work, found.about, material)
    if found.voided_at is not None:
        raise Refused("这份附件已经作废，没有做任何改动。")
    found.material = material


def _check_material(work: Work, about: UUID, material: UUID | None) -> None:
    if material is not None:
        line = work.session.get(CaseMaterial, material)
        if line is None or line.case != about:
            raise Refused([Problem("material", "这份材料不在这件的清单里，请重新选择")])


def _put(work: Work, attachment: Attachment, data: bytes) -> None:
    folder, key = work.store.folder, work.store.key
    if folder is not None and key is not None and len(data) > SMALL:
        files.write(folder, key, attachment.id, data)
        attachment.in_file = True
        return
    attachment.blob = work.new_id()
    work.session.add(Blob(id=attachment.blob, data=data))


def _total(session: Session, about: UUID) -> int:
    query = select(func.coalesce(func.sum(Attachment.size), 0))
    alive = Attachment.about == about, Attachment.voided_at.is_(None)
    return int(session.execute(query.where(*alive)).scalar_one())


@needs(Right.SEE)
def attachments_of(work: Work, about: UUID) -> list[Attachment]:
    """The attachments of a record, oldest first, voided ones included."""
    query = select(Attachment).where(Attachment.about == about)
    query = query.order_by(Attachment.added_at, Attachment.id)
    return list(work.session.scalars(visible(query, work.actor)))


@needs(Right.SEE)
def attachment(work: Work, ident: UUID) -> Attachment:
    """One attachment this actor may see; raises `Expected` when there is none."""
    query = visible(select(Attachment).where(Attachment.id == ident), work.actor)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Expected("没有找到这份附件，可能不属于本站。请刷新后再试。")
    return found


@needs(Right.SEE)
def content(work: Work, found: Attachment) -> bytes:
    """The bytes as they were added; raises `Expected`, naming it, when they are gone or changed."""
    return content_of(work, found)


def content_of(work: Work, found: Attachment) -> bytes:
    """`content`, for a caller that asks for a right of its own."""
    data = _content(work.session, found, work.store.folder, work.store.key)
    if hashlib.sha256(data).hexdigest() != found.sha256:
        raise _changed(found)
    return data


def _content(session: Session, found: Attachment, folder: Path | None, key: bytes | None) -> bytes:
    if not found.in_file:
        blob = session.get(Blob, found.blob) if found.blob is not None else None
        if blob is None:
            raise _changed(found)
        return blob.data
    if folder is None or key is None:
        raise _changed(found)
    return files.read(folder, key, found.id, found.name)


def _changed(found: Attachment) -> Expected:
    return Expected(
        f"附件“{found.name}”的内容缺失或与添加时不一致，没有打开。请从备份恢复，并联系系统管理员校验数据。"
    )


@needs(Right.EXPORT)
def left(work: Work, found: Attachment, how: str, where: str = "") -> None:
    """Journal that an attachment left the program: `how` is print or save, `where` the printer."""
    note(work, how, found, name=found.name, printer=where)


@needs(Right.SEE)
def void_attachment(work: Work, found: Attachment, reason: str) -> None:
    """Void an attachment with a reason; its bytes stay. Others' need the right to void."""
    require(work.actor, ADDING.get(found.about_kind, Right.REGISTER))
    if found.adder != work.actor.account and not work.actor.may(Right.VOID):
        raise Refused("只有添加人或主任可以作废这份附件，没有做任何改动。")
    if not reason.strip():
        raise Refused([Problem("reason", "请写明作废原因")])
    if problems := length_problems("reason", "作废原因", reason, BLOCK_LIMIT):
        raise Refused(problems)
    if found.voided_at is not None:
        raise Refused("这份附件已经作废。")
    found.voided_at, found.void_reason = work.now, reason.strip()


@needs(Right.SEE)
def count_of(work: Work, about: UUID) -> int:
    """How many attachments of a record stand."""
    query = select(Attachment.id).where(Attachment.about == about, Attachment.voided_at.is_(None))
    return count_rows(work, query)


def in_files(session: Session) -> set[UUID]:
    """The attachments, voided ones included, that lie in files of their own."""
    return set(session.scalars(select(Attachment.id).where(Attachment.in_file)))


@needs(Right.SEE)
def sweep(work: Work) -> int:
    """Remove the files that a failed or killed commit left; how many. `work` is a writing one."""
    folder = work.store.folder
    if folder is None or not (folder / files.FOLDER).is_dir():
        return 0
    return files.remove_others(folder, in_files(work.session))


def attachment_faults(
    session: Session, folder: Path | None = None, key: bytes | None = None
) -> Iterator[str]:
    """Every attachment that is missing or not as it was added, by name, for `center.verify`."""
    for found in session.scalars(select(Attachment).execution_options(yield_per=50)):
        try:
            data = _content(session, found, folder, key)
        except Expected:
            yield f"附件“{found.name}”（{local_date(found.added_at)} 添加）的内容缺失或已损坏"
            continue
        if hashlib.sha256(data).hexdigest() != found.sha256:
            yield f"附件“{found.name}”（{local_date(found.added_at)} 添加）的内容与添加时不一致"
        session.expunge(found)
