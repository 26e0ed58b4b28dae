"""`bianmin self-test`: whether this copy of the program, on this computer, does its work.

It founds an office in a temporary folder whose name holds Chinese and a space, takes it through a
visit, a case, a paper and a workbook, backs it up and restores it, exchanges a data package with a
village station founded beside it, and draws every tab. Nothing of the user's own data or settings
is read or written. Each step fails by itself, with its name.
"""

from __future__ import annotations

import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from center import backup, keys, office, search, verify
from center.cases import file as case_file
from center.cases import intake, steps
from center.dump import dump
from center.errors import Expected, where
from center.holidays import work_calendar
from center.items import active_items
from center.journal import commit
from center.papers import Paper, PaperKind, issue, stored
from center.registration import Route, VisitForm, VisitKind, register
from center.settings import values
from center.storage import DATABASE, driver
from desktop.sample.hall import identity
from desktop.sample.names import RARE
from desktop.sample.office import FOUNDING, PASSWORD
from desktop.selftest_package import package
from desktop.selftest_trial import FOLDER, NOW, Fault, Trial, check
from forms.filling import case_draft, draw
from reports.case_export import export_case_ledger
from reports.reading import rows, sheets

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

Tell = Callable[[str], None]


def database(trial: Trial) -> None:
    """An encrypted database in a folder with Chinese and a space, closed and opened again."""
    made = office.found(trial.folder / "办公室 数据", FOUNDING, clock=lambda: NOW)
    made.store.close()
    folder = trial.folder / "办公室 数据"
    head = (folder / DATABASE).read_bytes()[:16]
    check(not head.startswith(b"SQLite format"), "数据库没有加密")
    unlocked = keys.unlock(folder, FOUNDING.login, PASSWORD, NOW)
    store = office.open_store(folder, unlocked.key, clock=lambda: NOW)
    trial.entered = store, made.actor
    with store.read(made.actor) as work:
        check(len(active_items(work)) > 0, "服务事项没有装入")


def visit(trial: Trial) -> None:
    """A visitor whose name has a rare character."""
    check(trial.person.name == RARE[0], "虚构人员里没有生僻字姓名")
    form = VisitForm(
        VisitKind.HANDLING, who=identity(trial.person), route=Route.HERE, need="自检：申请临时救助"
    )
    with trial.store.work(trial.actor) as work:
        made = register(work, form)
        commit(work)
    trial.visit = made.id
    check(bool(made.number), "来访没有编号")


def case(trial: Trial) -> None:
    """A case with all its materials, accepted; found again by the name and its initials."""
    with trial.store.work(trial.actor) as work:
        item = next(item for item in active_items(work) if item.case_kind.value == "承诺件")
        made = intake.receive(
            work,
            intake.CaseForm(
                item,
                identity(trial.person),
                visit=trial.visit,
                received=range(len(item.materials)),
            ),
        )
        commit(work)
    with trial.store.work(trial.actor) as work:
        steps.accept(work, case_file.open_file(work, made.id).case)
        commit(work)
    trial.case = made.id
    with trial.store.read(trial.actor) as work:
        due = case_file.open_file(work, made.id).clock.handling
        check(due is not None and due.due > NOW.date(), "没有算出到期日")
        check(bool(search.find(work, trial.person.name).people), "按姓名找不到来访群众")


def paper(trial: Trial) -> None:
    """An acceptance receipt as PDF; Qt reads the rare name and the number back from it."""
    from desktop.printing import Pdf

    check(trial.case is not None, "前面没有开成办件，这一步没有试")
    made = _issue(trial)
    with trial.store.read(trial.actor) as work:
        content = stored(work, made)
    if trial.pictures is not None:
        (trial.pictures / "受理回单.pdf").write_bytes(content)
    pdf = Pdf(content)
    text = pdf.document.getAllText(0).text()
    check(trial.person.name in text, "文书上的生僻字姓名不对")
    check(str(made.number) in text.replace("\n", ""), "文书上的编号不对")
    size = pdf.document.pagePointSize(0).toSize()
    check(_colours(pdf.document.render(0, size)) > 1, "文书画出来是空白")


