"""Scans and photos, bags in the archive, fees with one deviation and one reconciliation gap."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from PIL import Image, ImageDraw

from center import filing
from center.archive_number import Retention
from center.attachments.keeping import attach
from center.cases import listing
from center.cases.file import materials_of, open_file
from center.cases.intake import CaseForm, receive
from center.cases.listing import CaseFilter
from center.fees import charging, reconciling
from center.fees.charging import FeeForm
from center.items import EDITABLE, item_of, save_edition
from center.journal import commit
from center.records import CHINA
from center.rights import Actor
from center.settings import set_value
from center.storage import Store, Work
from desktop.sample.hall import Hall, identity
from forms import office as sheets
from reports.fees import export_reconciliation

CHARGED, FEE = "RS07", "工本费16元"
WINDOW = "人社窗口"
HALF = "低保对象减半收取，凭低保证"
GAP = "结算室漏记一笔，已请其补记，次日复核"
MOST_FILED, LEFT = 2000, 6
"""The cases whose bags are due go into them, but for a few that were forgotten."""
_SKY = (96, 150, 205)
SHELVES = ("档案室 1 柜 2 层", "档案室 1 柜 3 层", "档案室 2 柜 1 层")


def play(hall: Hall, seed: int) -> None:
    """Play it after everything else, so that nothing else of the office changes."""
    rng = Random(f"{seed}-kept")
    _set_up(hall)
    _fees(hall, rng)
    _bags(hall, rng)
    _scans(hall, rng)


def write_out(store: Store, actor: Actor, out: Path, today: date) -> list[Path]:
    """The reconciliation sheet of the month."""
    first = today.replace(day=1)
    path = out / f"{today.year}年{today.month}月收费对账单.xlsx"
    export_reconciliation(store, actor, first, today, path)
    return [path]


def _ago(hall: Hall, workdays: int, at: time) -> datetime:
    day: date = hall.today
    for _ in range(workdays):
        day -= timedelta(days=1)
        while not hall.calendar.is_workday(day):
            day -= timedelta(days=1)
    return datetime.combine(day, at, CHINA)


def _set_up(hall: Hall) -> None:
    hall.set_clock(_ago(hall, 4, time(8, 30)))
    with hall.store.work(hall.cast.director) as work:
        set_value(work, "archive_fonds", "0042")
        item = item_of(work.session, CHARGED)
        if item is not None:
            save_edition(work, {name: getattr(item, name) for name in EDITABLE} | {"fee": FEE})
        commit(work)


def _fees(hall: Hall, rng: Random) -> None:
    clerk = hall.cast.clerk_of(WINDOW)
    for workdays, amounts in ((2, (1600, 800, 1600)), (1, (1600, 1600))):
        for number, amount in enumerate(amounts):
            hall.set_clock(_ago(hall, workdays, time(9 + number, 10 + rng.randrange(40))))
            _charge(hall, clerk, rng, amount, f"{2026_0000 + workdays * 100 + number}")
    hall.set_clock(_ago(hall, 2, time(17, 30)))
    with hall.store.work(hall.cast.director) as work:
        on = _ago(hall, 2, time()).date()
        reconciling.reconcile(work, on, WINDOW, 2400, GAP)
        commit(work)


def _charge(hall: Hall, clerk: Actor, rng: Random, amount: int, receipt: str) -> None:
    who = identity(rng.choice(hall.people))
    with hall.store.work(clerk) as work:
        item = item_of(work.session, CHARGED)
        assert item is not None
        case = receive(
            work,
            CaseForm(item, who, window=item.window, received=list(range(len(item.materials)))),
        )
        work.session.flush()
        form = FeeForm(
            amount,
            amount,
            who.name,
            method=rng.choice(charging.METHODS[:2]),
            receipt_kind="政府非税收入票据",
            receipt_number=receipt,
            reason="" if amount == 1600 else HALF,
        )
        charging.charge(work, case, form)
        commit(work)


def _bags(hall: Hall, rng: Random) -> None:
    hall.set_clock(_ago(hall, 3, time(16, 0)))
    with hall.store.work(hall.cast.director) as work:
        due = listing.page(
            work, CaseFilter(filed=filing.Filed.DUE), descending=False, limit=MOST_FILED
        )
        found = [row.id for row in due][:-LEFT]
        for start in range(0, len(found), 40):
            form = filing.FilingForm(
                Retention.D10, box=f"{start // 40 + 1}", location=rng.choice(SHELVES)
            )
            filing.file_cases(work, found[start : start + 40], form)
        commit(work)
    if not found:
        return
    with hall.store.work(hall.cast.director) as work:
        bag = filing.filed(work, open_file(work, found[-1]).case)
        filing.lend(work, bag, "民政办 周宁", "核对低保材料", hall.today + timedelta(days=7))
        commit(work)


def _scans(hall: Hall, rng: Random) -> None:
    hall.set_clock(_ago(hall, 1, time(16, 40)))
    for code, photos in (("MZ03", 2), ("NY01", 3), ("ZR01", 1)):
        with hall.store.work(hall.cast.director) as work:
            for newest in listing.page(work, CaseFilter(item_code=code), limit=1):
                _attach(work, newest.id, rng, photos)
            commit(work)


def _attach(work: Work, case_id: UUID, rng: Random, photos: int) -> None:
    case = open_file(work, case_id).case
    lines = [material.id for material in materials_of(work.session, case_id)]
    attach(work, case, "申请书（扫描）.png", _form_scan(rng), lines[0] if lines else None)
    for number in range(photos):
        attach(work, case, f"现场照片{number + 1}.jpg", _photo(rng))
    attach(work, case, "空白登记页.pdf", sheets.blank_register("青山镇便民服务中心", 2))


def _form_scan(rng: Random) -> bytes:
    """A page with lines of writing, a little askew."""
    page = Image.new("L", (1240, 1754), 250)
    draw = ImageDraw.Draw(page)
    draw.rectangle((360, 130, 880, 170), fill=60)
    for row in range(28):
        top = 250 + row * 48
        draw.line((130, top + 34, 1110, top + 34), fill=200, width=2)
        left = 140
        while left < 1000 - rng.randrange(300):
            width = rng.randrange(30, 120)
            draw.rectangle((left, top + 6, left + width, top + 26), fill=rng.randrange(70, 120))
            left += width + 18
    draw.ellipse((800, 1420, 1060, 1680), outline=130, width=9)
    made = io.BytesIO()
    page.rotate(rng.uniform(-1, 1), fillcolor=250).save(made, "PNG")
    return made.getvalue()


def _photo(rng: Random) -> bytes:
    """A house in front of hills, with the grain of a telephone's camera."""
    width, height = 1600, 1200
    sky = Image.linear_gradient("L").resize((width, height))
    bands = [sky.point([low + value * (235 - low) // 255 for value in range(256)]) for low in _SKY]
    picture = Image.merge("RGB", bands)
    draw = ImageDraw.Draw(picture)
    hills = [(x, 640 + rng.randrange(-90, 90)) for x in range(0, width + 200, 200)]
    draw.polygon([(0, height), *hills, (width, height)], fill=(86, 122, 78))
    draw.rectangle((0, 900, width, height), fill=(150, 132, 104))
    left = rng.randrange(250, 600)
    wall = (214 - rng.randrange(30), 205, 190)
    draw.rectangle((left, 560, left + 640, 940), fill=wall)
    draw.polygon([(left - 60, 570), (left + 320, 400), (left + 700, 570)], fill=(128, 60, 48))
    draw.rectangle((left + 270, 720, left + 370, 940), fill=(92, 66, 48))
    for window in (80, 460):
        draw.rectangle((left + window, 640, left + window + 110, 740), fill=(70, 90, 110))
    size = (width // 2, height // 2)
    grain = Image.frombytes("L", size, rng.randbytes(size[0] * size[1])).resize((width, height))
    grained = Image.blend(picture, Image.merge("RGB", (grain,) * 3), 0.07)
    made = io.BytesIO()
    grained.save(made, "JPEG", quality=88)
    return made.getvalue()
