"""Forms: keys, problems under the field, nothing typed is lost."""

from __future__ import annotations

from datetime import date, time

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from center.errors import Problem
from desktop import theme
from desktop.choice import Choice
from desktop.fields import Field, Form

TODAY = date(2026, 11, 21)
CHANNELS = (Choice("visit", "来访"), Choice("call", "来电"), Choice("letter", "来信"))
ITEMS = (
    Choice("pension", "城乡居民养老保险参保登记", "cxjmylbxcbdj"),
    Choice("medical", "城乡居民医疗保险参保登记", "cxjmyibxcbdj"),
    Choice("birth", "生育登记", "sydj"),
)


def form_of(qtbot: QtBot, *fields: Field) -> Form:
    form = Form(fields, TODAY)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    form.focus(fields[0].name)
    return form


def keyboard() -> QWidget:
    """Where the keys go now."""
    widget = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert widget is not None
    return widget


def write(text: str) -> None:
    for letter in text:
        QTest.keyClicks(keyboard(), letter)


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(keyboard(), key, modifiers)


def phone_problem(value: str) -> str | None:
    return None if len(value) == 11 else "手机号应为 11 位"


def test_enter_goes_from_field_to_field_and_submits_at_the_last(qtbot: QtBot) -> None:
    form = form_of(
        qtbot,
        Field("name", "姓名"),
        Field("channel", "渠道", "buttons", choices=CHANNELS, default="visit"),
        Field("item", "事项", "pick", choices=ITEMS, width=40),
        Field("on", "收件日期", "date", width=12),
        Field("noid", "未带证件", "tick"),
    )
    submitted = []
    form.submitted.connect(lambda: submitted.append(form.values()))
    write("Wang")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_2)
    press(Qt.Key.Key_Return)
    write("sydj")
    press(Qt.Key.Key_Return)
    write("11.9")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Space)
    assert submitted == []
    press(Qt.Key.Key_Return)
    assert submitted == [
        {
            "name": "Wang",
            "channel": "call",
            "item": "birth",
            "on": date(2026, 11, 9),
            "noid": True,
        }
    ]
    assert form.editor("on").raw() == "2026-11-09", "a day left behind is written in full"


def test_enter_in_several_lines_breaks_the_line_and_ctrl_enter_submits(qtbot: QtBot) -> None:
    form = form_of(qtbot, Field("need", "来访事由", "lines"), Field("name", "姓名"))
    write("a")
    press(Qt.Key.Key_Return)
    write("b")
    with qtbot.waitSignal(form.submitted):
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert form.text("need") == "a\nb"
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.editor("name").input, "Tab leaves the box"


