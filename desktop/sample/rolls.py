"""The rolls and batches of the sample office: five rolls, three villages, one death still paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from center.batches.making import BatchForm, make, names_of_roll, names_of_village
from center.batches.records import Mark
from center.batches.ticking import Tick, close, find_batch, open_batch, page, tick
from center.identity import id_check_digit
from center.journal import commit
from center.people import Identity
from center.records import CHINA
from center.rights import Actor
from center.rolls.departures import Report, report_departure
from center.rolls.listing import MemberFilter
from center.rolls.members import Entry, Review, enrol, memberships, review
from center.rolls.months import add_months
from center.rolls.records import Leaving, Member, Outcome, State
from center.rolls.stopping import Stop, stop
from center.storage import Store, Work
from desktop.sample.hall import Hall
from desktop.sample.names import GIVEN_F, GIVEN_M, REGION, SURNAMES, VILLAGES
from reports.batches import export_batch, print_batch
from reports.rolls import export_roll, print_roll

WINDOW = "民政窗口"
THREE = ("石桥村", "柳河村", "槐树村")
EACH = 8
ROLLS: dict[str, tuple[tuple[str, int], ...]] = {
    "低保": (("A类", 56000), ("B类", 42000), ("C类", 30000)),
    "特困供养": (("分散供养", 89000), ("集中供养", 106000)),
    "高龄津贴": (("80—89岁", 6000), ("90—99岁", 10000)),
    "残疾人两项补贴": (("重度一级", 9500), ("重度二级", 9500), ("生活困难", 8000)),
    "优抚对象": (("带病回乡", 78500), ("参战退役", 92000)),
}
"""Categories of each roll and their amounts, fen a month."""


def play(hall: Hall, seed: int) -> None:
    """Enrol, review, report, stop and tick by the real services, with dice of its own."""
    rng = Random(f"{seed}-rolls")
    store, clerk = hall.store, hall.cast.clerk_of(WINDOW)
    hall.set_clock(datetime.combine(hall.today, time(9, 30), CHINA))
    enrolled: list[list[UUID]] = []
    for roll in ROLLS:
        with store.work(clerk) as work:
            found = [
                _member(work, rng, roll, village, number, hall.today).person
                for village in THREE
                for number in range(EACH)
            ]
            commit(work)
        enrolled.append(found)
    _second_rolls(store, clerk, hall.today, enrolled[0])
    _leavers(store, clerk, hall.today, enrolled)
    _batches(store, clerk, rng, hall.today)


def _member(work: Work, rng: Random, roll: str, village: str, number: int, today: date) -> Member:
    woman = rng.random() < 0.5
    old = roll == "高龄津贴"
    age = rng.randint(81, 97) if old else rng.randint(22, 79)
    birth = today - timedelta(days=age * 365 + rng.randint(30, 300))
    category, amount = rng.choice(ROLLS[roll])
    if old:
        category, amount = ROLLS[roll][age >= 90]
    first = f"{REGION}{birth:%Y%m%d}{rng.randint(0, 499) * 2 + (0 if woman else 1):03d}"
    name = rng.choice(SURNAMES) + rng.choice(GIVEN_F if woman else GIVEN_M)
    account = f"62{rng.randint(10**13, 10**14 - 1)}"
    who = Identity(
        name,
        id_kind="居民身份证",
        id_number=first + id_check_digit(first),
        phone=f"139{rng.randint(0, 9)}000{rng.randint(0, 9999):04d}",
        village=village,
        group=rng.choice(VILLAGES[village]),
        card_account=account,
        card_holder=name,
    )
    started = add_months(today.replace(day=1), -rng.randint(14, 60))
    member = enrol(work, Entry(roll, who, started, category, amount))
    work.session.flush()
    # Twelve months after the last review some are due this month, a few are late.
    last = today - timedelta(days=rng.randint(20, 355))
    if number == 0:
        last = add_months(today, -12) + timedelta(days=rng.randint(1, 9))
    if number == 1 and village == THREE[0]:
        last = add_months(today, -13)
    review(work, member, Review(Outcome.KEEP, max(last, started), remark="入户核查，情况属实"))
    return member


def _second_rolls(store: Store, clerk: Actor, today: date, people: list[UUID]) -> None:
    """Some who receive 低保 are disabled as well: one person, two rolls."""
    with store.work(clerk) as work:
        for person in people[::5]:
            first = next(iter(memberships(work, person)), None)
            if first is not None:
                who = Identity(
                    first.name,
                    id_kind="居民身份证",
                    id_number=first.id_number,
                    village=first.village,
                    group=first.group,
                )
                started = add_months(today.replace(day=1), -9)
                enrol(work, Entry("残疾人两项补贴", who, started, "生活困难", 8000))
        commit(work)


def _leavers(store: Store, clerk: Actor, today: date, enrolled: list[list[UUID]]) -> None:
    """One death still paid on two rolls, one stopped and owed, one moved out, one over the line."""
    with store.work(clerk) as work:
        died = today.replace(day=1) - timedelta(days=81)
        told = Report(Leaving.DEATH, died, "殡葬信息比对")
        report_departure(work, enrolled[0][0], told)
        for person, state, days, reason in (
            (enrolled[2][3], State.DIED, 70, "家属告知"),
            (enrolled[3][5], State.MOVED, 40, "户口迁出"),
            (enrolled[1][6], State.STOPPED, 0, "家庭收入超过标准"),
        ):
            member = next(iter(memberships(work, person)), None)
            if member is not None:
                left = today - timedelta(days=days) if days else None
                through = add_months(today, -1)
                stop(work, member, Stop(state, today, through, left, reason))
        commit(work)


def _batches(store: Store, clerk: Actor, rng: Random, today: date) -> None:
    """One list of a village half done, with somebody in it twice; one of a roll that is closed."""
    year = today.year
    with store.work(clerk) as work:
        names = names_of_village(work, THREE[0])
        village = make(
            work,
            BatchForm(
                f"{year + 1}年度城乡居民医保缴费",
                "医保缴费",
                year + 1,
                [*names, names[0]],
                THREE[0],
                "村里的人",
                40000,
            ),
        ).id
        roll = make(
            work,
            BatchForm(
                f"{year}年度高龄津贴资格认证",
                "资格认证",
                year,
                names_of_roll(work, "高龄津贴"),
                source="高龄津贴花名册",
            ),
        ).id
        commit(work)
    with store.work(clerk) as work:
        for line in open_batch(work, village).lines[:-1]:
            chance = rng.random()
            if chance < 0.55:
                tick(work, line.id, Tick(on=today - timedelta(days=rng.randint(0, 12))))
            elif chance < 0.6:
                tick(work, line.id, Tick(Mark.NOT_NEEDED, remark="外地参保"))
        for line in open_batch(work, roll).lines:
            tick(work, line.id, Tick(on=today - timedelta(days=rng.randint(20, 60))))
        close(work, find_batch(work, roll))
        commit(work)


def write_out(store: Store, actor: Actor, out: Path) -> Iterator[Path]:
    """A roll and a batch as tables and on paper."""
    wanted = MemberFilter(roll="低保", state=State.ACTIVE)
    path = out / "低保花名册.xlsx"
    export_roll(store, actor, wanted, path)
    yield path
    content = print_roll(store, actor, wanted)
    if content is not None:
        path = out / "低保花名册.pdf"
        path.write_bytes(content)
        yield path
    with store.read(actor) as work:
        batch = page(work, sort="year")[0]
    path = out / f"{batch.name}.xlsx"
    export_batch(store, actor, batch.id, path)
    yield path
    path = out / f"{batch.name}签字表.pdf"
    path.write_bytes(print_batch(store, actor, batch.id, "sign"))
    yield path
    path = out / f"{batch.name}未办人员名单.pdf"
    path.write_bytes(print_batch(store, actor, batch.id, "missing"))
    yield path
