"""Papers at the desk: preview, issue (出具), print again, void and replace (更正重出).

The preview has a watermark and no number. 出具 fills the paper once more inside its transaction,
allots the number and freezes the bytes; from then on only the frozen bytes are shown and printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from center.accountability.file import read_file as read_accountability
from center.attendance.records import AttendanceMonth
from center.cases.file import open_file
from center.complaints import file as complaints
from center.complaints.verdicts import consequences_of
from center.errors import Expected, NotAllowed
from center.items import item_of
from center.journal import commit
from center.papers import (
    OF_ACCOUNTABILITY,
    OF_COMPLAINTS,
    OF_PETITIONS,
    TITLES,
    Draft,
    Paper,
    PaperKind,
    issue,
    latest_papers,
    paper,
    printed,
    stored,
    void_paper,
)
from center.petitions import file as petitions
from center.registration import Visit, visit
from center.rights import Right
from center.settings import values
from center.staff import staff
from center.storage import Work
from desktop import notice, tasks
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog

if TYPE_CHECKING:
    from desktop.preview import Preview

CHANGED = "内容刚被改过，与预览的不一样，没有出具，没有占用编号。请关闭预览后重新打开核对。"
GONE = "没有找到这份文书，可能不属于本站。请刷新后再试。"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper to be issued; with `replaces` the one it corrects is voided in the same step.

    `hide_name` leaves the petitioner off a slip to another unit (PET-10). `given` is what whoever
    issues it adds (`forms.filling.asked`).
    """

    kind: PaperKind
    about: UUID
    replaces: UUID | None = None
    reason: str = ""
    hide_name: bool = False
    given: Mapping[str, str] = field(default_factory=dict)


def issue_flow(
    desk: Desk,
    parent: QWidget,
    kind: PaperKind,
    about: UUID,
    done: Callable[[Paper], None] | None = None,
    *,
    closed: Callable[[], None] | None = None,
    hide_name: bool = False,
) -> None:
    """Preview a paper about a record and let the clerk issue and print it.

    `done` gets the paper as soon as it is issued; `closed` is called when the preview goes away,
    issued or not, and also when there was nothing to preview (a missing fact or character, told to
    the clerk in a dialog). Both are called in the GUI thread. No number is used before 出具.
    """
    _ask_given(desk, parent, Wanted(kind, about, hide_name=hide_name), done, closed)


def show_paper(desk: Desk, parent: QWidget, paper_id: UUID) -> None:
    """Show the stored bytes of an issued paper, to be printed again or saved."""

    def read() -> tuple[PaperKind, str, bytes]:
        with desk.read() as work:
            found = _paper(work, paper_id)
            return PaperKind(found.paper_kind), found.number or "", stored(work, found)

    def show(answer: tuple[PaperKind, str, bytes]) -> None:
        from desktop.preview import Preview

        kind, number, content = answer
        dialog = Preview(
            parent, f"{TITLES[kind]} {number}", kind.value, content, desk.memory("printers")
        )
        _open(desk, dialog, kind, lambda: paper_id)

    tasks.run(parent, "正在打开文书", lambda _progress, _cancelled: read(), show)


def void_flow(
    desk: Desk,
    parent: QWidget,
    paper_id: UUID,
    *,
    replace: bool = False,
    done: Callable[[Paper], None] | None = None,
) -> None:
    """Ask for a reason and void a paper; with `replace` only when the corrected one is issued.

    更正重出 voids and issues in one transaction, so that the applicant is never without a paper
    because a preview was closed.
    """
    with desk.read() as work:
        found = _paper(work, paper_id)
    kind = PaperKind(found.paper_kind)

    def run(reason: str) -> None:
        if replace:
            wanted = Wanted(kind, found.about, found.id, reason)
            _ask_given(desk, parent, wanted, done, None)
            return
        with desk.work() as work:
            old = _paper(work, paper_id)
            void_paper(work, old, reason)
            commit(work)
        if done is not None:
            done(old)

    FormDialog(
        desk,
        parent,
        "更正重出" if replace else "作废文书",
        [
            Field(
                "reason",
                "作废原因",
                "lines",
                required=True,
                wide=True,
                lines=2,
                hint="编号不再使用。" + ("新的文书会写明代替哪一份" if replace else ""),
            )
        ],
        "预览新文书" if replace else "作废",
        lambda form: run(form.text("reason")),
        intro=f"{found.title}　{found.number}",
        danger=not replace,
    ).open()


def _ask_given(
    desk: Desk,
    parent: QWidget,
    wanted: Wanted,
    done: Callable[[Paper], None] | None,
    closed: Callable[[], None] | None,
) -> None:
    """Ask what whoever issues the paper adds, if it asks anything; then the preview."""
    from forms.filling.asked import ASKED, proposed

    def end() -> None:
        if closed is not None:
            closed()

    if not ASKED.get(wanted.kind) or not desk.may(Right.ISSUE_PAPERS):
        _preview(desk, parent, wanted, done, closed)
        return
    try:
        with desk.read() as work:
            draft = draft_for(work, wanted)
            last = latest_papers(work, wanted.kind, 1)
            known = proposed(draft, last[0] if last else None)
            leaders = [one.name for one in staff(work) if one.leader_rank]
    except Expected as error:
        notice.tell(parent, error).finished.connect(lambda _result: end())
        return
    given: dict[str, str] = {}

    def keep(form: Form) -> None:
        given.update({key: form.text(key) for key in known})

    dialog = FormDialog(
        desk,
        parent,
        TITLES[wanted.kind],
        [replace(_FIELDS[key], default=said) for key, said in known.items()],
        "预览",
        keep,
        intro="随这份文书一起存档，出具后不能改。",
    )
    if "signer" in known:
        dialog.form.set_choices("signer", [Choice(name, name) for name in leaders])
    dialog.accepted.connect(
        lambda: _preview(desk, parent, replace(wanted, given=given), done, closed)
    )
    dialog.rejected.connect(end)
    dialog.open()


