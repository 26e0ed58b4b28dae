"""The office's own sheets: complete, large enough, without applicants, the same every time."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PIL import Image

from center.archive_number import Retention
from center.cases.file import open_file
from center.errors import Expected, Refused
from center.items import active_items, item_of
from center.settings import set_value, values
from center.staff import Staff
from forms import fonts, office, templates
from forms.cards import read_photo
from forms.facts import JSON
from forms.filling import office as filling
from forms.office_facts import OFFICE_FACTS
from tests import matters
from tests.forms.office_samples import (
    ANSWER,
    BLANK,
    CONTENTS,
    COVER,
    FEES,
    GUIDE,
    HOURS,
    PERSON,
    PLATE,
    UNIT,
)
from tests.forms.samples import ink, page_texts, pdfium, pictures, text_of
from tests.offices import Office

DAY = date(2026, 11, 21)
MM = 72 / 25.4
MAKE: dict[str, tuple[Callable[[dict[str, JSON]], bytes], dict[str, JSON]]] = {
    "service_guide": (lambda facts: office.sheet("service_guide", facts), GUIDE),
    "application_form": (lambda facts: office.sheet("application_form", facts), BLANK),
    "fee_board": (lambda facts: office.sheet("fee_board", facts), FEES),
    "hours_board": (office.hours_board, HOURS),
    "staff_card": (lambda facts: office.cards("staff_card", [facts]), PERSON),
    "desk_plate": (lambda facts: office.cards("desk_plate", [facts]), PLATE),
    "archive_cover": (lambda facts: office.sheet("archive_cover", facts), COVER),
    "archive_contents": (lambda facts: office.sheet("archive_contents", facts), CONTENTS),
    "inquiry_answer": (lambda facts: office.sheet("inquiry_answer", facts), ANSWER),
}
OWN = {"archive_cover", "archive_contents", "blank_register", "inquiry_answer"}
PUBLIC = sorted(OFFICE_FACTS.keys() - OWN)


def made(kind: str, **changes: JSON) -> bytes:
    make, facts = MAKE[kind]
    return make({**facts, **changes})


def sizes(pdf: bytes) -> list[tuple[int, ...]]:
    """The pages in whole millimetres."""
    document = pdfium.PdfDocument(pdf)
    return [tuple(round(side / MM) for side in page.get_size()) for page in document]


# ----- every sheet


def test_every_sheet_of_the_office_is_tested_here() -> None:
    assert MAKE.keys() | {"blank_register"} == OFFICE_FACTS.keys()


@pytest.mark.parametrize("kind", sorted(MAKE))
def test_same_facts_give_the_same_bytes(kind: str) -> None:
    assert made(kind) == made(kind)


@pytest.mark.parametrize("kind", sorted(MAKE))
def test_case_23_each_missing_mandatory_fact_is_refused_by_name(kind: str) -> None:
    make, facts = MAKE[kind]
    for fact in (fact for fact in OFFICE_FACTS[kind] if fact.required):
        with pytest.raises(Refused) as caught:
            make({key: value for key, value in facts.items() if key != fact.key})
        assert [p.field for p in caught.value.problems] == [fact.key]


@pytest.mark.parametrize("kind", sorted(MAKE))
def test_a_character_no_font_has_is_named(kind: str) -> None:
    with pytest.raises(fonts.MissingGlyph, match="😀"):
        made(kind, unit="青山镇😀")


@pytest.mark.parametrize("kind", PUBLIC)
def test_open_01_what_hangs_in_the_hall_knows_no_applicant(kind: str) -> None:
    facts = OFFICE_FACTS[kind]
    keys = {fact.key for fact in (*facts, *(column for fact in facts for column in fact.columns))}
    private = {"applicant", "id_number", "phone", "case_number", "visit_number", "address", "agent"}
    assert not keys & private
    with pytest.raises(ValueError, match="applicant"):
        made(kind, applicant="张三")


# ----- guides and boards


def test_open_10_guide_prints_the_union_of_the_fields() -> None:
    found = text_of(made("service_guide", fee_basis="财税〔2016〕79号", sample_form="窗口领取"))
    for part in (
        "最低生活保障审核确认",
        "事项编码MZ01",
        "办事依据《最低生活保障审核确认办法》",
        "受理对象具有本镇户籍",
        "申办条件共同生活",
        "申请材料（共5件）",
        "1最低生活保障申请书（表）原件1",
        "样表窗口领取",
        "办理程序申请→受理→初审",
        "法定时限30个工作日",
        "承诺时限25个工作日",
        "收费标准不收费",
        "收费依据财税〔2016〕79号",
        "办理结果确认同意通知书",
        "办理窗口民政窗口",
        "咨询电话0376-5550110",
        "本镇投诉电话0376-5550119",
        "效能投诉电话0376-5551234",
        "更新日期2026年11月21日",
    ):
        assert part in found


def test_open_10_guide_has_a_qr_code_and_leaves_out_what_is_not_known() -> None:
    pdf = made("service_guide", target=None, conditions=None)
    assert "受理对象" not in text_of(pdf)
    (picture,) = pictures(pdf)
    width, _ = picture.size
    assert ink(picture, (width - 110, 45, width - 57, 95))


def test_open_10_guide_of_many_materials_repeats_the_header() -> None:
    row: JSON = {"name": "材料", "form": "原件", "copies": "1"}
    pages = page_texts(made("service_guide", materials=[row] * 60))
    assert len(pages) > 1
    assert all("序号材料名称形式份数" in page for page in pages[:2])
    assert f"第1页共{len(pages)}页" in pages[0]


def test_case_18_guide_names_who_answers_for_each_link() -> None:
    found = text_of(
        made("service_guide", nodes=[{"name": "受理", "who": "沈秋禾", "when": "当天"}])
    )
    assert "1受理沈秋禾当天" in found
    assert "办理环节" not in text_of(made("service_guide"))


def test_case_26_blank_form_lists_the_materials_and_leaves_room() -> None:
    found = text_of(made("application_form"))
    for part in ("最低生活保障审核确认", "MZ01", "申请人签名", "住址（村组）", "共1件", "身份证"):
        assert part in found
    assert "随附材料" not in text_of(made("application_form", materials=[]))


def test_once_16_blank_form_ends_in_the_declaration_of_truth() -> None:
    assert "所填内容和所交材料真实、完整、有效" in text_of(made("application_form"))


def test_fee_01_board_names_standard_and_basis_of_each_charge() -> None:
    pdf = made("fee_board")
    found = text_of(pdf)
    assert "1不动产登记资料查询10元/件财税〔2016〕79号综合窗口" in found
    assert "除此以外的38项事项不收取任何费用" in found
    assert "本镇投诉电话0376-5550119" in found
    assert sizes(pdf) == [(297, 210)]
    rows: JSON = [{"item": "查询", "fee": "10元", "fee_basis": ""}]
    with pytest.raises(Refused, match="收费依据"):
        made("fee_board", fees=rows)


def test_fee_07_board_says_in_large_type_that_all_is_free() -> None:
    found = text_of(made("fee_board", fees=[], free_count="40"))
    assert "本单位办理的40项事项全部免费" in found
    assert "收费标准" not in found


@pytest.mark.parametrize("size, sheet", [("A4", (297, 210)), ("A3", (420, 297))])
def test_time_06_hours_fill_an_a4_or_a3_sheet(size: Any, sheet: tuple[int, int]) -> None:
    pdf = office.hours_board(HOURS, size)
    assert sizes(pdf) == [sheet]
    found = text_of(pdf)
    for part in (UNIT, "工作时间", "法定节假日除外", "上午8:00—12:00", "下午14:00—18:00"):
        assert part in found
    page = pdfium.PdfDocument(pdf)[0]
    text = page.get_textpage()
    boxes = (text.get_charbox(number) for number in range(text.count_chars()))
    # Read from five metres.
    assert max(top - bottom for _, bottom, _, top in boxes) > 0.1 * page.get_height()


# ----- cards


def photo(kind: str = "JPEG", size: tuple[int, int] = (600, 800), color: Any = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, color).save(out, kind)
    return out.getvalue()


def rendered(pdf: bytes) -> Image.Image:
    """The first page in colour, one pixel to a point."""
    page = pdfium.PdfDocument(pdf)[0]
    picture = page.render(scale=1).to_pil().convert("RGB")
    assert isinstance(picture, Image.Image)
    return picture


IN_THE_PHOTO = (round(32 * MM), round(60 * MM))


def test_code_01_card_has_unit_name_number_and_place_of_the_photo() -> None:
    found = text_of(made("staff_card"))
    for part in (UNIT, "沈秋禾", "编号：001", "职务：窗口工作人员", "民政窗口", "一寸照片"):
        assert part in found


def test_open_09_desk_plate_has_both_phones() -> None:
    found = text_of(made("desk_plate"))
    assert "咨询电话：0376-5550110" in found
    assert "监督电话：0376-5550119" in found
    assert "二寸照片" in found


def test_code_01_eight_cards_or_three_plates_to_a_sheet() -> None:
    pages = page_texts(office.cards("staff_card", [PERSON] * 9))
    assert [page.count("沈秋禾") for page in pages] == [8, 1]
    pages = page_texts(office.cards("desk_plate", [PLATE] * 4))
    assert [page.count("沈秋禾") for page in pages] == [3, 1]


def test_code_01_cut_marks_stand_at_the_corners_outside_the_cards() -> None:
    (picture,) = pictures(office.cards("staff_card", [PERSON] * 8), 4)
    left, top, right = 15 * MM * 4, 28.5 * MM * 4, 195 * MM * 4

    def marked(box: tuple[float, float, float, float]) -> bool:
        x0, y0, x1, y1 = (round(edge) for edge in box)
        darkest, _ = picture.crop((x0, y0, x1, y1)).getextrema()
        return isinstance(darkest, int) and darkest < 200

    assert marked((left - 4, top - 40, left + 4, top - 10))
    assert marked((right + 10, top - 4, right + 40, top + 4))
    assert not marked((left + 100, top - 40, left + 200, top - 10))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_code_01_a_given_photo_takes_the_place(kind: str) -> None:
    pdf = office.cards("staff_card", [PERSON], [photo(kind)])
    assert "一寸照片" not in text_of(pdf)
    found = rendered(pdf).getpixel(IN_THE_PHOTO)
    assert isinstance(found, tuple)
    assert found[0] > 200 > 60 > found[1]


def test_a_transparent_photo_stands_on_white() -> None:
    pdf = office.cards("staff_card", [PERSON], [photo("PNG", color=(0, 0, 0, 0))])
    assert rendered(pdf).getpixel(IN_THE_PHOTO) == (255, 255, 255)


def test_photos_of_a_telephone_are_turned_upright_and_cut_to_shape() -> None:
    lying = Image.new("RGB", (800, 600), "blue")
    lying.paste("red", (0, 0, 400, 600))
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    lying.save(out, "JPEG", exif=exif)
    card = templates.load("staff_card").card
    assert card is not None
    upright = read_photo(out.getvalue(), card, "沈秋禾")
    assert upright.size == (295, 413)
    above, below = upright.getpixel((150, 40)), upright.getpixel((150, 380))
    assert isinstance(above, tuple)
    assert isinstance(below, tuple)
    assert above[0] > 200 > 60 > above[2]
    assert below[2] > 200 > 60 > below[0]


def bomb() -> bytes:
    """A small PNG that says it is 20000 pixels wide and high."""
    picture = bytearray(photo("PNG", (10, 10)))
    picture[16:24] = (20_000).to_bytes(4, "big") * 2
    picture[29:33] = zlib.crc32(picture[12:29]).to_bytes(4, "big")
    return bytes(picture)


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "打不开"),
        (b"GIF89a" + bytes(100), "打不开"),
        (photo()[:500], "打不开"),
        (photo("PNG")[:60], "打不开"),
        (bomb(), "太大"),
        (bytes((20 << 20) + 1), "太大"),
    ],
    ids=["empty", "gif", "cut jpeg", "cut png", "bomb", "long"],
)
def test_a_photo_that_cannot_be_used_is_refused_by_the_persons_name(
    content: bytes, said: str
) -> None:
    with pytest.raises(Expected, match=f"沈秋禾的照片{said}"):
        office.cards("staff_card", [PERSON], [content])


# ----- the register


def test_register_has_twenty_numbered_lines_on_each_numbered_page() -> None:
    pdf = office.blank_register(UNIT, 3)
    pages = page_texts(pdf)
    assert sizes(pdf) == [(297, 210)] * 3
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共3页" in page
        assert "来访办件手工登记簿" in page
        assert "".join(str(line) for line in range(1, 21)) in page
        for column in ("时间", "姓名", "证件号码", "联系电话", "收到的材料", "补录编号"):
            assert column in page
    with pytest.raises(ValueError, match="0 pages"):
        office.blank_register(UNIT, 0)


# ----- the archive


def test_arch_01_cover_and_contents_carry_the_archive_number() -> None:
    for kind in ("archive_cover", "archive_contents"):
        assert "档号：0042-WS·2026-D10-BM-0007" in text_of(made(kind))
    cover = text_of(made("archive_cover"))
    for part in ("申请人阿卜杜拉·买买提", "保管期限10年", "件数9页数盒号存放位置立卷人立卷日期"):
        assert part in cover
    contents = text_of(made("archive_contents"))
    assert "6QS-SZ-2026-000031青山镇便民服务中心受理通知书20261012" in contents
    assert "立卷人：" in contents


# ----- from the records


def test_open_10_guides_of_the_whole_catalogue_can_be_printed(qingshan: Office) -> None:
    with qingshan.store.read(qingshan.director) as work:
        settings, items = values(work.session, work.now), active_items(work)
    assert len(items) == 40
    for item in items[::8]:
        found = text_of(office.sheet("service_guide", filling.guide(item, settings, DAY)))
        assert item.name.replace(" ", "") in found
        assert f"事项编码{item.code}" in found


def test_open_10_gaps_of_the_catalogue_are_named(qingshan: Office) -> None:
    with qingshan.work() as work:
        item = item_of(work.session, "MZ03")
        assert item is not None
        assert filling.guide_gaps(item) == ["受理对象", "申办条件"]
        item.target, item.conditions = "困难家庭", "遭遇突发困难"
        assert filling.guide_gaps(item) == []
        item.promised_limit = item.legal_limit = None
        item.fee = ""
        assert filling.guide_gaps(item) == ["收费标准", "办理时限"]


def test_fee_01_only_what_is_charged_stands_on_the_board(qingshan: Office) -> None:
    with qingshan.work() as work:
        items = active_items(work)
        settings = values(work.session, work.now)
        assert "fees" not in filling.fees(items, settings, DAY)
        items[3].fee, items[3].legal_basis = "10 元", "财税〔2016〕79号"
        facts = filling.fees(items, settings, DAY)
    assert [row["item"] for row in facts["fees"]] == [items[3].name]
    assert facts["free_count"] == "39"
    assert "10元财税〔2016〕79号" in text_of(office.sheet("fee_board", facts))


def test_time_06_board_follows_the_profile_in_force(qingshan: Office) -> None:
    with qingshan.work() as work:
        assert filling.hours(values(work.session, work.now))["afternoon"] == "下午 14:00—18:00"
        set_value(work, "hours_profile", "D")
        work.session.flush()
        facts = filling.hours(values(work.session, work.now))
    assert "afternoon" not in facts
    found = text_of(office.hours_board(facts))
    assert "9:00—17:00" in found
    assert "中午不休息" in found


def test_code_01_cards_hold_nothing_else_of_the_person(qingshan: Office) -> None:
    with qingshan.work() as work:
        settings = values(work.session, work.now)
        person = Staff(
            id=work.new_id(),
            station="QS",
            name="沈秋禾",
            staff_number="001",
            post="窗口工作人员",
            phone="13900001111",
        )
    for make in (filling.staff_card, filling.desk_plate):
        facts = make(person, "民政窗口", settings)
        assert facts["name"] == "沈秋禾"
        assert "13900001111" not in str(facts)


def test_arch_01_contents_list_what_was_kept_and_issued(qingshan: Office) -> None:
    with qingshan.work() as work:
        case = matters.case(work)
        paper = matters.paper(work, case)
    with qingshan.store.read(qingshan.director) as work:
        file = open_file(work, case.id)
    filed = filling.Filed("0042-WS·2026-D10-BM-0007", Retention.D10)
    facts = filling.archive_contents(file, filed)
    rows = facts["papers"]
    assert [row["title"] for row in rows[:-1]] == [m.name for m in file.materials]
    assert rows[-1]["number"] == paper.number
    assert file.case.id_number[-8:] not in str(facts)
    cover = filling.archive_cover(file, filed)
    assert cover["pieces"] == str(len(rows))
    assert "保管期限10年" in text_of(office.sheet("archive_cover", cover))


def test_an_office_prints_its_own_texts_on_its_sheets() -> None:
    own = {"title": "青山镇申请表", "help": "不会填的请问导办台。"}
    found = text_of(office.sheet("application_form", BLANK, own))
    assert "青山镇申请表" in found
    assert "不会填的请问导办台" in found
    with pytest.raises(Refused, match="不是这种文书的内容"):
        office.sheet("application_form", BLANK, {"help": "{tomorrow}"})


@pytest.mark.parametrize(
    "kind, facts, name, text",
    [
        ("hours_board", HOURS, "note", "午间有人值守"),
        ("desk_plate", PLATE, "complaint", "监督热线：{complaint_phone}"),
        ("staff_card", PERSON, "post", "岗位 {post}"),
        ("blank_register", {"unit": "青山镇便民服务中心"}, "use", "停电时用这本。"),
    ],
)
def test_an_office_writes_boards_cards_and_the_register_in_its_own_words(
    kind: str, facts: dict[str, JSON], name: str, text: str
) -> None:
    with pytest.raises(Refused, match="没有名为"):
        office.sheet(kind, facts, {"nothing": "文字"})
    assert text.partition("{")[0].strip() in text_of(office.sheet(kind, facts, {name: text}))
    assert text.partition("{")[0].strip() not in text_of(office.sheet(kind, facts))
