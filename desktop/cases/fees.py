"""The 收费 section of a case: what is due by the published standard, and what was paid (FEE)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from center.cases.file import CaseFile, open_file
from center.fees import charging
from center.fees.charging import METHODS, FeeForm
from center.fees.records import Fee
from center.journal import commit
from center.money import fen_of, yuan
from center.rights import Right
from center.storage import Work
from desktop import theme
from desktop.cases.parts import facts_card, hint_text, short_table
from desktop.dates import show_date, show_moment
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog

_COLUMNS = ("时间", "应收", "实收", "缴费人", "票据", "收费人", "说明")
_WIDTHS = (16, 10, 10, 14, 26, 10, 0)


class FeesPage(QWidget):
    """The payments of one case."""

    def __init__(self, desk: Desk, file: CaseFile) -> None:
        super().__init__()
        self._desk, self._file = desk, file
        with desk.read() as work:
            self.fees = charging.fees_of(work.session, file.case.id)
        self.buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
        layout.setSpacing(theme.MEDIUM)
        layout.addLayout(self._bar())
        paid = sum(fee.received - fee.refunded for fee in self.fees if fee.valid)
        facts = [
            ("公布的标准", file.item.fee or "不收费"),
            ("依据", file.item.legal_basis or "目录里没有填"),
            ("已收", f"{yuan(paid)} 元"),
            ("收费地点", f"只在中心收取：{file.case.window or '窗口'}"),
        ]
        layout.addWidget(facts_card("收费", facts))
        rows = [_cells(fee, desk.today()) for fee in self.fees]
        self.table = short_table("收费", _COLUMNS, rows, _WIDTHS)
        self.table.setVisible(bool(self.fees))
        layout.addWidget(self.table)
        if not self.fees:
            layout.addWidget(hint_text("还没有收费。"))
        layout.addStretch()
        self.table.currentCellChanged.connect(lambda *_: self._follow())
        if self.fees:
            self.table.setCurrentCell(len(self.fees) - 1, 0)
        self._follow()

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        for title, run in (
            ("收费…", self.ask_charge),
            ("填票据号…", self._ask_receipt),
            ("退费…", self._ask_refund),
            ("作废…", self._ask_void),
        ):
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, r=run: r())
            self.buttons[title.rstrip("…")] = button
            bar.addWidget(button)
        theme.set_role(self.buttons["收费"], "primary")
        bar.addStretch()
        return bar

    def _current(self) -> Fee | None:
        row = self.table.currentRow()
        return self.fees[row] if 0 <= row < len(self.fees) else None

    def _follow(self) -> None:
        current, may = self._current(), self._desk.may(Right.HANDLE_CASES)
        against = charging.reason_against(self._file.case, self._desk.settings)
        self.buttons["收费"].setEnabled(may and not against)
        self.buttons["收费"].setToolTip(against)
        alive = may and current is not None and current.valid
        self.buttons["填票据号"].setEnabled(alive)
        for name in ("退费", "作废"):
            kept = current is not None and current.refunded_on is None
            self.buttons[name].setEnabled(alive and kept)

    def ask_charge(self) -> None:
        """Take a fee: the published amount stands locked until the clerk says why it differs."""
        desk, file = self._desk, self._file
        fixed = charging.standard(file.item.fee)
        shown = yuan(fixed) if fixed is not None else ""

        def run(form: Form) -> None:
            # What the clerk typed was checked as an amount while typing.
            due = fen_of(form.text("due"))
            asked = FeeForm(
                due=due,
                received=due,
                payer=form.text("payer"),
                method=form.text("method"),
                receipt_kind=form.text("receipt_kind"),
                receipt_number=form.text("receipt_number"),
                reason=form.text("reason"),
            )
            with desk.work() as work:
                charging.charge(work, open_file(work, file.case.id).case, asked)
                commit(work)

        kinds = [Choice(kind, kind) for kind in desk.settings.lines("receipt_kinds")]
        money = Field(
            "due", "金额（元）", width=14, required=True, check=_against_amount, default=shown
        )
        differs = Field("differs", "金额与公布的标准不同", "tick", wide=True)
        dialog = FormDialog(
            desk,
            self,
            "收费",
            [
                money,
                Field("payer", "缴费人", required=True, default=file.case.name),
                *([differs] if fixed is not None else []),
                Field("reason", "依据和原因", "lines", wide=True, lines=2, required=True),
                Field(
                    "method",
                    "方式",
                    "buttons",
                    required=True,
                    choices=[Choice(one, one) for one in METHODS],
                    default=METHODS[0],
                    wide=True,
                ),
                Field("receipt_kind", "票据种类", "suggest", choices=kinds),
                Field("receipt_number", "票据号", hint="还没打印的可以以后再填"),
            ],
            "收费",
            run,
            intro=f"公布的标准：{file.item.fee}。不得多收，也不得随意减免。",
        )
        form = dialog.form

        def follow(_draft: object = None) -> None:
            free = fixed is None or form.ticked("differs")
            form.set_locked("due", not free)
            form.set_visible("reason", fixed is not None and free)
            if not free and form.text("due") != shown:
                form.set_values({"due": shown})

        form.changed.connect(follow)
        follow()
        form.focus("due" if fixed is None else "payer")
        dialog.fit()
        dialog.open()

    def _change(
        self, title: str, fields: list[Field], run: Callable[[Work, Fee, Form], object]
    ) -> None:
        current = self._current()
        if current is None:
            return
        ident: UUID = current.id

        def save(form: Form) -> None:
            with self._desk.work() as work:
                run(work, charging.fee(work, ident), form)
                commit(work)

        at = show_moment(current.charged_at, self._desk.today())
        intro = f"{at}　{yuan(current.received)} 元　{current.payer}"
        danger = title == "作废收费"
        FormDialog(self._desk, self, title, fields, title, save, intro=intro, danger=danger).open()

    def _ask_receipt(self) -> None:
        current = self._current()
        kinds = [Choice(kind, kind) for kind in self._desk.settings.lines("receipt_kinds")]
        self._change(
            "填票据号",
            [
                Field(
                    "receipt_kind",
                    "票据种类",
                    "suggest",
                    choices=kinds,
                    default=current.receipt_kind if current else "",
                ),
                Field("receipt_number", "票据号", required=True),
            ],
            lambda work, fee, form: charging.set_receipt(
                work, fee, form.text("receipt_kind"), form.text("receipt_number")
            ),
        )

    def _ask_refund(self) -> None:
        current = self._current()
        shown = yuan(current.received) if current else ""
        amount = Field("amount", "退费金额（元）", width=14, default=shown, check=_against_amount)
        self._change(
            "退费",
            [amount, _REASON],
            lambda work, fee, form: charging.refund(
                work, fee, fen_of(form.text("amount")), form.text("reason")
            ),
        )

    def _ask_void(self) -> None:
        self._change(
            "作废收费",
            [_REASON],
            lambda work, fee, form: charging.void_fee(work, fee, form.text("reason")),
        )


_REASON = Field("reason", "原因", "lines", required=True, wide=True, lines=2)


def _against_amount(text: str) -> str | None:
    try:
        fen_of(text)
    except ValueError as error:
        return str(error)
    return None


def _cells(fee: Fee, today: date) -> tuple[str, ...]:
    said = []
    if not fee.valid:
        said.append(f"已作废：{fee.void_reason}")
    if fee.deviates:
        said.append(f"标准 {yuan(fee.standard or 0)}，{fee.reason}")
    if fee.refunded_on is not None:
        back = f"{show_date(fee.refunded_on, today)}退 {yuan(fee.refunded)}"
        said.append(f"{back}（{fee.refunder_name}）：{fee.refund_reason}")
    return (
        show_moment(fee.charged_at, today),
        yuan(fee.due),
        yuan(fee.received),
        fee.payer,
        f"{fee.receipt_kind} {fee.receipt_number or '号未填'}".strip(),
        f"{fee.cashier_name} {fee.method}",
        "；".join(said),
    )
