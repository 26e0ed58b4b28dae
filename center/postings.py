"""Who sits at which window since when, and moving somebody away (HR-03): window staff are stable.

A move before the months set asks for its reason; one that follows from a sanction (ACC-02, the
third tier) asks for none.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from center.errors import Problem, Refused
from center.records import Base, Record, link, local_date, unique_unless_voided
from center.rights import Right, needs, visible
from center.rolls.months import add_months
from center.settings import values
from center.staff import ServiceWindow, Staff, save
from center.storage import Work
from center.text import LINE_LIMIT, clean_line, length_problems


class Cause(enum.StrEnum):
    """Why somebody was moved away from a window; the last one is exempt (ACC-02)."""

    NEED = "工作需要"
    OWN = "本人申请"
    HOME_UNIT = "原单位召回"
    LEFT = "离职、退休"
    SANCTION = "通报批评并调离岗位"


class WindowPosting(Record, Base):
    """One person at one window, as A or B post (`post`), from `since` to `until`.

    `until` is the first day on which he is not there any more; None while he is.
    """

    __tablename__ = "window_postings"
    __table_args__ = (unique_unless_voided("window", "staff", "since"),)
    kind = "window_posting"

    window: Mapped[UUID] = mapped_column(link("service_windows.id"), index=True)
    staff: Mapped[UUID] = mapped_column(link("staff.id"), index=True)
    post: Mapped[str] = mapped_column(String(1))
    since: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)
    cause: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True)
class Move:
    """Why and when the posts of a window change; `on` is the first day on which they are so.

    `since` says it of single people, of who stays to put it right.
    """

    on: date
    cause: Cause | None = None
    reason: str = ""
    since: Mapping[UUID, date] = field(default_factory=dict)


@needs(Right.SEE_OFFICE)
def postings(work: Work) -> list[WindowPosting]:
    """Who sits where now, those who have longest first."""
    query = select(WindowPosting).where(
        WindowPosting.until.is_(None), WindowPosting.voided_at.is_(None)
    )
    query = visible(query, work.actor).order_by(WindowPosting.since, WindowPosting.id)
    return list(work.session.scalars(query))


@needs(Right.SEE_OFFICE)
def too_early(work: Work, window: UUID, staying: Sequence[UUID | None], on: date) -> list[str]:
    """Who would leave a window before the months set, each in a sentence (HR-03).

    With 24 months: somebody there since 1 March 2024 may go from 1 March 2026. `staying` are the
    A and B post afterwards; two who change posts at one window stay.
    """
    months = values(work.session, work.now).number("staff_stability_months")
    found: list[str] = []
    for one in postings(work):
        if one.window == window and one.staff not in staying and on < add_months(one.since, months):
            name = work.session.get_one(Staff, one.staff).name
            since = f"{one.since.year}年{one.since.month}月{one.since.day}日"
            found.append(f"{name}从{since}起在这个窗口，不满 {months} 个月")
    return found


@needs(Right.EDIT_SETTINGS)
def save_window(work: Work, window: ServiceWindow, move: Move) -> None:
    """Add or change a window and keep since when its people are there.

    Refused where somebody leaves too early and nobody says why (HR-03), and for a day to come.
    """
    said = clean_line(move.reason)
    staying = (window.a_post, window.b_post)
    problems = list(length_problems("reason", "变动原因", said, LINE_LIMIT))
    if max([move.on, *move.since.values()]) > local_date(work.now):
        problems.append(Problem("since", "日期不能晚于今天；到那天再来改"))
    with work.session.no_autoflush:
        early = too_early(work, window.id, staying, move.on)
    if early and move.cause is not Cause.SANCTION:
        if move.cause is None:
            problems.append(Problem("cause", f"{'；'.join(early)}，请选择变动类别"))
        if not said:
            problems.append(Problem("reason", f"{'；'.join(early)}，请写明变动原因"))
    if problems:
        raise Refused(problems)
    save(work, window)
    both = ((window.b_post, "B"), (window.a_post, "A"))
    wanted = {staff: post for staff, post in both if staff is not None}
    for one in postings(work):
        if one.window != window.id:
            continue
        if one.staff in wanted:
            one.post = wanted.pop(one.staff)
            one.since = move.since.get(one.staff, one.since)
            continue
        one.until, one.reason = move.on, said
        one.cause = "" if move.cause is None else move.cause.value
    for staff, post in wanted.items():
        work.session.add(
            WindowPosting(
                id=work.new_id(),
                station=window.station,
                window=window.id,
                staff=staff,
                post=post,
                since=move.since.get(staff, move.on),
            )
        )
