"""The papers say what the rules demand, completely and inside the margins."""

from __future__ import annotations

import importlib
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from center.errors import Refused
from forms import fonts
from forms.cases import render
from forms.facts import FACTS, JSON
from forms.page import A4
from tests.forms.samples import CASE, SAMPLES, UNIT, ink, page_texts, pictures, text_of

pdfplumber: Any = importlib.import_module("pdfplumber")

NUMBER = "QS-XX-2026-000045"


def changed(kind: str, **facts: JSON) -> dict[str, JSON]:
    return {**SAMPLES[kind], **facts}


def text(kind: str, **facts: JSON) -> str:
    return text_of(render(kind, changed(kind, **facts), NUMBER))


def first_copy(kind: str, **facts: JSON) -> str:
    """The text of the first copy alone."""
    found = text(kind, **facts)
    return found[: found.index("第一联")] if found.count("第一联") == 1 else found


# ----- every paper


@pytest.mark.parametrize("kind", sorted(FACTS))
def test_open_11_both_complaint_phones_are_on_every_copy(kind: str) -> None:
    found = text(kind)
    assert found.count("本镇投诉电话：0376-5550119") == 2
    assert found.count("行政效能投诉电话：0376-5551234") == 2
    assert found.count("咨询电话：0376-5550110") == 2


@pytest.mark.parametrize("kind", sorted(FACTS))
def test_number_unit_and_date_are_on_every_copy(kind: str) -> None:
    found = text(kind)
    assert found.count(f"编号：{NUMBER}") == 2
    assert found.count("青山镇便民服务中心2026年11月21日") == 2
    assert found.count("（印章）") == 2


@pytest.mark.parametrize("kind", sorted(FACTS))
def test_preview_has_a_watermark_and_no_number(kind: str) -> None:
    found = text_of(render(kind, SAMPLES[kind], None))
    assert "编号：出具时编号" in found
    assert "预览" in found
    assert NUMBER not in found
    assert "预览" not in text(kind)


@pytest.mark.parametrize("kind", sorted(FACTS))
def test_case_23_each_missing_mandatory_fact_is_refused_by_name(kind: str) -> None:
    for fact in (fact for fact in FACTS[kind] if fact.required):
        facts = changed(kind)
        del facts[fact.key]
        with pytest.raises(Refused) as caught:
            render(kind, facts, NUMBER)
        assert [p.field for p in caught.value.problems] == [fact.key]
        assert fact.name in caught.value.sentence


def test_case_23_blank_facts_and_all_of_them_are_named_at_once() -> None:
    with pytest.raises(Refused) as caught:
        render("receipt", changed("receipt", applicant=" ", item="", complaint_phone=None), None)
    fields = {problem.field for problem in caught.value.problems}
    assert fields == {"applicant", "item", "complaint_phone"}


def test_case_23_blank_cell_of_the_materials_is_refused() -> None:
    rows: JSON = [{"name": "身份证", "form": "", "copies": "1", "returned": "是"}]
    with pytest.raises(Refused, match="材料清单第1行缺少“材料形式”"):
        render("receipt", changed("receipt", materials=rows), NUMBER)


@pytest.mark.parametrize("kind", sorted(FACTS))
def test_same_facts_give_the_same_bytes(kind: str) -> None:
    assert render(kind, SAMPLES[kind], NUMBER) == render(kind, SAMPLES[kind], NUMBER)


def test_papers_made_in_several_threads_at_once_are_the_same() -> None:
    kinds = sorted(FACTS) * 4
    alone = [render(kind, SAMPLES[kind], NUMBER) for kind in kinds]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda kind: render(kind, SAMPLES[kind], NUMBER), kinds))
    assert together == alone


@pytest.mark.parametrize("paper", ["A4", "A5"])
@pytest.mark.parametrize("kind", sorted(FACTS))
def test_nothing_is_printed_outside_the_margins(kind: str, paper: Any) -> None:
    for picture in pictures(render(kind, SAMPLES[kind], NUMBER, paper=paper)):
        width, height = picture.size
        edge = 8 / 25.4 * 72 - 1
        side = 15 / 25.4 * 72 - 1
        assert not ink(picture, (0, 0, width, edge))
        assert not ink(picture, (0, height - edge, width, height))
        assert not ink(picture, (width - side, 0, width, height))
        assert not ink(picture, (0, 0, 20 / 25.4 * 72 - 1, height))


