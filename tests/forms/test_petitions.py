"""The papers of petitions, complaints and surveys say what rules and law demand, in two styles."""

from __future__ import annotations

import importlib
import io
from typing import Any

import pytest

from center.errors import Refused
from center.numbers import KINDS
from center.papers import CODES, OF_COMPLAINTS, OF_PETITIONS, TITLES, PaperKind
from forms import templates
from forms.cases import render
from forms.facts import JSON
from forms.fonts import MissingGlyph
from forms.letters import document_number
from forms.office import sheet
from forms.page import LETTER, OFFICIAL
from forms.petition_facts import PETITION_FACTS
from tests.forms.petition_samples import PETITION_SAMPLES, SURVEYS
from tests.forms.samples import ink, page_texts, pictures, text_of

pdfplumber: Any = importlib.import_module("pdfplumber")

NUMBER = "QS-CL-2026-000008"
MM = 72 / 25.4
KINDS_HERE = sorted(PETITION_SAMPLES)
LETTERS = [kind for kind in KINDS_HERE if templates.load(kind).letter is not None]
NOTICES = [kind for kind in KINDS_HERE if templates.load(kind).closed]


def text(kind: str, **facts: JSON) -> str:
    return text_of(render(kind, {**PETITION_SAMPLES[kind], **facts}, NUMBER))


# ----- every paper


def test_every_paper_has_template_title_and_number_series() -> None:
    kinds = (*OF_PETITIONS, *OF_COMPLAINTS)
    assert {kind.value for kind in kinds} == set(PETITION_SAMPLES)
    assert set(PETITION_FACTS) == set(PETITION_SAMPLES) | set(SURVEYS)
    for kind in PaperKind:
        assert TITLES[kind] == templates.load(kind).title
        assert CODES[kind] in KINDS
    assert len(set(CODES.values())) == len(CODES)


@pytest.mark.parametrize("kind", [*KINDS_HERE, *sorted(SURVEYS)])
def test_every_text_of_a_template_is_used(kind: str) -> None:
    template = templates.load(kind)
    used = {templates.HEADLINE} if template.letter is not None else set()
    for part in (*template.parts, *template.lines, *template.sign):
        if isinstance(part, templates.Say):
            used.add(part.text)
        elif isinstance(part, templates.Choices):
            used |= {option.text for option in part.options}
    used |= {say.text for say in (*template.contacts, *template.remarks)}
    assert set(template.texts) == used


@pytest.mark.parametrize("kind", KINDS_HERE)
def test_case_23_each_missing_mandatory_fact_is_refused_by_name(kind: str) -> None:
    for fact in (fact for fact in PETITION_FACTS[kind] if fact.required):
        facts = dict(PETITION_SAMPLES[kind])
        del facts[fact.key]
        with pytest.raises(Refused) as caught:
            render(kind, facts, NUMBER)
        assert [p.field for p in caught.value.problems] == [fact.key]


@pytest.mark.parametrize("kind", KINDS_HERE)
def test_optional_facts_may_all_be_missing(kind: str) -> None:
    wanted = {fact.key for fact in PETITION_FACTS[kind] if fact.required}
    facts = {key: value for key, value in PETITION_SAMPLES[kind].items() if key in wanted}
    if kind == "petition_refusal":
        facts["ground"] = "ended"
    if kind == "complaint_circular":
        facts["removal"] = False
    assert "{" not in text_of(render(kind, facts, NUMBER))


@pytest.mark.parametrize("kind", KINDS_HERE)
def test_preview_has_a_watermark_and_no_number_and_bytes_repeat(kind: str) -> None:
    found = text_of(render(kind, PETITION_SAMPLES[kind], None))
    assert "预览" in found
    assert NUMBER not in found
    once, again = (render(kind, PETITION_SAMPLES[kind], NUMBER) for _ in range(2))
    assert once == again
    assert NUMBER in text_of(once)
    assert "预览" not in text_of(once)


@pytest.mark.parametrize("kind", NOTICES)
def test_notices_and_slips_come_in_two_copies_with_both_phones(kind: str) -> None:
    found = text(kind)
    for words in ("第一联存档", "第二联", "（印章）"):
        assert words in found
    assert found.count("本镇投诉电话：0376-5550119") == 2
    assert found.count("行政效能投诉电话：0376-5551234") == 2


