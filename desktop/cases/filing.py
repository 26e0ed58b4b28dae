"""归档: putting ended cases into numbered bags, printing cover and contents, lending (ARCH)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from center import filing
from center.archive_number import Retention
from center.cases.file import CaseFile, open_file
from center.filing import Filing, FilingForm, Loan
from center.journal import commit, note
from center.records import local_date
from center.rights import Right
from center.settings import values
from center.storage import Work
from desktop import tasks, theme
from desktop.cases.parts import facts_card, hint_text, short_table
from desktop.dates import show_date, show_moment
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.notice import Notice

SHEETS = {"archive_cover": "档案袋封面", "archive_contents": "卷内目录"}


class FilingPage(QWidget):
    """How one case lies in the archive, and what can be done with its bag."""

    def __init__(self, desk: Desk, file: CaseFile) -> None:
        super().__init__()
        self._desk, self._file = desk, file
        self.notice = Notice()
        with desk.read() as work:
            self.filed = filing.filing_of(work.session, file.case.id)
            loans = filing.loans_of(work.session, self.filed.id) if self.filed else []
        self.buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
        layout.setSpacing(theme.MEDIUM)
        layout.addLayout(self._bar(out=any(loan.returned_at is None for loan in loans)))
        layout.addWidget(self.notice)
        if self.filed is None:
            layout.addWidget(hint_text("还没有归档。归档时按单位的档号规则自动编号。"))
        else:
            layout.addWidget(facts_card("档案", _facts(self.filed, desk.today())))
            if loans:
                titles = ("借出", "借阅人", "用途", "应还", "归还")
                rows = [_loan_cells(loan, desk.today()) for loan in loans]
                layout.addWidget(short_table("借阅登记", titles, rows, (16, 20, 0, 12, 24)))
        layout.addStretch()

    def _bar(self, *, out: bool) -> QHBoxLayout:
        filed, may = self.filed is not None, self._desk.may(Right.HANDLE_CASES)
        shown: list[tuple[str, Callable[[], object], bool]] = [
            (
                "归档…",
                lambda: ask_filing(self._desk, self, [self._file.case.id]),
                not filed and may,
            ),
            ("打印档案袋封面", lambda: self.show_sheet("archive_cover"), filed),
            ("打印卷内目录", lambda: self.show_sheet("archive_contents"), filed),
            ("借出…", self._ask_lend, filed and not out and may),
            ("登记归还", self._take_back, filed and out and may),
            ("撤销归档…", self._ask_void, filed and not out and self._desk.may(Right.VOID)),
        ]
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        for title, run, lawful in shown:
            if not lawful:
                continue
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, r=run: r())
            theme.set_role(button, "" if self.buttons else "primary")
            self.buttons[title.rstrip("…")] = button
            bar.addWidget(button)
        bar.addStretch()
        return bar

    def show_sheet(self, kind: str) -> None:
        """Preview cover or contents list; printing is journalled."""
        desk, case_id = self._desk, self._file.case.id

        def show(content: bytes) -> None:
            from desktop.preview import Preview

            memory = desk.memory("printers")
            dialog = Preview(self, SHEETS[kind], kind, content, memory, said="归档用表")
            dialog.printed.connect(lambda: self._printed(SHEETS[kind]))
            dialog.open()

        def make() -> bytes:
            with desk.read() as work:
                return sheet_of(work, case_id, kind)

        tasks.run(self, f"正在生成{SHEETS[kind]}", lambda _p, _c: make(), show, self.notice.error)

    def _printed(self, title: str) -> None:
        with self._desk.work() as work:
            note(work, "print", filing.filed(work, self._file.case), name=title)
            commit(work)

    def _ask_lend(self) -> None:
        def run(form: Form) -> None:
            with self._desk.work() as work:
                filed = filing.filed(work, self._file.case)
                by = form.date("return_by")
                filing.lend(work, filed, form.text("borrower"), form.text("purpose"), by)
                commit(work)

        FormDialog(
            self._desk,
            self,
            "借出档案",
            [
                Field("borrower", "借阅人和单位", width=0, required=True, wide=True),
                Field("purpose", "借阅用途", width=0, required=True, wide=True),
                Field("return_by", "应还日期", "date", 14),
            ],
            "登记借出",
            run,
        ).open()

    def _take_back(self) -> None:
        with self._desk.work() as work:
            filing.take_back(work, filing.filed(work, self._file.case))
            commit(work)

    def _ask_void(self) -> None:
        def run(form: Form) -> None:
            with self._desk.work() as work:
                case = open_file(work, self._file.case.id).case
                filing.void_filing(work, case, form.text("reason"))
                commit(work)

        FormDialog(
            self._desk,
            self,
            "撤销归档",
            [Field("reason", "原因", "lines", required=True, wide=True, lines=2)],
            "撤销归档",
            run,
            intro="档号不再使用；重新归档会得到新的档号，封面和目录要重新打印。",
            danger=True,
        ).open()


def ask_filing(
    desk: Desk,
    parent: QWidget,
    ids: Sequence[UUID],
    done: Callable[[int, dict[str, str]], object] | None = None,
) -> None:
    """Ask for retention and place and archive one case, or several of a list at once (ARCH-02)."""
    one = len(ids) == 1

    def run(form: Form) -> None:
        asked = FilingForm(
            Retention[form.text("retention")],
            form.text("bag"),
            form.text("box"),
            form.text("location"),
            (form.number("pages") or 0) if one else 0,
        )
        with desk.work() as work:
            if one:
                filing.file_case(work, open_file(work, ids[0]).case, asked)
                count, refused = 1, dict[str, str]()
            else:
                count, refused = filing.file_cases(work, ids, asked)
            commit(work)
        if done is not None:
            done(count, refused)

    kept = [Choice(one.name, one.value) for one in Retention]
    usual = desk.settings.text("archive_retention")
    fields = [
        Field("retention", "保管期限", "buttons", required=True, choices=kept, default=usual),
        Field("bag", "袋号", width=16),
        Field("box", "盒号", width=16),
        Field("location", "存放位置", width=0, wide=True, hint="例如 档案室 2 柜 3 层"),
    ]
    if one:
        fields.append(Field("pages", "页数", "number", 8, hint="没有数过可以不填"))
    intro = "档号自动编排，归档后可以打印封面和卷内目录。"
    if not one:
        intro = f"选中的 {len(ids)} 件一次归档，每件一个档号；还没办结的和已归档的会跳过。"
    FormDialog(desk, parent, "归档", fields, "归档", run, intro=intro).open()


def sheet_of(work: Work, case_id: UUID, kind: str) -> bytes:
    """Cover (`archive_cover`) or contents list of an archived case as a PDF."""
    from forms import office as sheets
    from forms.filling import office as filling

    file = open_file(work, case_id)
    found = filing.filed(work, file.case)
    filed = filling.Filed(
        found.number,
        found.retention,
        box=found.box,
        location=found.location,
        by=found.filer_name,
        on=local_date(found.filed_at),
    )
    fill = filling.archive_cover if kind == "archive_cover" else filling.archive_contents
    return sheets.sheet(kind, fill(file, filed), values(work.session, work.now).template(kind))


def _facts(found: Filing, today: date) -> list[tuple[str, str]]:
    return [
        ("档号", found.number),
        ("保管期限", found.retention.value),
        ("归档", f"{show_moment(found.filed_at, today)}　{found.filer_name}"),
        ("页数", str(found.pages) if found.pages else "未填"),
        ("袋号", found.bag or "未填"),
        ("盒号", found.box or "未填"),
        ("存放位置", found.location or "未填"),
    ]


def _loan_cells(loan: Loan, today: date) -> tuple[str, ...]:
    back = "未还"
    if loan.returned_at:
        back = f"{show_moment(loan.returned_at, today)} {loan.taken_back_by}"
    due = show_date(loan.return_by, today) if loan.return_by else ""
    return (show_moment(loan.lent_at, today), loan.borrower, loan.purpose, due, back)
