"""Ledgers and figures of petitions, complaints and work orders as workbooks."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from center.complaints import steps as complaint_steps
from center.complaints.records import Complaint
from center.complaints.records import Verdict as Found
from center.complaints.steps import Finding
from center.errors import NotAllowed
from center.journal import commit, recent
from center.matter_figures import complaint_figures, petition_figures, work_order_figures
from center.petitions import repeats, steps
from center.petitions.records import Channel, Petition, Purpose
from center.rights import Role
from center.settings import set_value
from center.workorders.intake import OrderForm, register
from reports.petitions import (
    export_complaints,
    export_figures,
    export_petitions,
    export_work_orders,
)
from tests.desk import at, change, on
from tests.grievances import Grievances
from tests.offices import Office

SPAN = (on("9-1"), on("9-30"))


@pytest.fixture
def desk(qingshan: Office) -> Grievances:
    return Grievances(qingshan)


def cells(path: Path) -> list[list[object]]:
    sheet = load_workbook(path).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def words(path: Path) -> str:
    return "\n".join(str(cell) for row in cells(path) for cell in row if cell is not None)


def test_the_ledger_names_its_period_and_masks_phones(desk: Grievances, tmp_path: Path) -> None:
    desk.petition()
    desk.petition(received_at=at("8-31"))
    path = tmp_path / "信访.xlsx"
    store, director = desk.office.store, desk.office.director
    assert export_petitions(store, director, *SPAN, path) == 1
    said = words(path)
    assert "2026年9月1日至2026年9月30日" in said
    assert "139****0011" in said
    assert "13900000011" not in said
    assert "答复承诺" in said
    with store.read(director) as work:
        assert recent(work, 1)[0].action == "export"


def test_pet_10_an_export_leaves_secrets_out_and_says_how_many(
    desk: Grievances, tmp_path: Path
) -> None:
    desk.petition(purpose=Purpose.ACCUSATION, problem="蓝鹊渡口的工程款", name="祝青瓦")
    desk.complaint(protected=True, facts="蓝鹊渡口索要好处", name="祝青瓦")
    clerk = desk.office.actor(Role.INSPECTOR, login="xuncha")
    store = desk.office.store
    for export in (export_petitions, export_complaints):
        path = tmp_path / f"{export.__name__}.xlsx"
        assert export(store, clerk, *SPAN, path) == 0
        assert "另有保密件1件" in words(path)
        assert export(store, desk.office.director, *SPAN, path) == 1
        assert "祝青瓦" in words(path)
    path = tmp_path / "统计.xlsx"
    export_figures(store, clerk, *SPAN, path)
    assert "信访：另有保密件1件，不列入本表" in words(path)
    for file in tmp_path.glob("*.xlsx"):
        if file.stem == "统计":
            assert "蓝鹊" not in words(file)


def test_without_the_right_nothing_is_written(desk: Grievances, tmp_path: Path) -> None:
    keeper = desk.office.actor(Role.ADMINISTRATOR, login="keeper")
    for export in (export_petitions, export_complaints, export_work_orders, export_figures):
        with pytest.raises(NotAllowed):
            export(desk.office.store, keeper, *SPAN, tmp_path / "x.xlsx")
    assert list(tmp_path.glob("*.xlsx")) == []


def test_figures_by_channel_with_timeliness_and_repeats(desk: Grievances) -> None:
    change(desk.office, set_value, "survey_least", 2)
    first, second = desk.petition(), desk.petition(channel=Channel.LETTER, village="柳河村")
    late = desk.petition()
    with desk.office.work() as work:
        one, other = (work.session.get_one(Petition, which) for which in (first, second))
        repeats.confirm_link(work, one, other)
        commit(work)
    desk.step(Petition, first, steps.solve, "当场解决")
    desk.to("9-28")
    desk.step(Petition, late, steps.tell_delay, "承办人住院", on("9-30"))
    desk.step(Petition, late, steps.solve, "解决")
    with desk.office.store.read(desk.office.director) as work:
        found = petition_figures(work, *SPAN)
    total = found.total
    assert (total.total, total.in_time, total.late, total.overdue) == (3, 1, 1, 1)
    assert total.rate == pytest.approx(33.3)
    channels = {group.name: group for group in found.groups["渠道"]}
    assert (channels["来访"].total, channels["来访"].rate) == (2, 50.0)
    assert (channels["来信"].total, channels["来信"].rate) == (1, None)
    assert (channels["来访"].again, channels["来信"].again) == (1, 0)
    assert found.repeat == 1
    assert found.repeat_rate == pytest.approx(33.3)
    assert {group.name for group in found.groups["村"]} == {"石桥村", "柳河村"}


def test_verified_complaints_and_satisfaction_are_counted(desk: Grievances) -> None:
    change(desk.office, set_value, "survey_least", 1)
    complaint = desk.complaint()
    desk.step(Complaint, complaint, complaint_steps.accept, "周明")
    finding = Finding(Found.FALSE, "查无此事")
    desk.step(Complaint, complaint, complaint_steps.decide, finding)
    desk.step(Complaint, complaint, complaint_steps.reply, "不属实", "口头")
    desk.step(Complaint, complaint, complaint_steps.close, "已告知", on("9-21"), "不满意")
    with desk.office.store.read(desk.office.director) as work:
        found = complaint_figures(work, *SPAN)
    assert (found.verified, found.asked, found.satisfied, found.satisfaction) == (0, 1, 0, 0.0)


def test_work_orders_are_written_with_their_times(desk: Grievances, tmp_path: Path) -> None:
    for number in range(3):
        order = OrderForm(f"N{number}", "路灯不亮", at("9-18"), phone="13900000011")
        change(desk.office, register, order)
    path = tmp_path / "工单.xlsx"
    store, director = desk.office.store, desk.office.director
    assert export_work_orders(store, director, *SPAN, path) == 3
    assert "N2" in words(path)
    assert "13900000011" not in words(path)
    with store.read(director) as work:
        assert work_order_figures(work, *SPAN).total.total == 3


def test_no_rate_under_the_minimum(desk: Grievances, tmp_path: Path) -> None:
    desk.petition()
    path = tmp_path / "统计.xlsx"
    export_figures(desk.office.store, desk.office.director, *SPAN, path)
    assert "不足10件，不计" in words(path)
    assert "件数不足10件的不计比率，也不作比较" in words(path)


def test_satisfaction_and_repeats_stand_beside_every_group(
    desk: Grievances, tmp_path: Path
) -> None:
    change(desk.office, set_value, "survey_least", 2)
    for said in ("满意", "不满意", "未评价"):
        petition = desk.petition()
        desk.step(Petition, petition, steps.accept)
        desk.step(Petition, petition, steps.answer, "已答复")
        desk.step(Petition, petition, steps.finish, "办结", satisfied=said)
    with desk.office.store.read(desk.office.director) as work:
        village = petition_figures(work, *SPAN).groups["村"][0]
    # Who said nothing is not counted as content.
    assert (village.asked, village.satisfied) == (2, 1)
    path = tmp_path / "统计.xlsx"
    export_figures(desk.office.store, desk.office.director, *SPAN, path)
    rows = [row for row in cells(path) if "石桥村" in row]
    assert rows[0][-3:] == [2, 1, "50.0%"]
    change(desk.office, set_value, "survey_least", 3)
    export_figures(desk.office.store, desk.office.director, *SPAN, path)
    rows = [row for row in cells(path) if "石桥村" in row]
    assert rows[0][-1] == "不足3件，不计"