def _issue(trial: Trial) -> Paper:
    assert trial.case is not None
    with trial.store.work(trial.actor) as work:
        file = case_file.open_file(work, trial.case)
        settings = values(work.session, work.now)
        kind = PaperKind.ACCEPTANCE_RECEIPT
        return issue(work, case_draft(kind, file, settings, trial.actor, work.now), draw)


def workbook(trial: Trial) -> None:
    """The month's ledger as a workbook, read back in a process of its own as an import is."""
    path = trial.folder / "办件台账 2026年9月.xlsx"
    count = export_case_ledger(trial.store, trial.actor, 2026, 9, path)
    check(count == 1, f"台账里应有 1 件办件，写出的是 {count} 件")
    found = sheets(path)
    check(bool(found), "写出的台账读不回来")
    assert found is not None
    text = str(rows(path, found[0].name))
    check("办件台账" in text and trial.person.name in text, "读回的台账和写出的不一样")


def kept(trial: Trial) -> None:
    """The whole office in one file and back."""
    file = trial.folder / f"备份 {FOUNDING.station}{backup.SUFFIX}"
    with trial.store.read(trial.actor) as work:
        before = list(dump(work))
        backup.backup(work, file)
    target = trial.folder / "恢复 出来"
    backup.restore(
        file,
        target,
        lambda staged: keys.unlock(staged, FOUNDING.login, PASSWORD, NOW),
        clock=lambda: NOW,
    )
    key = keys.unlock(target, FOUNDING.login, PASSWORD, NOW).key
    store = office.open_store(target, key, clock=lambda: NOW)
    try:
        with store.read(trial.actor) as work:
            check(list(dump(work)) == before, "恢复出来的内容和备份前不一样")
            wrong = verify.verify(work)
        check(not wrong, "；".join(wrong))
    finally:
        store.close()


def photo(trial: Trial) -> None:
    """A photo on the case, encrypted, given back and decoded."""
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImage, QImageWriter

    from center.attachments import keeping
    from desktop.attachments import pictures

    picture = QImage(640, 480, QImage.Format.Format_RGB32)
    picture.fill(0x1F6AD4)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    check(QImageWriter(buffer, b"jpeg").write(picture), "写不了 JPEG 照片")
    data = bytes(buffer.data().data())
    case_id = trial.case
    check(case_id is not None, "前面没有办件，这一步没有试")
    assert case_id is not None
    with trial.store.work(trial.actor) as work:
        about = case_file.open_file(work, case_id).case
        kept = keeping.attach(work, about, "照片.jpg", data)
        commit(work)
        given = keeping.content(work, kept)
    check(not pictures.decoded(kept.media, given).isNull(), "照片存进去后打不开")


def roster(trial: Trial) -> None:
    """A month of duty planned by the solver, which is a library of its own."""
    from center.roster.balance import balance
    from center.roster.request import Member, Request, class_of, month_days

    with trial.store.read(trial.actor) as work:
        calendar = work_calendar(work.session)
    days = month_days(2026, 10)
    proposal = balance(
        Request(
            members=tuple(Member(UUID(int=n), f"领导{n}") for n in range(1, 6)),
            classes={day: class_of(day, calendar) for day in days},
            need=dict.fromkeys(days, 1),
        )
    )
    check(proposal.optimal, "均衡排班没有排出最优的班表")
    check(all(proposal.days[day] for day in days), "均衡排班漏了日子")


def words(trial: Trial) -> None:
    """Qt's own dialogs speak Chinese, the fonts of rare characters and the printing part load."""
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtGui import QPixmap

    from desktop import fonts, icons, printing, theme
    from desktop.app import application

    app = application()
    cancel = QCoreApplication.translate("QPlatformTheme", "Cancel")
    check(cancel == "取消", f"Qt 自带的按钮不是中文：{cancel}")
    check(bool(fonts.load_screen()) and bool(fonts.load_rare()), "字体没有装入")
    check(not app.windowIcon().isNull(), "程序图标没有装入")
    arrow = QPixmap(str(theme.ICONS / "chevron-down.svg"))
    check(not arrow.isNull(), "读不了 SVG 图片，箭头和勾选画不出来")
    check(_colours(icons.pixmap("search", "#000000", 20, 1).toImage()) > 1, "图标没有画出来")
    printing.printers()
    del trial