@pytest.mark.parametrize("kind", sorted(FACTS))
def test_no_two_characters_overlap(kind: str) -> None:
    with pdfplumber.open(io.BytesIO(render(kind, SAMPLES[kind], NUMBER))) as document:
        for page in document.pages:
            boxes = []
            for char in page.chars:
                if char["text"] in " √□":
                    continue
                # The middle of the character: ink reaches neither edge of its box.
                inset, height = 0.15 * (char["x1"] - char["x0"]), char["bottom"] - char["top"]
                boxes.append(
                    (
                        char["x0"] + inset,
                        char["top"] + 0.3 * height,
                        char["x1"] - inset,
                        char["bottom"] - 0.3 * height,
                        char["text"],
                    )
                )
            boxes.sort(key=lambda box: box[1])
            for at, one in enumerate(boxes):
                for other in boxes[at + 1 :]:
                    if other[1] >= one[3]:
                        break
                    apart = other[0] >= one[2] or one[0] >= other[2]
                    assert apart, (one, other)


def test_names_print_in_full_and_rare_ones_come_back() -> None:
    for name in ("阿卜杜拉·买买提", "王𬮿", "赵𫍽", "李㛃", "刘䶮", "孙𠀀"):
        assert text("receipt", applicant=name).count(name) == 2


def test_d8_id_number_that_is_not_masked_is_never_printed() -> None:
    with pytest.raises(ValueError, match="not masked"):
        render("receipt", changed("receipt", id_number="11010519491231002X"), NUMBER)


def test_emoji_refuses_the_paper_and_names_every_such_character() -> None:
    rows: JSON = [{"name": "书🧓", "form": "原件", "copies": "1", "returned": "是"}]
    with pytest.raises(fonts.MissingGlyph) as caught:
        render("receipt", changed("receipt", applicant="王😀", materials=rows), NUMBER)
    assert set(caught.value.characters) == {"😀", "🧓"}


def test_pasted_breaks_and_control_characters_are_printable() -> None:
    found = text("return_notice", reason="第一条\r\n第二条\x00\x07\t第三条\u2028第四条")
    assert "第一条第二条第三条第四条" in found


def test_ten_thousand_characters_are_printed_whole() -> None:
    reason = "家庭人均月收入高于当地标准，不符合条件。" * 500
    pages = page_texts(render("return_notice", changed("return_notice", reason=reason), NUMBER))
    assert len(reason) == 10_000
    assert "".join(pages).count("均") == 1000
    last = pages[-1]
    assert "青山镇便民服务中心2026年11月21日" in last
    assert "最低生活保障申请书（表）" in last or "家庭经济状况核对授权书" in last


def test_unknown_fact_and_wrong_type_are_bugs() -> None:
    with pytest.raises(ValueError, match="telephone"):
        render("receipt", changed("receipt", telephone="1"), NUMBER)
    with pytest.raises(ValueError, match="ground"):
        render("non_acceptance_notice", changed("non_acceptance_notice", ground="mood"), NUMBER)
    with pytest.raises(TypeError, match="licence"):
        render("receipt", changed("receipt", licence="yes"), NUMBER)


def test_dates_are_printed_as_papers_write_them() -> None:
    found = text("receipt")
    assert "2026年11月21日09:31" in found
    assert "至迟在2026年11月27日" in found


@pytest.mark.parametrize("kind", sorted(FACTS))
def test_deadline_in_an_unpublished_year_says_so(kind: str) -> None:
    words = "节假日未公布，暂按周末推算"
    assert text(kind, unknown_years=[2027]).count(f"2027年{words}") == 2
    assert words not in text(kind)
    assert words not in text(kind, unknown_years=[])


def test_paper_that_replaces_another_names_it() -> None:
    assert "代替编号QS-SJ-2026-000001的文书" in text("receipt", replaces="QS-SJ-2026-000001")


def test_office_texts_are_printed() -> None:
    pdf = render("receipt", SAMPLES["receipt"], NUMBER, texts={"title": "材料收据"})
    found = text_of(pdf)
    assert "材料收据" in found
    assert "收件凭证" not in found.replace("材料收据", "")


def test_a5_prints_one_copy_on_a_sheet() -> None:
    pages = page_texts(render("receipt", SAMPLES["receipt"], NUMBER, paper="A5"))
    assert ["第一联" in page for page in pages] == [True, False]
    assert ["第二联" in page for page in pages] == [False, True]


def test_receipt_with_five_materials_fits_two_on_a_sheet_with_a_cut_line() -> None:
    pdf = render("receipt", SAMPLES["receipt"], NUMBER)
    assert len(page_texts(pdf)) == 1
    assert "沿此线裁开" in text_of(pdf)