def test_b1_pet_02_the_register_has_the_eight_fields_and_room_for_the_leader() -> None:
    found = text("petition_register")
    for words in (
        "来访时间2026年9月16日09:20",
        "信访人何谷雨",
        "性别女",
        "年龄52岁",
        "职业务农",
        "政治面貌群众",
        "住址或单位石桥村二组",
        "初次或重复",
        "是否保密否",
        "拟办意见",
        "领导批示",
        "√本级受理",
        "归档号",
    ):
        assert words in found
    assert len(page_texts(render("petition_register", PETITION_SAMPLES["petition_register"], "1")))


def test_b2_slips_ask_for_an_objection_within_five_working_days() -> None:
    for kind in ("petition_assignment", "petition_transfer"):
        found = text(kind)
        assert "5个工作日内书面说明理由" in found
        assert "第二十三条" in found
        assert "督办记录" in found
    assert "书面反馈办理结果" in text("petition_assignment")
    assert "密级保密件" in text("petition_transfer")
    assert "何谷雨" not in text("petition_transfer")


def test_b3_the_acceptance_names_sixty_and_thirty_days_and_the_articles() -> None:
    found = text("petition_acceptance")
    assert "自受理之日（2026年9月17日）起60日内办结" in found
    assert "延长不超过30日" in found
    assert "第二十三条、第三十一条、第三十四条" in found
    assert "办理期限2026年11月16日" in found


def test_b4_refusals_tick_one_of_four_grounds() -> None:
    refused = text("petition_refusal")
    assert "请向青山县自然资源局提出" in refused
    assert refused.count("√") == 2  # one on each copy
    again = text("petition_not_again")
    assert "决定不再受理" in again
    assert again.count("√") == 2
    with pytest.raises(Refused, match="应当向哪个机关提出"):
        text("petition_refusal", elsewhere="")


def test_b5_b6_and_the_legal_route_name_who_what_and_when() -> None:
    assert "交由农业农村办公室办理" in text("petition_sent_notice")
    assert "转送农业农村办公室办理" in text("petition_sent_notice", assigned=False)
    extended = text("petition_extension")
    for words in ("原办理期限2026年11月16日", "新的办理期限2026年12月16日", "批准人林若安"):
        assert words in extended
    assert "向青山县劳动人事争议仲裁委员会提出" in text("petition_legal_route")


def test_cpl_18_the_record_holds_both_sides_finding_and_satisfaction() -> None:
    found = text("complaint_record")
    for words in ("投诉人何谷雨11月3日10:40", "被投诉人顾明远", "核查结论属实", "回访满意度满意"):
        assert words in found
    assert "□非常满意" in text("complaint_record", satisfied="")


def test_cpl_15_the_circular_does_not_say_who_complained() -> None:
    found = text("complaint_circular")
    assert "何谷雨" not in found
    assert "顾明远系第二次投诉查实" in found
    assert "首次投诉查实" in text("complaint_circular", removal=False, repeated="")


# ----- official letters (GB/T 9704)


@pytest.mark.parametrize(
    "number, said",
    [
        ("QS-CL-2026-000012", "青信处〔2026〕12号"),
        ("QS-CL-2026-A000124", "青信处〔2026〕A124号"),
        ("QS/2026/CL/0007", "青信处〔2026〕7号"),
        ("没有年份的编号", "没有年份的编号"),
    ],
)
def test_the_document_number_has_hexagonal_brackets_and_no_zeros(number: str, said: str) -> None:
    assert document_number("青信处", number) == said


def test_no_two_numbers_of_a_year_share_a_document_number() -> None:
    numbers = [f"QS-CL-2026-{e}{n:06d}" for e in ("", "A", "B") for n in range(1, 200)]
    assert len({document_number("信处", number) for number in numbers}) == len(numbers)


def test_a_page_holds_22_lines_of_28_characters() -> None:
    width, height = LETTER.column
    assert width / OFFICIAL.size == pytest.approx(28)
    assert height / OFFICIAL.leading == pytest.approx(22)
    assert LETTER.left == pytest.approx(28 * MM)
    assert LETTER.top == pytest.approx(37 * MM)
    long = "天" * 28 * 30
    pdf = render("petition_opinion", {**PETITION_SAMPLES["petition_opinion"], "text": long}, NUMBER)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        words = [c for c in document.pages[1].chars if c["text"] == "天"]
        lines = sorted({round(c["top"]) for c in words})
        longest = max(sum(round(c["top"]) == top for c in words) for top in lines)
    assert longest == 28
    assert len(lines) == 22


