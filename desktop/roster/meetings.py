"""会议: 例会 and 讲评会 with who stays at the counter meanwhile (HR-08, HR-09, DUTY-10)."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import UUID

from center.journal import commit
from center.rights import Right
from center.roster.meetings import MeetingForm, cover_order, meeting_missing, meetings, save_meeting
from center.roster.records import Meeting
from center.storage import Work
from desktop import parts
from desktop.choice import Choice
from desktop.dates import show_weekday
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing import Column
from desktop.roster.book import Book, Rows

_COLUMNS = (
    Column("on", "日期", 14, sortable=False),
    Column("times", "时间", 13, sortable=False),
    Column("title", "会议", 18, sortable=False),
    Column("host", "主持", 9, sortable=False),
    Column("cover", "留守", 9, sortable=False),
    Column("absent", "缺席", 14, sortable=False),
    Column("decisions", "议定事项", 30, sortable=False),
)
_WORDS = "每周一次例会，每月一次讲评会；在办公时间开会时必须有人留守窗口。"
_SPAN = 366


class MeetingsPage(Book):
    """A year of meetings, latest first."""

    shows = frozenset({"meeting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "会议", _WORDS, _COLUMNS, "decisions", "还没有会议记录。")
        self.late = parts.words("本周还没有例会记录。", "warning")
        self.body.insertWidget(0, self.late)
        reason = self.against(Right.PLAN_ROSTER)
        self.add = self.add_action(
            "登记会议…",
            lambda: self.ask_meeting(None),
            shortcut="Ctrl+N",
            role="primary",
            reason=reason,
        )
        self.edit = self.add_action("修改…", self._ask_edit, reason=reason)
        self.list.opened.connect(lambda _key: self.edit.click())
        self.refresh()

    def read(self, work: Work) -> Rows:
        """The meetings; above them whether this week's is missing."""
        today = self._desk.today()
        self.late.setVisible(meeting_missing(work))
        found = meetings(work, today - timedelta(days=_SPAN), today + timedelta(days=_SPAN))
        return [
            (
                one.id,
                (
                    show_weekday(one.on),
                    f"{one.starts}–{one.ends}",
                    one.title,
                    one.host,
                    one.cover_name,
                    one.absent,
                    one.decisions,
                ),
            )
            for one in found
        ]

    def ask_meeting(self, meeting: UUID | None) -> None:
        """Enter a meeting or correct one; who stayed least often is proposed to stay."""
        today = self._desk.today()
        with self._desk.read() as work:
            known = None if meeting is None else work.session.get_one(Meeting, meeting)
            stay = cover_order(work, known.on if known else today)
        covers = [Choice(str(one.id), f"{one.name}　{one.post}") for one in stay]
        if known and known.cover and str(known.cover) not in {one.value for one in covers}:
            covers.append(Choice(str(known.cover), known.cover_name))

        def run(form: Form) -> None:
            cover = form.text("cover")
            with self._desk.work() as work:
                save_meeting(
                    work,
                    MeetingForm(
                        on=form.date("on") or today,
                        starts=form.time("starts") or time(),
                        ends=form.time("ends") or time(),
                        title=form.text("title"),
                        host=form.text("host"),
                        attendees=form.text("attendees"),
                        absent=form.text("absent"),
                        topics=form.text("topics"),
                        decisions=form.text("decisions"),
                        cover=UUID(cover) if cover else None,
                    ),
                    None if meeting is None else work.session.get_one(Meeting, meeting),
                )
                commit(work)
            self.done("已保存会议记录")

        FormDialog(
            self._desk,
            self,
            "会议",
            [
                Field("title", "会议名称", required=True, default=known.title if known else "例会"),
                Field(
                    "on", "日期", "date", 14, required=True, default=known.on if known else today
                ),
                Field(
                    "starts",
                    "开始",
                    "time",
                    10,
                    required=True,
                    default=_at(known.starts if known else ""),
                ),
                Field(
                    "ends",
                    "结束",
                    "time",
                    10,
                    required=True,
                    default=_at(known.ends if known else ""),
                ),
                Field("host", "主持人", default=known.host if known else ""),
                Field(
                    "cover",
                    "留守值班",
                    "choice",
                    choices=covers,
                    hint="留守次数少的排在前面",
                    default=str(known.cover) if known and known.cover else None,
                ),
                _block("attendees", "参加人员", known),
                _block("absent", "缺席人员", known),
                _block("topics", "议题", known),
                _block("decisions", "议定事项", known),
            ],
            "保存",
            run,
            draft="meeting" if meeting is None else "",
        ).open()

    def _ask_edit(self) -> None:
        key = self.key()
        if isinstance(key, UUID):
            self.ask_meeting(key)


def _block(name: str, label: str, known: Meeting | None) -> Field:
    return Field(
        name, label, "lines", lines=2, wide=True, default=getattr(known, name) if known else ""
    )


def _at(typed: str) -> time | None:
    return time.fromisoformat(typed) if typed else None