def test_many_materials_become_two_sets_of_pages_with_repeated_header() -> None:
    row: JSON = {"name": "材料", "form": "原件", "copies": "1", "returned": "是"}
    pages = page_texts(render("receipt", changed("receipt", materials=[row] * 60), NUMBER))
    assert len(pages) == 6
    assert all("序号材料名称形式份数是否退还" in page for page in pages)
    assert "第3页共3页" in pages[2]
    assert "申请人（签名）" in pages[2]


def test_signatures_take_more_than_a_remark_to_the_next_page() -> None:
    facts = changed("acceptance_notice", unknown_years=[2027])
    pages = page_texts(render("acceptance_notice", facts, NUMBER, paper="A5"))
    assert len(pages) == 4
    assert "暂按周末推算" in pages[1]
    assert "社会保障卡（银行卡）" in pages[1]


def test_qr_code_stands_at_the_upper_right_and_only_with_a_number() -> None:
    box = (A4.width - 15 / 25.4 * 72 - 40, 8 / 25.4 * 72, A4.width - 15 / 25.4 * 72, 60)
    (with_code,) = pictures(render("receipt", SAMPLES["receipt"], NUMBER))
    assert ink(with_code, box)
    plain = pictures(render("one_time_notice", SAMPLES["one_time_notice"], NUMBER))[0]
    assert not ink(plain, (A4.width - 130, 0, A4.width, 90))


# ----- each paper


def test_receipt_lists_materials_and_is_no_acceptance() -> None:
    found = first_copy("receipt")
    assert "共5件" in found
    assert "1最低生活保障申请书（表）原件12当场退还" in found
    assert "是否受理以受理通知为准" in found


def test_receipt_five_day_hint_and_article_32_4_only_for_licences() -> None:
    licence, other = text("receipt", licence=True), text("receipt", licence=False)
    assert "五个工作日内（至2026年11月27日）" in licence
    assert "第三十二条第一款第（四）项" in licence
    assert "即为受理" in licence
    assert "行政许可法" not in other
    assert "即为受理" not in other


def test_case_03_acceptance_receipt_names_due_date_handler_and_inquiry() -> None:
    found = first_copy("acceptance_receipt")
    for part in (
        "最迟2026年12月25日",
        "25个工作日内办结",
        "经办：李存",
        "查询进度",
        "王㛃（配偶）",
    ):
        assert part in found
    assert "材料名称" not in found
    with_rows = changed("acceptance_receipt", materials=SAMPLES["receipt"]["materials"])
    assert "材料名称" in text_of(render("acceptance_receipt", with_rows, NUMBER))


def test_case_02_acceptance_notice_cites_the_licence_law_only_for_licences() -> None:
    law = "《中华人民共和国行政许可法》第三十二条第一款第（五）项"
    assert law in text("acceptance_notice", licence=True)
    other = text("acceptance_notice")
    assert "行政许可法" not in other
    assert "依据《最低生活保障审核确认办法》，决定予以受理" in other
    plain = text("acceptance_notice", basis=None)
    assert "决定予以受理" in plain
    assert "依据" not in plain


def test_case_02_acceptance_notice_prints_limits_due_and_collection() -> None:
    found = first_copy("acceptance_notice")
    for part in (
        "阿卜杜拉·买买提：",
        "法定时限30个工作日",
        "承诺时限25个工作日",
        "承诺办结日期2026年12月25日",
        "领取方式窗口领取",
        "申请人（签收）：",
    ):
        assert part in found


def test_once_01_one_time_notice_has_five_elements_and_notes() -> None:
    """ONCE-10: the notes tell what was not asked and may come up."""
    found = first_copy("one_time_notice")
    for part in (
        "需要的材料（共5件）",
        "办理程序申请→受理→审查→决定→领取",
        "承诺时限10个工作日",
        "收费标准不收费",
        "办事依据《社会救助暂行办法》",
        "注意事项情况紧急的",
        "不用自备复印件",
    ):
        assert part in found


def test_once_01_a_plain_question_needs_no_name_and_no_signature() -> None:
    assert "（签名）" not in text("one_time_notice")
    named = text("one_time_notice", applicant="孙𠀀", case_number="QS-SL-2026-000123")
    assert "被告知人（签名）" in named
    assert "办件编号：QS-SL-2026-000123" in named


def test_once_09_one_time_notice_tells_the_next_step() -> None:
    assert "下一步到2号窗口提交" in text("one_time_notice", next_step="到2号窗口提交")
    assert "下一步" not in text("one_time_notice")


