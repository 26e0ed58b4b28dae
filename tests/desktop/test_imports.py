"""The import page: a real file, every row before anything changes, progress, undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from center.cases.records import Case
from center.imports.plan import Verdict
from center.items import catalogue, editions
from center.rights import Right, Role
from desktop.cases.page import CasesPage
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.imports import ImportPage
from desktop.imports.kinds import Catalogue
from desktop.settings import SettingsPage
from desktop.settings.items import ItemsPage
from tests.desk import id_number
from tests.desktop.case_desk import WAIT, shown
from tests.offices import Office
from tests.workbooks import xls, xlsx

HEAD = ("办件编号", "事由", "申请人", "身份证号", "申请时间", "办结时间", "状态")
FIRST = ("YC1", "临时救助", "周舟", id_number("19900202", 12), "2026-08-03", "2026-08-07", "已办结")
SECOND = ("YC2", "临时困难", "吴岩", id_number("19910303", 5), "2026-08-04", "2026-08-07", "办结")
BAD = ("YC3", "临时救助", "何田", 5.22e17, "2026-08-05", "2026-08-07", "办结")


@pytest.fixture(autouse=True)
def listeners(qingshan: Office) -> Iterator[None]:
    yield
    qingshan.store.listeners.clear()


@pytest.fixture
def desk(qingshan: Office) -> Desk:
    return Desk(qingshan.store, qingshan.director)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> ImportPage:
    made = ImportPage(desk)
    qtbot.addWidget(made)
    made.resize(1080, 620)
    made.show()
    return made


def opened(qtbot: QtBot, page: ImportPage, path: Path) -> None:
    page.form = None
    page.open_file(path)
    qtbot.waitUntil(lambda: page.form is not None or page.notice.isVisible(), timeout=WAIT)


def checked(qtbot: QtBot, page: ImportPage) -> None:
    page.go.setText("")
    page.check()
    qtbot.waitUntil(lambda: bool(page.go.text()), timeout=WAIT)


def lines(page: ImportPage) -> list[tuple[str, ...]]:
    table = page.rows.table
    return [
        tuple(table.text(n, name) for name in ("row", "verdict", "name", "why"))
        for n in range(len(table.keys()))
    ]


def cases(office: Office) -> Sequence[Case]:
    with office.work() as work:
        return work.session.scalars(select(Case).where(Case.voided_at.is_(None))).all()


def chosen_item(page: ImportPage) -> None:
    page.back.click()
    assert page.form is not None
    assert page.items is not None
    page.items.set_values({"临时困难": "MZ03"})


def test_a_table_is_looked_at_corrected_imported_and_taken_back(
    qtbot: QtBot, qingshan: Office, page: ImportPage, tmp_path: Path
) -> None:
    path = xlsx(tmp_path / "明细.xlsx", [("省平台明细",), HEAD, FIRST, SECOND, BAD])
    opened(qtbot, page, path)
    assert page.form is not None
    assert page.form.text("item") == "-"
    page.check()
    qtbot.waitUntil(lambda: "请选择“事项”在哪一列" in page.notice.text, timeout=WAIT)
    page.form.set_values({"item": "1"})  # 事由 is nobody's usual word for an item
    checked(qtbot, page)
    assert lines(page) == [
        ("4", "拒绝", "吴岩", "事项目录里没有“临时困难”，请指定对应事项"),
        ("5", "拒绝", "何田", BAD_ID),
    ]
    assert (page.go.text(), cases(qingshan)) == ("导入 1 行", [])
    page.refused_to(tmp_path / "改.xlsx")
    qtbot.waitUntil(lambda: "已存 2 行和原因" in page.notice.text, timeout=WAIT)
    chosen_item(page)
    checked(qtbot, page)
    assert page.go.text() == "导入 2 行"
    page.rows.show_only(Verdict.CREATE)
    assert [line[2] for line in lines(page)] == ["周舟", "吴岩"]
    page.go.click()
    qtbot.waitUntil(lambda: "导入完成" in page.notice.text, timeout=WAIT)
    assert page.notice.text == "导入完成：新建 2，拒绝 1。"
    assert {case.platform_number for case in cases(qingshan)} == {"YC1", "YC2"}
    assert len(page.earlier.keys()) == 1
    page.undo.click()
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values({"reason": "选错了"})
    dialog.submit()
    qtbot.waitUntil(lambda: "已撤销" in page.notice.text, timeout=WAIT)
    assert cases(qingshan) == []
    assert page.earlier.text(0, "state") == "已撤销"


BAD_ID = "证件号码在表格里是数字格式，末几位已经丢失，请把这一列改成文本后重新填写号码"


def test_what_was_chosen_is_remembered_for_the_next_table_like_this(
    qtbot: QtBot, desk: Desk, page: ImportPage, tmp_path: Path
) -> None:
    opened(qtbot, page, xlsx(tmp_path / "八月.xlsx", [HEAD, FIRST, SECOND]))
    assert page.form is not None
    page.form.set_values({"item": "1"})
    checked(qtbot, page)
    chosen_item(page)
    checked(qtbot, page)
    again = ImportPage(desk)
    qtbot.addWidget(again)
    opened(qtbot, again, xls(tmp_path / "九月.xls", {"明细": [HEAD, FIRST, SECOND]}))
    checked(qtbot, again)
    assert again.go.text() == "导入 2 行"


def test_a_hidden_sheet_is_offered_but_not_proposed(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    path = xls(tmp_path / "台账.xls", {"旧": [HEAD, FIRST], "新": [HEAD, FIRST]}, hidden=["旧"])
    opened(qtbot, page, path)
    texts = [page.sheet.itemText(n) for n in range(page.sheet.count())]
    assert texts == ["旧（隐藏的表）", "新"]
    assert page.sheet.currentText() == "新"


def test_formulas_without_results_and_tables_without_headings_are_told(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    opened(qtbot, page, xlsx(tmp_path / "公式.xlsx", [HEAD, (*FIRST[:6], "=A1")]))
    qtbot.waitUntil(lambda: "公式" in page.notice.text, timeout=WAIT)
    opened(qtbot, page, xlsx(tmp_path / "无头.xlsx", [FIRST]))
    qtbot.waitUntil(lambda: "没有认出表头" in page.notice.text, timeout=WAIT)


def test_a_file_that_is_no_table_is_told_in_the_page(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    (tmp_path / "网页.xls").write_text("<html></html>", "utf-8")
    opened(qtbot, page, tmp_path / "网页.xls")
    assert "网页格式" in page.notice.text
    assert page.form is None


def test_the_import_is_reached_from_cases_and_settings_by_whoever_may(
    qtbot: QtBot, qingshan: Office, desk: Desk
) -> None:
    cases_page = CasesPage(desk)
    qtbot.addWidget(cases_page)
    cases_page.show()
    cases_page.bring.click()
    assert cases_page.findChild(ImportPage) is not None
    cadre = Desk(qingshan.store, qingshan.actor(Role.VILLAGE_CADRE))
    closed = CasesPage(cadre)
    qtbot.addWidget(closed)
    assert not closed.bring.isEnabled()
    assert Right.IMPORT.value in closed.bring.toolTip()
    settings = SettingsPage(cadre)
    qtbot.addWidget(settings)
    assert not isinstance(settings.show_section("imports"), ImportPage)


def test_the_catalogue_goes_out_and_comes_back_changed(
    qtbot: QtBot,
    qingshan: Office,
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """CASE-24: a new edition only where something changed."""
    path = tmp_path / "事项目录.xlsx"
    answer: Any = staticmethod(lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    items = ItemsPage(desk)
    qtbot.addWidget(items)
    items.ask_template()
    qtbot.waitUntil(lambda: "已导出" in items.listing.notice.text, timeout=WAIT)
    with qingshan.work() as work:
        count = len(catalogue(work))
    head = ("事项编码", "事项名称", "办件类型", "窗口")
    xlsx(tmp_path / "改.xlsx", [head, ("MZ03", "临时救助", "承诺件", "九号窗口")])
    page = ImportPage(desk, Catalogue())
    qtbot.addWidget(page)
    opened(qtbot, page, path)
    checked(qtbot, page)
    assert (page.go.text(), len(page.rows.table.keys())) == ("导入 0 行", count)
    assert not page.go.isEnabled()
    opened(qtbot, page, tmp_path / "改.xlsx")
    checked(qtbot, page)
    assert lines(page) == [("2", "更新", "MZ03", "窗口")]
    page.bring()
    qtbot.waitUntil(lambda: "导入完成" in page.notice.text, timeout=WAIT)
    with qingshan.work() as work:
        assert [item.edition for item in editions(work, "MZ03")] == [2, 1]
    page.undo.click()
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values({"reason": "选错了"})
    dialog.submit()
    qtbot.waitUntil(lambda: "已撤销" in page.notice.text, timeout=WAIT)
    assert page.notice.text == "已撤销：作废 1 条，恢复 1 条。"
    assert page.earlier.text(0, "state") == "已撤销"
    with qingshan.work() as work:
        assert [item.edition for item in editions(work, "MZ03")] == [1]