def tabs(trial: Trial) -> None:
    """The login window and each tab of the main window, drawn and not blank."""
    from desktop.app import application
    from desktop.desk import Desk
    from desktop.login import LoginWindow
    from desktop.main import main_window
    from desktop.screenshots import settle
    from desktop.window import TABS

    application()
    login = LoginWindow("自检", [FOUNDING.login], lambda _name, _password: None)
    login.show()
    settle()
    _keep(trial, "登录", login.grab().toImage())
    login.close()
    desk = Desk(trial.store, trial.actor)
    window = main_window(desk)
    window.show()
    for tab in TABS:
        window.go(tab.name)
        settle()
        _keep(trial, tab.title, window.grab().toImage())
    if trial.case is not None:
        desk.open_case.emit(trial.case)
        settle()
        _keep(trial, "办件详情", window.grab().toImage())
    window.close()
    window.deleteLater()


def _keep(trial: Trial, name: str, picture: QImage) -> None:
    if trial.pictures is not None:
        picture.save(str(trial.pictures / f"{name}.png"))
    check(_colours(picture) > 8, f"“{name}”画出来是空白")


def _colours(picture: QImage) -> int:
    """How many colours a drawing has, looked at on a grid that no line of text escapes."""
    return len(
        {
            picture.pixel(x, y)
            for x in range(0, picture.width(), 3)
            for y in range(0, picture.height(), 3)
        }
    )


STEPS: tuple[tuple[str, Callable[[Trial], None]], ...] = (
    ("加密数据库", database),
    ("来访登记", visit),
    ("办件和时限", case),
    ("文书 PDF 和生僻字", paper),
    ("台账工作簿和导入", workbook),
    ("备份、恢复和核对", kept),
    ("数据包和回执", package),
    ("照片附件", photo),
    ("均衡排班", roster),
    ("界面用语、字体和打印组件", words),
    ("登录窗口和每个页面", tabs),
)


def run(tell: Tell, pictures: Path | None = None) -> list[str]:
    """Run every step, telling each; returns the names of those that failed.

    With `pictures` every tab is kept there as a picture, and the paper as PDF.
    """
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
    tell(about())
    failed: list[str] = []
    with _folder() as folder:
        trial = Trial(folder, pictures)
        for name, step in STEPS:
            began = time.perf_counter()
            wrong = _problem(step, trial)
            seconds = time.perf_counter() - began
            if wrong:
                failed.append(name)
                tell(f"未通过　{name}：{wrong}")
            else:
                tell(f"通过　　{name}（{seconds:.1f} 秒）")
        if trial.entered is not None:
            trial.entered[0].close()
    tell("自检没有通过：" + "、".join(failed) if failed else "自检通过。")
    return failed


def _problem(step: Callable[[Trial], None], trial: Trial) -> str:
    try:
        step(trial)
    except Fault as fault:
        return str(fault)
    except Expected as trouble:
        return f"{trouble.sentence}{trouble.details}"
    except Exception as bug:
        # Everything in this office is invented, so the message may be told.
        return f"{type(bug).__name__}：{bug}\n{where(bug)}"
    return ""


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bianmin-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary) / FOLDER
        folder.mkdir()
        yield folder


def about() -> str:
    """What runs here: the program's, Python's, Qt's and the database's versions, and the system."""
    from desktop.about import VERSION

    try:
        from PySide6.QtCore import qVersion

        qt = qVersion()
    except ImportError as error:
        qt = f"没有装入（{error}）"
    database_version = driver().connect(":memory:").execute("PRAGMA cipher_version").fetchone()
    return (
        f"便民 {VERSION}，Python {platform.python_version()}，Qt {qt}，"
        f"SQLCipher {database_version[0]}，{platform.platform()}，"
        f"{'安装的程序' if getattr(sys, 'frozen', False) else '源代码'}"
    )