def test_once_02_supplement_notice_lists_all_that_is_missing_and_the_limit() -> None:
    found = first_copy("supplement_notice")
    for part in ("缺少配偶签名配偶补签有", "未提交提交原件1份", "补正期限2026年11月27日"):
        assert part in found


def test_supplement_notice_article_32_4_only_for_licences() -> None:
    licence, other = text("supplement_notice", licence=True), text("supplement_notice")
    assert "《中华人民共和国行政许可法》第三十二条第一款第（四）项" in licence
    assert "五个工作日内一次告知" in licence
    assert "即为受理" in licence
    assert "行政许可法" not in other
    assert "即为受理" not in other


def test_once_03_supplement_notice_says_which_clock_waits() -> None:
    accepted, before = text("supplement_notice", accepted=True), text("supplement_notice")
    assert "次日起至材料补齐之日止不计入办理时限" in accepted
    assert "自材料补齐并受理后起算" in before
    assert "不计入办理时限" not in before


def test_supplement_notice_prints_a_consequence_only_when_there_is_one() -> None:
    assert "逾期未补正" not in text("supplement_notice")
    assert "逾期未补正的：按撤回处理" in text("supplement_notice", overdue_effect="按撤回处理")


def test_case_12_non_acceptance_ticks_one_ground_and_tells_where_to_go() -> None:
    found = first_copy("non_acceptance_notice")
    assert found.count("√") == 1
    assert "请向浉水县自然资源局申请" in found
    assert "理由：该宗地位于县城规划区内。" in found
    assert "依据：《中华人民共和国土地管理法》" in found


def test_case_12_remedies_are_told_with_their_periods() -> None:
    found = text("non_acceptance_notice")
    assert "六十日内依法申请行政复议" in found
    assert "六个月内依法向人民法院提起行政诉讼" in found
    named = text("non_acceptance_notice", review_body="浉水县人民政府")
    assert "六十日内向浉水县人民政府申请行政复议" in named


@pytest.mark.parametrize(
    "ground, article",
    [("not_needed", "第（一）项"), ("not_ours", "第（二）项"), ("other", "")],
)
def test_case_12_statutory_sentence_follows_licence_and_ground(ground: str, article: str) -> None:
    licence = text("non_acceptance_notice", licence=True, ground=ground)
    assert ("第三十二条第一款" in licence) is bool(article)
    assert article in licence
    assert "行政许可" not in text("non_acceptance_notice", licence=False, ground=ground)


def test_case_12_not_ours_without_the_competent_authority_is_refused() -> None:
    facts = changed("non_acceptance_notice", competent_authority="")
    with pytest.raises(Refused, match="有权处理的机关"):
        render("non_acceptance_notice", facts, NUMBER)
    assert "不属于本单位职权范围" in text(
        "non_acceptance_notice", competent_authority="", ground="other"
    )


def test_once_05_return_notice_gives_reasons_basis_and_what_is_handed_back() -> None:
    found = first_copy("return_notice")
    for part in (
        "理由：家庭人均月收入高于当地标准。",
        "依据：《最低生活保障审核确认办法》第十九条",
        "退还材料共3件",
        "提起行政诉讼",
        "申请人（签收）：",
    ):
        assert part in found


def test_case_19_completion_notice_tells_result_collection_and_objection() -> None:
    found = first_copy("completion_notice")
    for part in (
        "已于2026年11月20日办结，办理结果：确认同意。",
        "文号青低保〔2026〕58号",
        "领取人（签名）：",
        "与申请人关系：",
        "有异议的，可以向本单位提出",
    ):
        assert part in found
    assert "行政复议" not in found


def test_case_13_refusal_needs_a_reason_and_tells_remedies() -> None:
    with pytest.raises(Refused, match="理由"):
        render("completion_notice", changed("completion_notice", refused=True), NUMBER)
    found = text("completion_notice", refused=True, result="不予确认", reason="收入超标")
    assert "理由：收入超标" in found
    assert "申请行政复议" in found


def test_completion_notice_article_44_only_for_granted_licences() -> None:
    article = "第四十四条"
    assert article in text("completion_notice", licence=True)
    assert article not in text("completion_notice")
    assert article not in text("completion_notice", licence=True, refused=True, reason="不符")


def test_reg_11_guidance_slip_names_department_address_and_phone() -> None:
    found = first_copy("guidance_slip")
    for part in ("不动产登记", "主管部门浉水县不动产登记中心", "人民路8号", "0376-5552200"):
        assert part in found
    assert "存根" in text("guidance_slip")


