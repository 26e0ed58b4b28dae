"""Pictures of every tab and dialog of a sample office, drawn without a screen.

For reviews and for finding what is cut off: each window is 1366×768, or what a larger scale leaves
of it, with the same invented people every time.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from center.cases.actions import Action, steps
from center.cases.file import open_file
from center.cases.helped import Helped
from center.cases.listing import CaseFilter
from center.cases.listing import page as case_page
from center.cases.records import Status
from center.errors import Expected
from center.items import CaseKind
from center.papers import PaperKind
from desktop import tasks, theme
from desktop.app import Program, application
from desktop.desk import Desk
from desktop.record import RecordPage, Subject
from desktop.window import TABS, MainWindow

WIDTH, HEIGHT = 1366, 768
SETTLE_MS = 150
READ_MS = 500
"""What waits for a pause before it reads needs longer."""
LONGEST_MS = 20_000

Picture = tuple[str, QWidget]

if TYPE_CHECKING:
    from desktop.exchange.page import PackagesPage


def draw_all(folder: Path, *, size: str, scheme: str, scale: float) -> Iterator[Path]:
    """Draw every tab and dialog into `folder`; yields each picture's path as it is drawn.

    `size` is a text size, `scheme` light or dark; `scale` is the screen's, which the command has
    told Qt before this module was imported.
    """
    from desktop.sample.build import build

    app = application()
    if size not in theme.SIZES:
        raise Expected(f"没有“{size}”这种文字大小，可以用：{'、'.join(theme.SIZES)}。")
    theme.apply(app, theme.Look(theme.palette_for(scheme), size))
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        office = Path(temporary) / "office"
        build(office)
        for number, (name, widget) in enumerate(_pictures(Path(temporary), office, scale), 1):
            settle()
            path = folder / f"{number:02d} {name.replace('/', '／')}.png"
            widget.grab().save(os.fspath(path))
            yield path


def _pictures(temporary: Path, office: Path, scale: float) -> Iterator[Picture]:
    first = Program(temporary / "none")
    first.start()
    yield from _first_start(first)
    first.close()
    program = Program(office)
    program.start()
    window = program.window
    assert window is not None
    yield "登录", window
    yield from _main(program, round(WIDTH / scale), round(HEIGHT / scale))
    program.close()


def _first_start(program: Program) -> Iterator[Picture]:
    from desktop.setup import SetupWindow

    window = program.window
    assert isinstance(window, SetupWindow)
    for page in range(window.pages.count()):
        window.pages.setCurrentIndex(page)
        yield f"首次使用{page + 1}", window


def _main(program: Program, width: int, height: int) -> Iterator[Picture]:
    program.enter("zhuren", "")
    wait_for(program)
    window, desk = program.window, program.desk
    assert isinstance(window, MainWindow)
    assert desk is not None
    window.resize(width, height)
    for tab in TABS:
        window.go(tab.name)
        yield tab.title, window
    yield from _search(window)
    yield from _settings(window)
    yield from _registration(window, desk)
    yield from _cases(window, desk)
    yield from _helped(window, desk)
    yield from _ledgers(window, desk)
    yield from _petitions(window)
    yield from _roster(window)
    yield from _attendance(window)
    yield from _supervision(window)
    yield from _reports(window)
    yield from _account(window)


def _search(window: MainWindow) -> Iterator[Picture]:
    window.go("today")
    window.search.setText("张")
    settle(600)
    yield "搜索结果", window.search.hits
    window.search.clear()


def _settings(window: MainWindow) -> Iterator[Picture]:
    from desktop.settings.page import SECTIONS, SettingsPage

    page = window.go("settings")
    assert isinstance(page, SettingsPage)
    for section in SECTIONS:
        page.show_section(section.name)
        yield f"设置 {section.title}", window


def _registration(window: MainWindow, desk: Desk) -> Iterator[Picture]:
    from desktop.registration.page import RegistrationPage

    page = window.go("registration")
    assert isinstance(page, RegistrationPage)
    with desk.read() as work:
        visit = open_file(work, _case(desk, Status.ACCEPTED)).case.visit
    if visit is not None:
        desk.open_visit.emit(visit)
        yield "登记 来访记录", window
        page.close_record()
    desk.new_case.emit(None)
    yield "登记 收件", window
    yield from _queue(window, desk)


def _queue(window: MainWindow, desk: Desk) -> Iterator[Picture]:
    from desktop.queue.appointments import AppointmentsDialog
    from desktop.queue.panel import QueuePanel
    from desktop.queue.screen import HallScreen
    from desktop.queue.today import TodayDialog

    panel = window.findChild(QueuePanel)
    assert isinstance(panel, QueuePanel)
    panel.ask_ticket()
    yield from _dialog("登记 取号")
    booked = AppointmentsDialog(desk, panel)
    booked.show_day(desk.calendar.next_workday(desk.today() + timedelta(days=1)))
    booked.open()
    yield from _dialog("登记 预约")
    TodayDialog(desk, panel).open()
    yield from _dialog("登记 今天的号")
    for width, height in ((WIDTH, HEIGHT), (1920, 1080)):
        screen = HallScreen(desk)
        screen.resize(width, height)
        yield f"叫号大屏 {height}", screen
        screen.close()


def _cases(window: MainWindow, desk: Desk) -> Iterator[Picture]:
    from desktop import papers
    from desktop.cases.page import CasesPage

    page = window.go("cases")
    assert isinstance(page, CasesPage)
    asked: set[Action] = set()
    for status in Status:
        case = _case(desk, status)
        desk.open_case.emit(case)
        settle()
        record = page.record()
        if record is None:
            continue
        yield f"办件 {status.value}", window
        if status is Status.ACCEPTED:
            for section in range(1, record.tabs.count()):
                record.tabs.setCurrentIndex(section)
                yield f"办件 {record.tabs.tabText(section)}", window
            papers.issue_flow(desk, window, PaperKind.ACCEPTANCE_RECEIPT, case)
            settle(1500)
            yield from _dialog("文书预览")
        with desk.read() as work:
            lawful = [step.action for step in steps(open_file(work, case).facts) if step.lawful]
        for action in lawful:
            if action not in asked:
                asked.add(action)
                record.take(action)
                yield from _dialog(f"办件 {action.value}")


def _helped(window: MainWindow, desk: Desk) -> Iterator[Picture]:
    """A joint case of which one department is late, a carried one, one accepted on a promise."""
    from desktop.cases.page import CasesPage

    page = window.go("cases")
    assert isinstance(page, CasesPage)
    for kind, tab in (
        (Helped.LATE, "joint"),
        (Helped.AGENCY, "agency"),
        (Helped.PROMISED, "materials"),
    ):
        with desk.read() as work:
            rows = case_page(work, CaseFilter(helped=kind), limit=1)
        for row in rows:
            desk.open_case.emit(row.id)
            settle()
            record = page.record()
            if record is not None:
                record.go(tab)
                yield f"办件 {kind.value}", window


def _ledgers(window: MainWindow, desk: Desk) -> Iterator[Picture]:
    from desktop.exchange.page import PackagesPage
    from desktop.ledgers.batches.page import BatchesPage
    from desktop.ledgers.page import SECTIONS, LedgersPage
    from desktop.ledgers.rolls.page import RollsPage

    page = window.go("ledgers")
    assert isinstance(page, LedgersPage)
    for section in SECTIONS:
        shown = page.show_section(section.name)
        yield f"台账 {section.title}", window
        if isinstance(shown, RollsPage | BatchesPage | PackagesPage):
            first = shown.listing.model.row(0)
            if first is not None:
                shown.open(first.key)
                yield f"台账 {section.title}一条", window
                shown.close_record()
        if isinstance(shown, PackagesPage):
            yield from _package(shown, desk)


def _package(page: PackagesPage, desk: Desk) -> Iterator[Picture]:
    """The package that lies ready to be tried, looked at before it is taken in."""
    from center.exchange.container import PACKAGE_SUFFIX
    from desktop.sample.build import OUT
    from desktop.sample.exchange import FOLDER

    if desk.store.folder is not None:
        for path in (desk.store.folder / OUT / FOLDER).glob(f"*{PACKAGE_SUFFIX}"):
            page.read_file(path)
            settle()
            yield from _dialog("台账 读入数据包")


def _petitions(window: MainWindow) -> Iterator[Picture]:
    """Every page with its first record; of the petitions each tab, and how one is registered."""
    from desktop.petitions.page import PetitionsPage
    from desktop.petitions.tab import SECTIONS, PetitionsTab

    tab = window.go("petitions")
    assert isinstance(tab, PetitionsTab)
    for section in SECTIONS:
        page = tab.show_section(section.name)
        yield f"信访投诉 {section.title}", window
        first = page.listing.model.row(0) if isinstance(page, Subject) else None
        if not isinstance(page, Subject) or first is None:
            continue
        page.open(first.key)
        record = page.currentWidget()
        if isinstance(record, RecordPage):
            for number in range(record.tabs.count()):
                record.tabs.setCurrentIndex(number)
                yield f"信访投诉 {section.title} {record.tabs.tabText(number)}", window
        page.close_record()
        if isinstance(page, PetitionsPage):
            page.ask_register()
            yield from _dialog("信访投诉 登记信访")


def _roster(window: MainWindow) -> Iterator[Picture]:
    """Every page of the tab, and next month as the fair planner proposes it."""
    from center.roster.records import Method
    from desktop.roster.month_page import MonthPage
    from desktop.roster.tab import SECTIONS, RosterTab

    tab = window.go("roster")
    assert isinstance(tab, RosterTab)
    for section in SECTIONS:
        tab.show_section(section.name)
        yield f"值班 {section.title}", window
    page = tab.show_section("patrol")
    assert isinstance(page, MonthPage)
    page.plan_target(Method.FAIR)
    settle(1500)
    yield "值班 均衡排班", window


def _attendance(window: MainWindow) -> Iterator[Picture]:
    from desktop.attendance.leave import LeavePage
    from desktop.attendance.tab import SECTIONS, AttendanceTab

    page = window.go("attendance")
    assert isinstance(page, AttendanceTab)
    for section in SECTIONS:
        shown = page.show_section(section.name)
        settle()
        yield f"考勤 {section.title}", window
        if isinstance(shown, LeavePage) and (first := shown.listing.model.row(0)) is not None:
            shown.open(first.key)
            yield "考勤 请假单", window
            shown.close_record()
            shown.ask_new()
            yield from _dialog("考勤 请假登记")


def _supervision(window: MainWindow) -> Iterator[Picture]:
    from desktop.accountability.page import AccountabilityPage
    from desktop.supervision.page import SECTIONS, SupervisionPage

    page = window.go("supervision")
    assert isinstance(page, SupervisionPage)
    for section in SECTIONS:
        shown = page.show_section(section.name)
        settle()
        yield f"监督考核 {section.title}", window
        if isinstance(shown, AccountabilityPage) and (first := shown.listing.model.row(0)):
            shown.open(first.key)
            yield "监督考核 责任追究一件", window
            shown.close_record()
            shown.ask_propose()
            yield from _dialog("监督考核 提出责任追究")


def _reports(window: MainWindow) -> Iterator[Picture]:
    """The month's set, and every table with its first rows."""
    from desktop.reports import ReportsTab
    from desktop.reports.page import ReportsPage
    from desktop.reports.tab import SECTIONS

    tab = window.go("reports")
    assert isinstance(tab, ReportsTab)
    for section in SECTIONS:
        page = tab.show_section(section.name)
        settle(READ_MS)
        if not isinstance(page, ReportsPage):
            yield f"报表 {section.title}", window
            continue
        for report in page.choosing.reports:
            page.choosing.choose(report)
            settle(READ_MS)
            yield f"报表 {report.title}", window


