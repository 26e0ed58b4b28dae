"""打印查询结果: the slip that answers an inquiry at the desk; who printed it is journalled."""

from __future__ import annotations

from uuid import UUID

from center.cases.file import open_file
from center.journal import commit, note
from desktop import tasks
from desktop.desk import Desk
from desktop.record import RecordPage

FORM = "inquiry_answer"


def print_answer(desk: Desk, page: RecordPage, case_id: UUID) -> None:
    """Draw the slip as the case stands now and show it; printing and saving are journalled."""

    def make() -> tuple[str, bytes]:
        from forms import office
        from forms.filling.inquiry import answer

        with desk.read() as work:
            file = open_file(work, case_id)
            facts = answer(file, desk.settings, desk.actor.name, work.now)
        return file.case.number or "", office.sheet(FORM, facts, desk.settings.template(FORM))

    def show(made: tuple[str, bytes]) -> None:
        from desktop.preview import Preview

        number, content = made
        memory = desk.memory("printers")
        dialog = Preview(page, f"查询结果 {number}", FORM, content, memory, said="查询结果，不编号")
        dialog.printed.connect(lambda: _journal(desk, page, case_id, "打印"))
        dialog.saved.connect(lambda _path: _journal(desk, page, case_id, "另存"))
        dialog.open()

    tasks.run(
        page,
        "正在生成查询结果",
        lambda _progress, _cancelled: make(),
        show,
        page.notice.error,
    )


def _journal(desk: Desk, page: RecordPage, case_id: UUID, how: str) -> None:
    with desk.work() as work:
        case = open_file(work, case_id).case
        action = "print" if how == "打印" else "save"
        note(work, action, case, number=case.number, reason=f"{how}查询结果")
        commit(work)
    page.notice.say(f"已{how}查询结果，写入操作记录")