@pytest.mark.parametrize("kind", LETTERS)
def test_letters_keep_the_margins_and_number_the_pages(kind: str) -> None:
    pdf = render(kind, PETITION_SAMPLES[kind], NUMBER)
    texts = page_texts(pdf)
    for page, picture in enumerate(pictures(pdf, 2), 1):
        wide, high = picture.size
        assert not ink(picture, (0, 0, wide, 2 * 36.5 * MM))
        assert not ink(picture, (0, 0, 2 * 27.5 * MM, high))
        assert not ink(picture, (wide - 2 * 25.5 * MM, 0, wide, high))
        assert f"—{page}—" in texts[page - 1]
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        sizes = {round(c["size"], 1) for c in document.pages[0].chars}
    assert {22, round(OFFICIAL.size, 1), 14} <= sizes


@pytest.mark.parametrize("kind", LETTERS)
def test_unit_date_and_seal_stand_with_the_text(kind: str) -> None:
    facts = PETITION_SAMPLES[kind]
    for lines in range(1, 24):
        key = "reply" if kind == "complaint_reply" else "measure" if "measure" in facts else "text"
        pages = page_texts(render(kind, {**facts, key: "核" * 28 * lines + "。"}, NUMBER))
        last = pages[-1]
        assert f"{facts['unit']}2026年11月12日" in last
        assert "（印章）" in last
        before = last[: last.index("（印章）")]
        assert len(before) > 8, "the seal stands alone on its page"


def test_b7_the_opinion_carries_the_thirty_day_clause_and_its_parts_in_order() -> None:
    found = text("petition_opinion")
    parts = ("一、受理情况", "二、查明的事实", "三、处理意见及依据", "四、救济途径")
    places = [found.index(part) for part in parts]
    assert places == sorted(places)
    assert "30日内向青山县人民政府请求复查" in found
    assert "青信处〔2026〕8号" in found
    assert "附件：1.石桥村道路拓宽工程占地补偿明细表" in found
    assert found.index("2.占地现场勘测图") < found.index("青山镇人民政府2026年11月12日")
    assert "抄送：青山县信访局。" in found
    assert "2026年11月12日印发" in found
    # 签发人 stands on letters to a superior alone; it is kept with the paper.
    assert "林若安" not in found
    assert "附件：占地现场勘测图" in text("petition_opinion", enclosures="占地现场勘测图")
    bare = text("petition_opinion", enclosures="", copy_to="", signer="")
    assert "附件" not in bare
    assert "印发" not in bare
    shorter = text("petition_opinion", found="")
    assert "二、处理意见及依据" in shorter
    assert "三、救济途径" in shorter
    assert "查明的事实" not in shorter


@pytest.mark.parametrize(
    "verdict, said",
    [
        ("支持", "对你的请求予以支持"),
        ("解释说明", "解释说明如下"),
        ("不予支持", "对你的请求不予支持"),
    ],
)
def test_b7_each_verdict_has_its_sentence(verdict: str, said: str) -> None:
    assert said in text("petition_opinion", verdict=verdict)


def test_b8_a_review_may_be_taken_further_and_a_final_review_not() -> None:
    review = text("petition_review")
    assert "决定：维持" in review
    assert "30日内向安次市人民政府请求复核" in review
    assert "青信处〔2026〕8号" in review
    final = text("petition_final_review")
    assert "终结意见" in final
    assert "不再受理" in final
    assert "听证时间不计入" in final


def test_a_long_unit_name_stays_on_the_paper() -> None:
    pdf = render(
        "petition_opinion",
        {
            **PETITION_SAMPLES["petition_opinion"],
            "unit": "青山县青山镇人民政府便民服务和信访工作领导小组办公室",
        },
        NUMBER,
    )
    picture = pictures(pdf, 2)[-1]
    wide, high = picture.size
    assert not ink(picture, (wide - 2 * 25.5 * MM, 0, wide, high))


def test_a_character_no_font_has_is_refused() -> None:
    with pytest.raises(MissingGlyph):
        text("petition_opinion", text="\U000f0000")


# ----- surveys


def test_sat_01_the_blank_form_asks_for_five_levels_and_no_name() -> None:
    found = text_of(sheet("survey_form", SURVEYS["survey_form"]))
    assert "本表不记名" in found
    for level in ("非常满意", "满意", "基本满意", "不满意", "非常不满意"):
        assert level in found
    assert found.count("□") == 26


def test_sat_03_the_tally_says_the_minimum_and_ranks_only_above_it() -> None:
    facts = SURVEYS["survey_tally"]
    found = text_of(sheet("survey_tally", facts))
    assert "发放120份，收回96份，满意率93.8%" in found
    assert "按满意率从高到低" in found
    few = {key: value for key, value in facts.items() if key != "ranked"}
    found = text_of(sheet("survey_tally", few))
    assert "按满意率从高到低" not in found
    assert "不足10份的窗口不计满意率" in found