def _account(window: MainWindow) -> Iterator[Picture]:
    window.go("today")
    for name, signal in (
        ("换人", window.takeover_wanted),
        ("改密码", window.password_wanted),
        ("关于", window.about_wanted),
    ):
        signal.emit()
        yield from _dialog(name)
    window.lock(lambda _secret: None)
    yield "锁定", window
    window.unlock()


def _case(desk: Desk, status: Status) -> UUID:
    with desk.read() as work:
        rows = case_page(work, CaseFilter(statuses=frozenset({status})), limit=200)
    committed = [row.id for row in rows if row.case_kind is CaseKind.COMMITTED]
    return [*committed, *(row.id for row in rows)][0]


def _dialog(name: str) -> Iterator[Picture]:
    settle()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            yield name, widget
            widget.close()
            settle()


def settle(least: int = SETTLE_MS) -> None:
    """Let the window draw, and wait for what it asked for in the background."""
    loop = QEventLoop()
    QTimer.singleShot(least, loop.quit)
    loop.exec()
    for _ in range(LONGEST_MS // 50):
        if not tasks.busy():
            break
        QTimer.singleShot(50, loop.quit)
        loop.exec()
    # What came last wants to be laid out before it is drawn.
    QTimer.singleShot(SETTLE_MS, loop.quit)
    loop.exec()


def wait_for(program: Program) -> None:
    """Wait until the main window stands."""
    loop = QEventLoop()
    program.opened.connect(loop.quit)
    QTimer.singleShot(LONGEST_MS, loop.quit)
    if program.desk is None:
        loop.exec()
