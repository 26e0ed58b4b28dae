"""The sheets a sample office prints for itself: one guide, the boards, the cards, the register."""

from __future__ import annotations

from collections.abc import Iterator

from center.archive_number import Retention, archive_number
from center.cases.file import open_file
from center.items import active_items
from center.papers import PaperKind, latest_papers
from center.records import local_date
from center.settings import values
from center.staff import staff, windows
from center.storage import Work
from forms import office
from forms.filling import office as filling

GUIDE_OF = "MZ01"
REGISTER_PAGES = 5


def sheets(work: Work) -> Iterator[tuple[str, bytes]]:
    """Each sheet with its name."""
    today, settings = local_date(work.now), values(work.session, work.now)
    items, people = active_items(work), staff(work)
    guided = next(item for item in items if item.code == GUIDE_OF)
    guide = filling.guide(guided, settings, today)
    yield f"办事指南 {guided.code} {guided.name}", office.sheet("service_guide", guide)
    yield "收费公示表", office.sheet("fee_board", filling.fees(items, settings, today))
    for size in ("A4", "A3"):
        yield f"工作时间牌 {size}", office.hours_board(filling.hours(settings), size)
    window_of = {window.a_post: window.name for window in windows(work)}
    hall = [one for one in people if not one.leader_rank]
    cards = [filling.staff_card(one, window_of.get(one.id, ""), settings) for one in hall]
    yield "工作牌", office.cards("staff_card", cards)
    plates = [
        filling.desk_plate(one, window_of[one.id], settings) for one in hall if one.id in window_of
    ]
    yield "台牌", office.cards("desk_plate", plates)
    yield "手工登记簿", office.blank_register(settings.text("unit_name"), REGISTER_PAGES)
    yield from _archive(work)


def _archive(work: Work) -> Iterator[tuple[str, bytes]]:
    """Cover and contents of the case that was finished last."""
    today = local_date(work.now)
    for paper in latest_papers(work, PaperKind.COMPLETION_NOTICE, 1):
        file = open_file(work, paper.about)
        number = archive_number("0042", "WS", today.year, Retention.D10, "BM", 1)
        filed = filling.Filed(number, Retention.D10, box="1", by=work.actor.name, on=today)
        yield "档案袋封面", office.sheet("archive_cover", filling.archive_cover(file, filed))
        contents = filling.archive_contents(file, filed)
        yield "卷内目录", office.sheet("archive_contents", contents)