def test_samples_share_the_facts_of_unit_and_case() -> None:
    # Should a paper forget one of them, the tests above would not see it.
    for kind, facts in SAMPLES.items():
        assert UNIT.items() <= facts.items()
        if kind not in {"one_time_notice", "guidance_slip"}:
            assert CASE.items() <= facts.items()


# ----- the papers of a case that takes longer, ends against the applicant or goes by an agent


def test_law_42_extension_tells_old_and_new_date_reason_and_approver() -> None:
    found = first_copy("extension_notice")
    for part in (
        "原定办结日期2026年11月23日",
        "延长期限5个工作日",
        "新的办结日期2026年11月30日",
        "批准人江予白",
        "延长的理由：现场情况复杂",
        "同一申请只延长一次",
        "申请人（签收）：",
    ):
        assert part in found
    licence = text("extension_notice", licence=True)
    assert "《中华人民共和国行政许可法》第四十二条" in licence
    assert "经本行政机关负责人批准" in licence
    assert "行政许可" not in found


def test_law_45_special_procedure_tells_name_start_and_time_needed() -> None:
    found = first_copy("special_procedure_notice")
    assert "需要进行公示，自2026年11月21日开始，预计需要7日" in found
    assert "不计入办理期限" in found
    assert "行政许可" not in found
    licence = text("special_procedure_notice", licence=True)
    assert "《中华人民共和国行政许可法》第四十五条" in licence
    with pytest.raises(Refused, match="预计所需时间"):
        text("special_procedure_notice", licence=True, expected="")
    assert "预计需要" not in text("special_procedure_notice", expected=None)


def test_case_13_refusal_decision_gives_reason_basis_and_both_remedies() -> None:
    found = first_copy("refusal_decision")
    for part in (
        "决定不予办理",
        "理由：家庭人均月收入高于",
        "依据：《最低生活保障审核确认办法》第四条",
        "六十日内依法申请行政复议",
        "六个月内依法向人民法院提起行政诉讼",
    ):
        assert part in found
    named = text("refusal_decision", review_body="浉水县人民政府", court="浉水县人民法院")
    assert "六十日内向浉水县人民政府申请行政复议" in named
    assert "六个月内依法向浉水县人民法院提起行政诉讼" in named
    licence = text("refusal_decision", licence=True)
    assert "第三十八条第二款" in licence
    assert "决定不予行政许可" in licence


def test_a9_delivery_receipt_leaves_room_for_every_signature() -> None:
    pages = page_texts(render("delivery_receipt", SAMPLES["delivery_receipt"], NUMBER))
    assert ["第一份" in page for page in pages] == [True, False]
    for part in (
        "1不予办理决定书QS-BB-2026-0000032026年11月20日",
        "□直接□留置□邮寄□委托□公告□电子",
        "收件人签名或盖章",
        "代收人姓名与受送达人关系",
        "拒收事由和日期",
        "见证人签名",
        "送达人签名（一）送达人签名（二）",
    ):
        assert part in pages[0]


def test_a11_tolerance_names_what_lacks_the_day_and_what_follows() -> None:
    found = first_copy("tolerance_undertaking")
    for part in (
        "承诺于2026年12月4日前补齐",
        "欠缺的材料（共1件）",
        "1社会保障卡（银行卡）原件1",
        "已交的主要材料（共3件）",
        "逾期未补齐的：本次申请按退件处理",
        "承诺人（签名）：",
    ):
        assert part in found
    with pytest.raises(Refused, match="补齐期限"):
        text("tolerance_undertaking", promised_on=None)


def test_a10_authorisation_names_both_sides_and_the_powers() -> None:
    found = first_copy("agency_authorisation")
    for part in (
        "委托人阿卜杜拉·买买提委托石守信代为办理",
        "代办权限：递交材料、签收文书、领取办理结果",
        "代办不收取任何费用",
        "委托人（签名）：",
        "受托人（签名）：",
    ):
        assert part in found


def test_a10_handover_goes_from_village_to_county_and_back() -> None:
    found = first_copy("agency_handover")
    assert found.index("村→镇") < found.index("镇→县") < found.index("县→镇")
    for part in ("接收人签名交接时间", "交接材料共3件", "结果送回委托人（签收）："):
        assert part in found


def test_once_04_one_list_for_all_departments() -> None:
    found = first_copy("joint_materials")
    for part in (
        "民政窗口牵头",
        "联办部门（共2个）",
        "需要的材料（共2件）",
        "民政、医保",
        "同一份材料只交一次",
    ):
        assert part in found