def test_enter_does_not_press_the_button_of_a_dialog(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    form = Form([Field("a", "甲"), Field("b", "乙")], TODAY, parent=dialog)
    button = QPushButton("保存", dialog)
    button.setDefault(True)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    form.focus("a")
    pressed: list[bool] = []
    button.clicked.connect(pressed.append)
    press(Qt.Key.Key_Return)
    assert pressed == []
    assert QApplication.focusWidget() is form.editor("b").input


def test_a_problem_appears_under_its_field_and_goes_while_typing(qtbot: QtBot) -> None:
    form = form_of(qtbot, Field("phone", "联系电话", check=phone_problem), Field("name", "姓名"))
    write("1380000000")
    assert form.problem_shown("phone") == "", "not at every key: the number is not finished yet"
    press(Qt.Key.Key_Tab)
    assert form.problem_shown("phone") == "手机号应为 11 位"
    assert form.problems() == (Problem("phone", "手机号应为 11 位"),)
    form.focus("phone")
    QTest.keyClick(form.editor("phone").input, Qt.Key.Key_End)
    write("1")
    assert form.problem_shown("phone") == ""
    assert form.problems() == ()


def test_a_pause_while_typing_shows_the_problem(qtbot: QtBot) -> None:
    form = form_of(qtbot, Field("phone", "联系电话", check=phone_problem))
    write("138")
    qtbot.waitUntil(lambda: form.problem_shown("phone") != "")


def test_a_warning_does_not_stop_the_clerk(qtbot: QtBot) -> None:
    field = Field("id", "身份证号", warn=lambda v: "校验码不对，请核对原件" if v[-1] == "1" else "")
    form = form_of(qtbot, field)
    write("11")
    assert form.validate()
    assert form.problem_shown("id") == "校验码不对，请核对原件"


def test_required_fields_are_named_only_when_the_clerk_is_done(qtbot: QtBot) -> None:
    form = form_of(
        qtbot, Field("name", "姓名", required=True), Field("phone", "联系电话", required=True)
    )
    press(Qt.Key.Key_Tab)
    assert form.problem_shown("name") == "", "passing over a field is no fault"
    form.focus("phone")
    assert not form.validate()
    assert form.problem_shown("name") == "请填写姓名"
    assert QApplication.focusWidget() is form.editor("name").input, "to the first problem"


def test_a_refusal_of_a_service_stands_until_edited_or_asked_again(qtbot: QtBot) -> None:
    """Refused problems of center: what belongs to no field comes back to be shown elsewhere.

    The cure may lie in another field, so submitting asks the service anew.
    """
    form = form_of(qtbot, Field("name", "姓名"), Field("phone", "联系电话"))
    other = Problem("case", "此件已办结")
    assert form.set_problems([Problem("phone", "此号码已停用"), other]) == [other]
    assert form.problem_shown("phone") == "此号码已停用"
    assert [problem.field for problem in form.problems()] == ["phone"]
    write("1")
    assert form.problem_shown("phone") == ""
    form.set_problems([Problem("phone", "此号码已停用")])
    form.set_values({"name": "王"})
    assert form.problem_shown("phone") == "此号码已停用"
    assert form.validate()
    assert form.problem_shown("phone") == ""


@pytest.mark.parametrize("typed", ["2026-02-30", "13.1", "abc"])
def test_an_impossible_date_is_a_problem_and_stays_as_typed(qtbot: QtBot, typed: str) -> None:
    form = form_of(qtbot, Field("on", "收件日期", "date"), Field("name", "姓名"))
    write(typed)
    press(Qt.Key.Key_Return)
    assert form.date("on") is None
    assert form.problems()[0].field == "on"
    assert form.editor("on").raw() == typed


def test_up_and_down_move_a_day(qtbot: QtBot) -> None:
    form = form_of(qtbot, Field("on", "收件日期", "date"))
    press(Qt.Key.Key_Up)
    assert form.date("on") == TODAY
    press(Qt.Key.Key_Down)
    assert form.date("on") == date(2026, 11, 20)


def test_times_and_numbers(qtbot: QtBot) -> None:
    form = form_of(qtbot, Field("at", "时间", "time"), Field("n", "人数", "number"))
    write("0931")
    press(Qt.Key.Key_Return)
    form.set_values({"n": "１２"})
    assert (form.time("at"), form.number("n")) == (time(9, 31), 12)
    assert form.editor("at").raw() == "09:31"
    form.set_values({"n": "十二"})
    assert form.problems() == (Problem("n", "请填写整数"),)


def test_pasted_line_breaks_and_control_characters_are_cleaned(qtbot: QtBot) -> None:
    form = form_of(qtbot, Field("name", "姓名"), Field("need", "事由", "lines"))
    QGuiApplication.clipboard().setText("王\x00小\r\n明\u202e\u200b🙂𠮷")
    line, box = form.editor("name").input, form.editor("need").input
    assert isinstance(line, QLineEdit)
    assert isinstance(box, QPlainTextEdit)
    line.paste()
    box.paste()
    assert form.text("name") == "王小 明🙂𠮷"
    assert line.text() == "王小 明🙂𠮷"
    assert form.text("need") == "王小\n明🙂𠮷"


def test_ten_thousand_characters_are_kept_and_refused_with_both_numbers(qtbot: QtBot) -> None:
    form = form_of(qtbot, Field("name", "姓名"), Field("need", "事由", "lines"))
    long = "长" * 10_000
    form.set_values({"name": long, "need": long})
    assert form.text("name") == long, "nothing is cut off"
    assert form.text("need") == long
    assert [p.message for p in form.problems()] == [
        "最多 200 个字，现在有 10,000 个字，请删减",
        "最多 4,000 个字，现在有 10,000 个字，请删减",
    ]


def test_a_draft_holds_every_field_as_typed_but_no_password(qtbot: QtBot) -> None:
    fields = (
        Field("name", "姓名"),
        Field("on", "日期", "date"),
        Field("channel", "渠道", "buttons", choices=CHANNELS),
        Field("noid", "未带证件", "tick"),
        Field("password", "密码", "secret"),
    )
    form = form_of(qtbot, *fields)
    drafts: list[dict[str, str]] = []
    form.changed.connect(drafts.append)
    form.set_values({"channel": "letter", "noid": True, "password": "Abc12345"})
    form.restore({"on": "11..", "name": "王", "gone": "x"})
    assert drafts[-1] == {"name": "王", "on": "11..", "channel": "letter", "noid": "1"}
    again = form_of(qtbot, *fields)
    again.restore(drafts[-1])
    assert again.draft() == form.draft()
    again.clear()
    assert again.draft() == {"name": "", "on": "", "channel": "", "noid": ""}


def test_a_field_that_is_not_asked_has_no_value_and_no_problem(qtbot: QtBot) -> None:
    form = form_of(qtbot, Field("name", "姓名"), Field("agent", "来办人", required=True))
    assert not form.validate()
    form.set_visible("agent", False)
    assert form.validate()
    assert form.values() == {"name": ""}
    form.focus("name")
    with qtbot.waitSignal(form.submitted):
        press(Qt.Key.Key_Return)
    form.set_visible("agent", True)
    assert not form.validate(), "asked again, it must be filled in again"


def test_a_pick_takes_one_of_its_choices_only(qtbot: QtBot) -> None:
    form = form_of(qtbot, Field("item", "事项", "pick", choices=ITEMS), Field("name", "姓名"))
    write("cxjm")
    form.focus("name")
    assert form.values()["item"] is None, "two items begin so"
    assert form.problem_shown("item").startswith("请从列表中选择")
    form.set_values({"item": "medical"})
    assert form.editor("item").raw() == "城乡居民医疗保险参保登记"
    form.set_choices("item", ITEMS[:1])
    assert form.values()["item"] is None


def test_a_suggestion_takes_any_text(qtbot: QtBot) -> None:
    form = form_of(qtbot, Field("village", "村组", "suggest", choices=ITEMS))
    form.set_values({"village": "青山村三组"})
    assert form.values()["village"] == "青山村三组"
    assert form.validate()


def test_choices_that_change_keep_the_chosen_one(qtbot: QtBot) -> None:
    form = form_of(
        qtbot,
        Field("a", "甲", "choice", choices=CHANNELS, default="call"),
        Field("b", "乙", "buttons", choices=CHANNELS, default="call"),
    )
    for name in ("a", "b"):
        form.set_choices(name, CHANNELS[1:])
        assert form.values()[name] == "call"
        form.set_choices(name, CHANNELS[:1])
        assert form.values()[name] is None


def test_locked_fields_cannot_be_changed(qtbot: QtBot) -> None:
    form = form_of(qtbot, Field("name", "姓名", default="王"))
    form.set_locked("name", True)
    write("abc")
    assert form.text("name") == "王"


def test_widths_follow_the_content_and_the_text_size(qtbot: QtBot, qapp: QApplication) -> None:
    form = form_of(qtbot, Field("id", "身份证号", width=18), Field("need", "事由", "lines"))
    line, box = form.editor("id").input, form.editor("need").input
    before = (line.maximumWidth(), box.height())
    assert before[0] >= line.fontMetrics().horizontalAdvance("0" * 18)
    theme.zoom(qapp, 1)
    theme.zoom(qapp, 1)
    assert line.maximumWidth() > before[0]
    assert box.height() > before[1]


def test_labels_and_problems_reach_screen_readers(qtbot: QtBot) -> None:
    form = form_of(qtbot, Field("name", "姓名", required=True))
    form.validate()
    line = form.editor("name").input
    assert line.accessibleName() == "姓名（必填）"
    assert line.accessibleDescription() == "请填写姓名"


def test_only_the_fields_asked_for_show_under_their_headings(qtbot: QtBot) -> None:
    form = form_of(
        qtbot,
        Field("who", "证件号、电话或姓名", section="来访群众"),
        Field("phone", "联系电话", section="来访群众"),
        Field("topic", "主题", section="来访事由"),
    )
    form.show_only({"who"})
    words = [label.text() for label in form.findChildren(QLabel) if label.isVisible()]
    assert words == ["来访群众", "证件号、电话或姓名"]
    assert set(form.values()) == {"who"}
    form.show_only({"phone", "topic"})
    form.set_label("phone", "来办人电话")
    form.set_hint("topic", "也可以选事项")
    words = [label.text() for label in form.findChildren(QLabel) if label.isVisible()]
    assert sorted(words) == sorted(["来访群众", "来访事由", "来办人电话", "主题", "也可以选事项"])


def test_leaving_a_field_is_told_before_the_next_one_has_the_keys(qtbot: QtBot) -> None:
    form = form_of(qtbot, Field("who", "姓名"), Field("phone", "电话"), Field("need", "事由"))
    left: list[tuple[str, bool]] = []
    form.left.connect(
        lambda name: left.append((name, QApplication.focusWidget() is form.editor(name).input))
    )
    form.left.connect(lambda name: form.set_visible("phone", False) if name == "who" else None)
    write("13800000000")
    press(Qt.Key.Key_Return)
    assert left[0] == ("who", True)
    assert QApplication.focusWidget() is form.editor("need").input, "a field no longer asked for"


def test_choices_offered_later_are_walked_through_like_the_first(qtbot: QtBot) -> None:
    """The ways a visit may go depend on its kind: Tab and Enter come to them in their place."""
    window = QWidget()
    qtbot.addWidget(window)
    fields = (
        Field("name", "姓名"),
        Field("channel", "渠道", "buttons", choices=CHANNELS, default="call"),
        Field("noid", "没带证件", "tick"),
    )
    form = Form(fields, TODAY)
    layout = QVBoxLayout(window)
    layout.addWidget(form)
    layout.addWidget(QPushButton("保存"))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    form.set_choices("channel", CHANNELS[1:])
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    form.focus("name")
    met = []
    for _ in fields:
        met.append([name for name in form.values() if form.editor(name).isAncestorOf(keyboard())])
        press(Qt.Key.Key_Tab)
    assert met == [["name"], ["channel"], ["noid"]]
    form.focus("channel")
    press(Qt.Key.Key_Return)
    assert form.editor("noid").isAncestorOf(keyboard())
