"""The main window of an open office: its pages, and what happens across them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import UUID

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from center import accounts, keys
from center.errors import Expected, NotAllowed
from center.journal import commit
from center.records import local_date
from center.rights import ROLE_NAMES, Actor, Right
from center.storage import Store
from desktop import dates, tasks
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.hits import hits
from desktop.record import Subject
from desktop.search_box import Hit
from desktop.window import MainWindow

if TYPE_CHECKING:
    from desktop.attendance.tab import AttendanceTab
    from desktop.cases.page import CasesPage
    from desktop.ledgers.page import LedgersPage
    from desktop.petitions.tab import PetitionsTab
    from desktop.registration.page import RegistrationPage
    from desktop.roster.tab import RosterTab
    from desktop.settings.page import SettingsPage
    from desktop.supervision import SupervisionPage

BADGE_MS = 300
DAY_CHECK_MS = 60_000


def main_window(desk: Desk) -> MainWindow:
    """Build the window; each page is built when its tab is first visited."""
    wiring = Wiring(desk)
    window = MainWindow(
        desk.settings.text("unit_name"),
        desk.actor.name,
        _pages(desk, wiring.go),
        today_line=lambda: today_line(desk),
        find=lambda text: hits(desk, text),
        sample=desk.sample,
        idle_minutes=desk.settings.number("idle_lock_minutes"),
    )
    wiring.connect_to(window)
    return window


def _pages(
    desk: Desk, go: Callable[[str, dict[str, str]], None]
) -> dict[str, Callable[[], QWidget]]:
    def today() -> QWidget:
        from desktop.today import TodayPage

        page = TodayPage(desk)
        page.go.connect(go)
        return page

    def registration() -> QWidget:
        from desktop.registration.page import RegistrationPage

        return RegistrationPage(desk)

    def cases() -> QWidget:
        from desktop.cases.page import CasesPage

        return CasesPage(desk)

    def petitions() -> QWidget:
        from desktop.petitions.tab import PetitionsTab

        return PetitionsTab(desk)

    def roster() -> QWidget:
        from desktop.roster.tab import RosterTab

        return RosterTab(desk)

    def attendance() -> QWidget:
        from desktop.attendance.tab import AttendanceTab

        return AttendanceTab(desk)

    def ledgers() -> QWidget:
        from desktop.ledgers.page import LedgersPage

        return LedgersPage(desk)

    def supervision() -> QWidget:
        from desktop.supervision import SupervisionPage

        return SupervisionPage(desk)

    def reports() -> QWidget:
        from desktop.reports import ReportsTab

        return ReportsTab(desk)

    def settings() -> QWidget:
        from desktop.settings.page import SettingsPage

        return SettingsPage(desk)

    return {
        "today": today,
        "registration": registration,
        "cases": cases,
        "petitions": petitions,
        "roster": roster,
        "attendance": attendance,
        "ledgers": ledgers,
        "supervision": supervision,
        "reports": reports,
        "settings": settings,
    }


def today_line(desk: Desk) -> str:
    """11月21日 周六 休息, or the festival's name, or 上班; a guess is called one."""
    today, calendar = desk.today(), desk.calendar
    kind = "上班" if calendar.is_workday(today) else calendar.why_off(today)
    guessed = "" if today.year in calendar.known_years else "（暂按周末推算）"
    return f"{dates.show_weekday(today)}　{'休息' if kind == '周末' else kind}{guessed}"


def backup_words(at: datetime | None, now: datetime) -> str:
    """备份 今天 17:40, 备份 3天前, 还没有备份."""
    if at is None:
        return "还没有备份"
    days = (local_date(now) - local_date(at)).days
    if days > 1:
        return f"备份 {days}天前"
    return f"备份 {'昨天' if days else '今天'} {at.astimezone(dates.ZONE):%H:%M}"


