"""归档 and 收费 at the desk: bags, numbers, money, reminders (ARCH, FEE)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

from openpyxl import load_workbook
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from center import filing
from center.cases import steps
from center.cases.records import Case
from center.fees import charging, reconciling
from center.fees.charging import FeeForm
from center.fees.records import Fee
from center.items import EDITABLE, item_of, save_edition
from center.journal import commit, history
from center.rights import Actor
from center.settings import set_value
from center.storage import Work
from desktop import tasks
from desktop.cases.fees import FeesPage
from desktop.cases.filing import FilingPage, sheet_of
from desktop.desk import Desk
from desktop.ledgers.fees import FeesPage as ReconcilingPage
from desktop.ledgers.fees import fees_page
from desktop.ledgers.filing import FilingBook
from desktop.preview import Preview
from desktop.today.page import TodayPage
from tests.desktop.case_desk import (
    COMMITTED,
    INSTANT,
    WAIT,
    Hands,
    a_case,
    do,
    file_of_case,
    gone,
    shown,
    text_of,
)
from tests.offices import Office


def ended(office: Office, by: Actor, name: str = "李桂花") -> UUID:
    case = a_case(office, INSTANT, name, by=by)
    do(office, case, lambda work, found: steps.finish(work, found, steps.Outcome("办成")))
    return case


def charged(office: Office, fee: str = "工本费10元") -> None:
    with office.work() as work:
        found = item_of(work.session, COMMITTED)
        assert found is not None
        save_edition(work, {name: getattr(found, name) for name in EDITABLE} | {"fee": fee})
        commit(work)


def tabs(hands: Hands) -> list[str]:
    return [hands.record.tabs.tabText(n) for n in range(hands.record.tabs.count())]


def words(page: FilingPage | FeesPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def filing_page(hands: Hands) -> FilingPage:
    hands.record.go("filing")
    return hands.record.findChildren(FilingPage)[-1]


def fees_of_case(hands: Hands) -> FeesPage:
    hands.record.go("fees")
    return hands.record.findChildren(FeesPage)[-1]


def stored(office: Office, case: UUID) -> list[Fee]:
    with office.store.read(office.director) as work:
        return charging.fees_of(work.session, case)


def settled(hands: Hands) -> None:
    hands.qtbot.waitUntil(lambda: not tasks.busy(), timeout=WAIT)


# --- 归档 ----------------------------------------------------------------------------------------


def test_arch_01_an_ended_case_gets_its_bag_and_prints_cover_and_contents(
    hands: Hands, qingshan: Office, clerk: Actor
) -> None:
    waiting = a_case(qingshan, COMMITTED, by=clerk)
    hands.open(waiting)
    assert "归档" not in tabs(hands)
    case = ended(qingshan, clerk)
    hands.open(case)
    page = filing_page(hands)
    assert set(page.buttons) == {"归档"}
    page.buttons["归档"].click()
    dialog = hands.dialog()
    hands.fill(dialog, bag="7", box="2", location="档案室 1 柜", pages="5")
    hands.submit(dialog)
    hands.qtbot.waitUntil(lambda: "归档 ✓" in tabs(hands), timeout=WAIT)
    page = filing_page(hands)
    assert "0001-WS·2026-D10-BM-0001" in words(page)
    assert "档案室 1 柜" in words(page)
    page.buttons["打印档案袋封面"].click()
    dialog_of_cover = shown(hands.qtbot, Preview)
    assert "0001-WS·2026-D10-BM-0001" in text_of(dialog_of_cover._pdf.content)
    dialog_of_cover.printed.emit()
    dialog_of_cover.close()
    gone(hands.qtbot, Preview)
    with qingshan.store.read(qingshan.director) as work:
        found = filing.filed(work, file_of_case(qingshan, case).case)
        assert [row.action for row in history(work, found.id)].count("print") == 1
        assert "卷内目录" in text_of(sheet_of(work, case, "archive_contents"))


def test_arch_02_several_are_archived_from_the_list(
    hands: Hands, qingshan: Office, clerk: Actor
) -> None:
    done = [ended(qingshan, clerk, name) for name in ("甲一", "乙二")]
    a_case(qingshan, COMMITTED, "丙三", by=clerk)
    listing = hands.page.listing
    hands.page.filing.trigger()
    assert "请先在列表里选中" in listing.notice.label.text()
    listing.set_filters({"filed": "未归档"})
    assert listing.table.model().rowCount() == 2
    listing.set_filters({})
    listing.table.selectAll()
    hands.page.filing.trigger()
    dialog = hands.dialog()
    assert "选中的 3 件" in dialog.intro.text()
    hands.submit(dialog)
    settled(hands)
    assert "已归档 2 件。有 1 件没有归档" in listing.notice.label.text()
    with qingshan.store.read(qingshan.director) as work:
        assert all(filing.filing_of(work.session, case) for case in done)
    listing.set_filters({"filed": "已归档"})
    assert listing.table.model().rowCount() == 2


def test_arch_03_a_bag_is_lent_and_comes_back(hands: Hands, qingshan: Office, clerk: Actor) -> None:
    case = ended(qingshan, clerk)
    do(qingshan, case, lambda work, found: filing.file_case(work, found, filing.FilingForm()))
    hands.open(case)
    filing_page(hands).buttons["借出"].click()
    dialog = hands.dialog()
    hands.fill(dialog, borrower="民政办 周宁", purpose="核对")
    hands.submit(dialog)
    settled(hands)
    hands.qtbot.waitUntil(lambda: "登记归还" in filing_page(hands).buttons, timeout=WAIT)
    filing_page(hands).buttons["登记归还"].click()
    hands.qtbot.waitUntil(lambda: "借出" in filing_page(hands).buttons, timeout=WAIT)
    assert "撤销归档" not in filing_page(hands).buttons


def test_arch_02_the_year_is_counted_and_exported(
    hands: Hands, qingshan: Office, clerk: Actor, desk: Desk, tmp_path: Path
) -> None:
    case = ended(qingshan, clerk)
    ended(qingshan, clerk, "甲一")
    page = FilingBook(desk)
    hands.qtbot.addWidget(page)
    page.show()
    assert "2026 年归档 0 件" in page.waiting.text()
    do(qingshan, case, lambda work, found: filing.file_case(work, found, filing.FilingForm()))
    hands.qtbot.waitUntil(lambda: page.months.keys() == [9], timeout=WAIT)
    assert (page.months.text(0, "D10"), page.months.text(0, "all")) == ("1", "1")
    assert not page.loans.isVisible()

    def lend(work: Work, found: Case) -> None:
        filing.lend(work, filing.filed(work, found), "司法所", "取证", date(2026, 9, 21))

    do(qingshan, case, lend)
    hands.qtbot.waitUntil(page.loans.isVisible, timeout=WAIT)
    qingshan.clock.set(date(2026, 10, 25))
    page.refresh()
    assert "其中逾期 1 袋" in page.out.text()
    assert "超过 30 天还没有归档的 1 件" in page.waiting.text()
    assert "逾期 34 天" in page.loans.text(0, "return_by")
    page.export_to(tmp_path / "a.xlsx")
    settled(hands)
    (sheet,) = load_workbook(tmp_path / "a.xlsx").worksheets
    told = [str(cell) for row in sheet.values for cell in row if cell is not None]
    assert "0001-WS·2026-D10-BM-0001" in told
    with hands.qtbot.waitSignal(desk.open_case) as heard:
        page.loans.stand_on(0)
        page.loans.activated.emit(page.loans.currentIndex())
    assert heard.args == [case]


# --- 收费 ----------------------------------------------------------------------------------------


def test_fee_02_the_amount_is_locked_until_a_reason_is_given(
    hands: Hands, qingshan: Office, clerk: Actor
) -> None:
    charged(qingshan)
    case = a_case(qingshan, COMMITTED, by=clerk)
    hands.open(case)
    page = fees_of_case(hands)
    page.buttons["收费"].click()
    dialog = hands.dialog()
    hands.fill(dialog, due="99")
    assert dialog.form.text("due") == "10.00"
    hands.fill(dialog, differs="1")
    hands.fill(dialog, due="5")
    hands.submit(dialog)
    assert dialog.form.problem_shown("reason")
    hands.fill(dialog, reason="低保对象减半", receipt_number="A1")
    hands.submit(dialog)
    hands.qtbot.waitUntil(lambda: "收费 ✓" in tabs(hands), timeout=WAIT)
    (fee,) = stored(qingshan, case)
    assert (fee.due, fee.standard, fee.reason, fee.payer) == (500, 1000, "低保对象减半", "李桂花")
    page = fees_of_case(hands)
    said = page.table.item(0, 6)
    assert said is not None
    assert "标准 10.00" in said.text()
    page.buttons["退费"].click()
    dialog = hands.dialog()
    hands.fill(dialog, amount="2.5", reason="多收了")
    hands.submit(dialog)
    settled(hands)
    assert stored(qingshan, case)[0].refunded == 250


def test_fee_07_a_free_item_or_a_free_office_shows_no_fees(
    hands: Hands, qingshan: Office, clerk: Actor
) -> None:
    free = a_case(qingshan, COMMITTED, by=clerk)
    hands.open(free)
    assert "收费" not in tabs(hands)
    charged(qingshan)
    case = a_case(qingshan, COMMITTED, by=clerk)
    hands.open(case)
    assert "收费" in tabs(hands)
    with qingshan.work() as work:
        set_value(work, "free_service", value=True)
        commit(work)
    hands.open(free)
    hands.open(case)
    assert "收费" not in tabs(hands)
    page = fees_page(hands.page._desk)
    hands.qtbot.addWidget(page)
    assert not isinstance(page, ReconcilingPage)


def paid(office: Office, clerk: Actor, amount: int = 1000, reason: str = "") -> None:
    charged(office)
    case = a_case(office, COMMITTED, by=clerk)
    form = FeeForm(amount, amount, "李桂花", reason=reason)
    do(office, case, lambda work, found: charging.charge(work, found, form))


def test_fee_05_a_day_is_reconciled_and_exported(
    hands: Hands, qingshan: Office, clerk: Actor, desk: Desk, tmp_path: Path
) -> None:
    paid(qingshan, clerk)
    paid(qingshan, clerk, 500, "低保对象减半")
    qingshan.clock.set(date(2026, 9, 22))
    page = ReconcilingPage(desk)
    hands.qtbot.addWidget(page)
    page.show()
    assert "还没有对账：9月21日" in page.told.text()
    assert page.list.text(0, "total") == "15.00"
    page.ask_reconcile()
    dialog = hands.dialog()
    hands.fill(dialog, settled="14")
    hands.submit(dialog)
    assert "相差 1.00 元" in dialog.form.problem_shown("explanation")
    hands.fill(dialog, explanation="结算室漏记")
    hands.submit(dialog)
    hands.qtbot.waitUntil(lambda: page.list.text(0, "difference") == "1.00", timeout=WAIT)
    assert not page.told.isVisible()
    page.export_to(tmp_path / "a.xlsx")
    settled(hands)
    (sheet,) = load_workbook(tmp_path / "a.xlsx").worksheets
    rows = list(sheet.iter_rows(values_only=True))
    told = "\n".join(str(cell) for row in rows for cell in row if cell is not None)
    for said in (
        "收费对账单",
        "15.00",
        "14.00",
        "1.00",
        "结算室漏记",
        "与标准不同",
        "低保对象减半",
    ):
        assert said in told


# --- 今日 ----------------------------------------------------------------------------------------


def test_today_reminds_of_what_is_not_archived_and_not_reconciled(
    qtbot: QtBot, qingshan: Office, clerk: Actor, desk: Desk
) -> None:
    ended(qingshan, clerk)
    paid(qingshan, clerk)
    qingshan.clock.set(date(2026, 11, 2))
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(page.filing.isVisible, timeout=WAIT)
    assert "有 1 件办结超过 30 天还没有归档" in page.filing.label.text()
    assert not page.fees.isVisible()
    paid(qingshan, clerk)
    qingshan.clock.set(date(2026, 11, 3))
    with qtbot.waitSignal(page.go) as heard:
        page.filing.button.click()
    assert heard.args == ["cases", {"filed": "该归档了"}]
    page.refresh()
    qtbot.waitUntil(page.fees.isVisible, timeout=WAIT)
    assert "11月2日" in page.fees.label.text()
    with qtbot.waitSignal(page.go) as heard:
        page.fees.button.click()
    assert heard.args == ["ledgers", {"section": "fees"}]
    with qingshan.store.read(qingshan.director) as work:
        assert len(reconciling.forgotten(work)) == 1
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=WAIT)
