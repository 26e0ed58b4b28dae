"""The self-test's exchange: a village station beside the office, a package up, its receipt back."""

from __future__ import annotations

from dataclasses import replace

from center import office
from center.exchange import cards, making, reading, receipts
from center.exchange.container import PACKAGE_SUFFIX
from center.exchange.records import Role, State
from center.journal import commit
from center.registration import Route, VisitForm, VisitKind, register
from center.registration import visit as found_visit
from center.settings import set_value
from desktop.sample.exchange import card_of, pair
from desktop.sample.hall import identity
from desktop.sample.office import FOUNDING
from desktop.selftest_trial import NOW, Trial, check


def package(trial: Trial) -> None:
    """A village station founded beside the office: paired, a package up, its receipt back."""
    town, told = trial.store, trial.folder / "U 盘"
    told.mkdir()
    founding = replace(FOUNDING, station="SQ", unit_name="石桥村便民服务站")
    made = office.found(trial.folder / "村站 数据", founding, clock=lambda: NOW)
    village, cadre = made.store, made.actor
    try:
        with village.work(cadre) as work:
            set_value(work, "station_role", Role.VILLAGE.value)
            commit(work)
        ours, theirs = card_of(town, trial.actor), card_of(village, cadre)
        pair(town, trial.actor, theirs)
        pair(village, cadre, ours)
        form = VisitForm(
            VisitKind.HANDLING, who=identity(trial.person), route=Route.HERE, need="自检：村站登记"
        )
        with village.work(cadre) as work:
            visited = register(work, form).id
            commit(work)
        file, answer = told / f"上报{PACKAGE_SUFFIX}", told / f"回执{PACKAGE_SUFFIX}"
        with village.work(cadre) as work:
            making.make(work, cards.peer_of(work, FOUNDING.station), file)
        with town.work(trial.actor) as work:
            outcome = reading.take_in(work, file)
            check(outcome is not None and outcome.package is not None, "数据包没有读入")
            assert outcome is not None
            assert outcome.package is not None
            receipts.write_receipt(work, outcome.package, answer)
            commit(work)
        with town.read(trial.actor) as work:
            check(found_visit(work, visited).name == trial.person.name, "数据包里的来访不对")
        with village.work(cadre) as work:
            answered = receipts.read_receipt(work, answer)
        check(answered.state is State.ANSWERED, f"回执说：{answered.reason or answered.counts}")
    finally:
        village.close()