class Wiring(QObject):
    """What happens across pages; lives as long as its window."""

    _window: MainWindow

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(BADGE_MS)
        self._counting.timeout.connect(self._count)
        self._package: Path | None = None
        self._day = desk.today()
        self._daily = QTimer(self)
        self._daily.setInterval(DAY_CHECK_MS)
        self._daily.timeout.connect(self._look_at_day)
        self._daily.start()

    def connect_to(self, window: MainWindow) -> None:
        """Listen to the window and the desk."""
        desk = self._desk
        self._window = window
        self.setParent(window)
        window.found.connect(self._found)
        window.takeover_wanted.connect(self._take_over)
        window.lock_wanted.connect(lambda: window.lock(self._unlock))
        window.password_wanted.connect(self._change_password)
        window.about_wanted.connect(self._about)
        desk.open_case.connect(self._show_case)
        desk.open_visit.connect(self._show_visit)
        desk.open_matter.connect(self._show_matter)
        desk.new_case.connect(self._new_case)
        desk.open_package.connect(self._open_package)
        window.locked.connect(self._open_waiting)
        desk.changed.connect(self._changed)
        desk.actor_changed.connect(self._sat_down)
        self._counting.start()
        self._settle()

    # Across tabs

    def go(self, tab: str, wanted: dict[str, str]) -> None:
        """Open a tab from 今日, with its list filtered or with what it is to begin."""
        if tab == "settings":
            section = self._settings().show_section(wanted["section"])
            if isinstance(section, Subject) and "quick" in wanted:
                section.close_record(refresh=False)
                section.listing.show_quick(wanted["quick"])
        elif tab == "ledgers":
            cast("LedgersPage", self._window.go(tab)).show_section(wanted["section"])
        elif tab == "attendance":
            cast("AttendanceTab", self._window.go(tab)).show_waiting(wanted)
        elif tab == "petitions":
            filters = {name: value for name, value in wanted.items() if name != "section"}
            self._petitions().show_filtered(wanted["section"], filters)
        elif tab == "roster":
            cast("RosterTab", self._window.go(tab)).show_wanted(wanted)
        elif tab == "supervision":
            cast("SupervisionPage", self._window.go(tab)).show_due()
        elif tab == "cases":
            page = self._cases()
            page.close_record()
            page.listing.set_filters(dict(wanted))
        elif "only" in wanted:
            self._registration().show_quick(wanted["only"])
        else:
            self._registration().begin(wanted.get("begin", ""))

    def _registration(self) -> RegistrationPage:
        return cast("RegistrationPage", self._window.go("registration"))

    def _cases(self) -> CasesPage:
        return cast("CasesPage", self._window.go("cases"))

    def _petitions(self) -> PetitionsTab:
        return cast("PetitionsTab", self._window.go("petitions"))

    def _settings(self) -> SettingsPage:
        return cast("SettingsPage", self._window.go("settings"))

    def _found(self, hit: Hit) -> None:
        kind, record = hit.key if isinstance(hit.key, tuple) else ("", None)
        if not isinstance(record, UUID):
            return
        if kind == "case":
            self._show_case(record)
        elif kind == "visit":
            self._show_visit(record)
        elif kind == "person":
            self._registration().show_person(record)
        else:
            self._show_matter(kind, record)

    def _show_case(self, case: UUID) -> None:
        self._cases().show_case(case)

    def _show_visit(self, visit: UUID) -> None:
        self._registration().show_visit(visit)

    def _show_matter(self, kind: str, record: UUID) -> None:
        if kind == "accountability":
            cast("SupervisionPage", self._window.go("supervision")).show_accountability(record)
        else:
            self._petitions().show_matter(kind, record)

    def _new_case(self, visit: UUID | None) -> None:
        self._registration().new_case(visit)

    def _open_package(self, path: Path) -> None:
        """A data package was opened by a double click; behind the lock it waits for somebody."""
        if self._window.is_locked:
            self._package = path
            return
        page = cast("LedgersPage", self._window.go("ledgers")).show_section("packages")
        from desktop.exchange.page import PackagesPage

        if isinstance(page, PackagesPage):
            page.read_file(path)

    def _open_waiting(self, locked: bool) -> None:
        path = self._package
        if not locked and path is not None:
            self._package = None
            # After the pages of whoever takes over stand.
            QTimer.singleShot(0, self, lambda: self._open_package(path))

    # Saved, badges

    def _changed(self, _kinds: frozenset[str]) -> None:
        if self._desk.saved_at is not None:
            self._window.saved(self._desk.saved_at)
        self._window.set_idle_minutes(self._desk.settings.number("idle_lock_minutes"))
        self._window.unit.setText(self._desk.settings.text("unit_name"))
        self._counting.start()

    def _count(self) -> None:
        from center import matter_today, today
        from center.attendance import away
        from center.backup import last_backup
        from center.matter_today import MatterWaiting

        waiting, matters, absent, backup = 0, 0, 0, ""
        with suppress(Expected), self._desk.read() as work:
            backup = backup_words(last_backup(work), work.now)
            waiting = today.count(work, today.Waiting.OVERDUE, mine=True)
            waiting += today.count(work, today.Waiting.DUE_TODAY, mine=True)
            absent = away.pressing(work)
            if self._desk.may(Right.HANDLE_PETITIONS):
                pressing = set(MatterWaiting) - {MatterWaiting.DUE_SOON, MatterWaiting.ANSWER}
                matters = sum(matter_today.count(work, one) for one in pressing)
        self._window.set_backup(backup)
        self._tell_stations()
        self._tell_duty()
        self._window.set_badge("cases", waiting)
        self._window.set_badge("petitions", matters)
        self._window.set_badge("attendance", absent)

    def _tell_stations(self) -> None:
        """How old the other stations' data are, and how many records both sides changed."""
        from center.exchange.cards import peers
        from center.exchange.conflicts import conflict_count
        from desktop.exchange.words import heard_words

        words, differing = "", 0
        if self._desk.may(Right.EXCHANGE):
            with suppress(Expected), self._desk.read() as work:
                words = heard_words(peers(work), self._desk.today())
                differing = conflict_count(work)
        self._window.set_stations(words)
        self._window.set_badge("ledgers", differing)

    def _tell_duty(self) -> None:
        """Who is on duty, in the top bar; the watch changes in the morning, not at midnight."""
        from center.roster.changing import swaps
        from center.roster.duty import on_duty
        from center.roster.publishing import unpublished
        from desktop.roster.words import bar_words

        words, waiting = "", 0
        with suppress(Expected), self._desk.read() as work:
            words = bar_words(on_duty(work))
            if self._desk.may(Right.APPROVE):
                waiting += len(swaps(work, waiting=True))
            if self._desk.may(Right.PLAN_ROSTER):
                waiting += len(unpublished(work))
        self._window.set_duty(words)
        self._window.set_badge("roster", waiting)

    # A new day

    def _look_at_day(self) -> None:
        self._tell_duty()
        if self._desk.today() != self._day:
            self._day = self._desk.today()
            self._window.refresh_day()
            self._settle()

    def _settle(self) -> None:
        """Let time do what it does to cases (D9), once a day."""
        desk = self._desk

        def settle() -> None:
            from center.attachments.keeping import sweep
            from center.cases.daily import settle_day

            with suppress(NotAllowed), desk.work() as work:
                # What a killed or failed commit left beside the database.
                sweep(work)
                if settle_day(work):
                    commit(work)

        tasks.quiet(self, settle, lambda _done: self._counting.start())

    # Who sits here

    def _take_over(self) -> None:
        from desktop.takeover import TakeoverDialog

        with self._desk.read() as work:
            people = [
                Choice(account.login, account.name)
                for account in accounts.colleagues(work)
                if account.pin_hash and account.id != self._desk.actor.account
            ]
        dialog = TakeoverDialog(self._window, people, self._try_pin)
        dialog.taken.connect(self._taken)
        dialog.login_wanted.connect(self._log_in_again)
        dialog.open()

    def _try_pin(self, login: str, pin: str) -> Actor:
        with self._desk.read() as work:
            return accounts.take_over(work, login, pin)

    def _taken(self, actor: object) -> None:
        if isinstance(actor, Actor):
            self._window.unlock()
            self._desk.take_over(actor)

    def _log_in_again(self) -> None:
        from desktop.passwords import ReloginDialog

        dialog = ReloginDialog(self._window, self._log_in)
        dialog.entered.connect(self._taken)
        dialog.open()

    def _log_in(self, login: str, password: str) -> Actor:
        store = self._desk.store
        check_password(store, login, password)
        with self._desk.read() as work:
            return accounts.enter(work, login)

    def _unlock(self, secret: str) -> object:
        login = self._desk.actor.login
        if secret.isdigit() and len(secret) == 6:
            return self._try_pin(login, secret)
        return self._log_in(login, secret)

    def _sat_down(self) -> None:
        actor = self._desk.actor
        self._window.set_person(actor.name)
        self._window.search.forget()
        roles = "、".join(ROLE_NAMES[role] for role in sorted(actor.roles))
        self._window.say(f"现在由 {actor.name}（{roles}）使用")
        self._counting.start()

    def _change_password(self) -> None:
        from desktop.passwords import PasswordDialog

        if self._desk.store.folder is not None:
            PasswordDialog(self._window, self._desk.store.folder, self._desk.actor.login).open()

    def _about(self) -> None:
        from desktop.about_dialog import AboutDialog

        AboutDialog(self._window).open()


def check_password(store: Store, login: str, password: str) -> None:
    """Raise `Expected` unless the password opens this office's key."""
    if store.folder is not None:
        keys.unlock(store.folder, login, password, datetime.now(UTC))