_FIELDS = {
    one.name: one
    for one in (
        Field("signer", "签发人", "suggest", 16, hint="存档用，只印在上行文上"),
        Field("enclosures", "附件", "lines", wide=True, hint="一行一件，印在正文之后"),
        Field("copy_to", "抄送", width=0, wide=True, hint="印在版记里；没有的空着"),
        Field("co_units", "协办单位", width=0, wide=True, hint="没有的空着"),
    )
}


def draft_for(work: Work, wanted: Wanted) -> Draft:
    """The paper filled in from what it is about, as that stands now, with what was given.

    Raises Expected when the record is gone, Refused for a paper this state does not call for.
    """
    from forms.filling.asked import with_given

    return with_given(_filled(work, wanted), wanted.given)


def _filled(work: Work, wanted: Wanted) -> Draft:
    from forms.filling import (
        accountability_draft,
        case_draft,
        complaint_draft,
        petition_draft,
        visit_draft,
    )
    from forms.filling.petitions import HIDDEN

    settings = values(work.session, work.now)
    old = _paper(work, wanted.replaces) if wanted.replaces else None
    kind, actor, now = wanted.kind, work.actor, work.now
    if kind is PaperKind.ATTENDANCE_CIRCULAR:
        from forms.attendance import circular_draft

        month = work.session.get_one(AttendanceMonth, wanted.about)
        return circular_draft(work, month, replaces=old)
    if kind in OF_PETITIONS:
        petition = petitions.read_file(work, wanted.about)
        # What is corrected keeps the name hidden.
        hide = wanted.hide_name or (old is not None and old.facts.get("petitioner") == HIDDEN)
        return petition_draft(kind, petition, settings, actor, now, replaces=old, hide_name=hide)
    if kind in OF_COMPLAINTS:
        complaint = complaints.read_file(work, wanted.about)
        follows = consequences_of(work, complaint.complaint)
        return complaint_draft(kind, complaint, follows, settings, actor, now, replaces=old)
    if kind in OF_ACCOUNTABILITY:
        accountable = read_accountability(work, wanted.about)
        return accountability_draft(kind, accountable, settings, actor, now, replaces=old)
    if work.session.get(Visit, wanted.about) is None:
        file = open_file(work, wanted.about)
        return case_draft(wanted.kind, file, settings, work.actor, work.now, replaces=old)
    found = visit(work, wanted.about)
    item = item_of(work.session, found.item_code) if found.item_code else None
    return visit_draft(wanted.kind, found, item, settings, work.actor, work.now, replaces=old)


def issue_now(desk: Desk, wanted: Wanted, shown: Draft) -> tuple[Paper, bytes]:
    """Issue what the clerk saw in the preview; refuses if it would read otherwise by now."""
    from forms.filling import draw

    with desk.work() as work:
        draft = draft_for(work, wanted)
        if (draft.facts, draft.texts, draft.size) != (shown.facts, shown.texts, shown.size):
            raise Expected(CHANGED)
        if draft.replaces is not None:
            void_paper(work, draft.replaces, wanted.reason)
        made = issue(work, draft, draw)
        return made, stored(work, made)


def _preview(
    desk: Desk,
    parent: QWidget,
    wanted: Wanted,
    done: Callable[[Paper], None] | None,
    closed: Callable[[], None] | None,
) -> None:
    title = TITLES[wanted.kind]

    def end() -> None:
        if closed is not None:
            closed()

    def failed(error: Exception) -> None:
        notice.tell(parent, error).finished.connect(lambda _result: end())

    def make() -> tuple[Draft, bytes]:
        from forms.filling import draw

        with desk.read() as work:
            draft = draft_for(work, wanted)
        return draft, draw(draft, None)

    def show(answer: tuple[Draft, bytes]) -> None:
        from desktop.preview import Preview

        draft, content = answer
        made: list[Paper] = []

        def issue_it() -> bytes:
            paper, frozen = issue_now(desk, wanted, draft)
            made.append(paper)
            return frozen

        def issued() -> None:
            if done is not None:
                done(made[0])

        dialog = Preview(
            parent, title, wanted.kind.value, content, desk.memory("printers"), issue=issue_it
        )
        dialog.issued.connect(issued)
        dialog.finished.connect(lambda _result: end())
        _open(desk, dialog, wanted.kind, lambda: made[0].id)

    if not desk.may(Right.ISSUE_PAPERS):
        failed(NotAllowed(f"当前账号没有“{Right.ISSUE_PAPERS.value}”的权限，没有出具{title}。"))
        return
    tasks.run(parent, f"正在准备{title}", lambda _progress, _cancelled: make(), show, failed)


def _paper(work: Work, paper_id: UUID) -> Paper:
    found = paper(work, paper_id)
    if found is None:
        raise Expected(GONE)
    return found


def _open(desk: Desk, dialog: Preview, kind: PaperKind, paper_id: Callable[[], UUID]) -> None:
    """Show a preview; what leaves it on paper or as a file is journalled."""

    def note(printer: str) -> None:
        try:
            with desk.work() as work:
                printed(work, _paper(work, paper_id()), printer)
                commit(work)
        except Expected as error:
            dialog.notice.error(error)

    def used_printer() -> str:
        kept = desk.memory("printers").get(kind.value)
        return str(kept.get("printer", "")) if isinstance(kept, dict) else ""

    dialog.printed.connect(lambda: note(used_printer()))
    dialog.saved.connect(lambda _path: note("存为文件"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
