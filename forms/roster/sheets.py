"""The sheets of one duty: the leader's record, the log of a watch, the slip of a swap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from center.records import CHINA
from forms.page import A4, A5, LARGE, MIDDLE, SMALL, Scale, Sheet, make_sheets
from forms.paragraph import Block, Paragraph, Style
from forms.roster.month import dated, short
from forms.tables import Cell, Table

TASKS = ("了解中心工作", "跟踪督导", "接待群众来访", "现场解决问题")
"""The four tasks of a leader on duty (DUTY-01), in the order of a record's texts."""
Build = Callable[[Scale], list[Block]]
_FEWEST_LINES = 8
"""A log keeps this many lines for a hand when less is written."""


@dataclass(frozen=True, slots=True)
class DutySheet:
    """The record of one leader on one day; blank texts leave room for a hand.

    `missed` is the reason why nobody came, empty when somebody did.
    """

    unit: str
    on: date
    name: str
    post: str
    seat: str
    arrived: str = ""
    left: str = ""
    tasks: tuple[str, str, str, str] = ("", "", "", "")
    visitors: str = ""
    solved: str = ""
    missed: str = ""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log: when, what kind, with whom, what was said and done."""

    at: str
    what: str
    party: str
    content: str
    result: str


@dataclass(frozen=True, slots=True)
class LogSheet:
    """The log of one watch; `given` and `taken` are who handed over and took over, and when."""

    unit: str
    on: date
    handover: str
    leaders: str
    staff: str
    lines: Sequence[LogLine]
    matters: str
    given: str
    taken: str


@dataclass(frozen=True, slots=True)
class TurnSheet:
    """A turn as a slip names it."""

    on: date
    seat: str
    name: str


@dataclass(frozen=True, slots=True)
class SwapSheet:
    """A swap; `agreed` is None while it waits, `back` is the turn given in exchange."""

    unit: str
    plan: str
    given: TurnSheet
    taker: str
    back: TurnSheet | None
    reason: str
    asked: str
    agreed: bool | None
    decided: str
    remark: str


def clock_words(at: datetime, on: date) -> str:
    """The time of day; the day before it when the watch has gone into the next."""
    local = at.astimezone(CHINA)
    if local.date() == on:
        return f"{local:%H:%M}"
    following = local.date() == on + timedelta(days=1)
    return f"{'次日' if following else short(local.date())} {local:%H:%M}"


def duty_record(facts: DutySheet) -> bytes:
    """领导值班记录 with the four tasks (DUTY-01), filled in or to be filled in by hand."""

    def build(scale: Scale) -> list[Block]:
        pairs = (
            ("值班日期", dated(facts.on), "值班领导", facts.name),
            ("职务", facts.post, "值班性质", facts.seat),
            ("到岗时间", facts.arrived, "离开时间", facts.left),
            ("接待群众（人）", facts.visitors, "现场解决（件）", facts.solved),
        )
        rows = [_pair(scale, *pair) for pair in pairs]
        tasks: list[list[Cell]] = []
        if facts.missed:
            rows.append([_label("未到岗原因", scale), _value(facts.missed, scale, span=3, lines=3)])
        else:
            tasks = [
                [_label(task, scale), _value(text, scale, lines=6)]
                for task, text in zip(TASKS, facts.tasks, strict=True)
            ]
        blocks = [
            *_head(facts.unit, "领导带班值班记录", scale),
            Table(rows, (22, 30, 22, 30), pad=scale.pad, before=scale.gap),
        ]
        if tasks:
            blocks.append(Table(tasks, (22, 82), pad=scale.pad))
        return [*blocks, _signed(("值班领导签字", "记录人签字"), scale)]

    return _printed(build, "领导带班值班记录", facts.unit, A4, (LARGE, MIDDLE))


def watch_log(facts: LogSheet) -> bytes:
    """值班日志 of one watch with calls, reports upward, orders and the handover (交接班)."""

    def build(scale: Scale) -> list[Block]:
        until = facts.on + timedelta(days=1)
        span = f"{dated(facts.on)} {facts.handover} 至 {dated(until)} {facts.handover}"
        head = [
            [_label("值班时间", scale), _value(span, scale, span=3)],
            _pair(scale, "带班领导", facts.leaders, "值班干部", facts.staff),
        ]
        lines = [
            [
                _value(one.at, scale, middle=True),
                _value(one.what, scale, middle=True),
                _value(one.party, scale),
                _value(one.content, scale),
                _value(one.result, scale),
            ]
            for one in facts.lines
        ]
        blank = max(_FEWEST_LINES - len(lines), 1)
        lines += [[_value("", scale, lines=2) for _ in range(5)] for _ in range(blank)]
        titles = ("时间", "类别", "对方", "内容", "处理情况")
        given = [
            [_label("移交事项", scale), _value(facts.matters, scale, span=3, lines=3)],
            _pair(scale, "交班人", facts.given, "接班人", facts.taken),
        ]
        return [
            *_head(facts.unit, "24小时值班日志", scale),
            Table(head, (14, 38, 14, 38), pad=scale.pad, before=scale.gap),
            Table(
                lines,
                (13, 14, 17, 33, 27),
                header=[[_label(title, scale) for title in titles]],
                pad=scale.pad,
                before=scale.gap,
            ),
            Table(given, (14, 38, 14, 38), pad=scale.pad, before=scale.gap, keep_next=True),
            _signed(("交班人签字", "接班人签字", "带班领导签字"), scale),
        ]

    return _printed(build, "24小时值班日志", facts.unit, A4, (LARGE, MIDDLE))


def swap_slip(facts: SwapSheet) -> bytes:
    """换班单 on half a sheet, for the signatures of both and of who approves."""

    def build(scale: Scale) -> list[Block]:
        back = facts.back
        exchanged = (
            "不换回，由接班人代值" if back is None else f"{dated(back.on)}（{back.name}的班）"
        )
        verdict = {None: "□同意　□不同意", True: "√ 同意", False: "√ 不同意"}[facts.agreed]
        said = f"{verdict}　{facts.remark}".strip()
        rows = [
            _pair(
                scale, "班次", f"{facts.plan} {facts.given.seat}", "值班日期", dated(facts.given.on)
            ),
            _pair(scale, "原值班人", facts.given.name, "接班人", facts.taker),
            [_label("换回的班", scale), _value(exchanged, scale, span=3)],
            [_label("换班原因", scale), _value(facts.reason, scale, span=3, lines=2)],
            _pair(scale, "申请人", facts.asked, "审批人", facts.decided),
            [_label("审批意见", scale), _value(said, scale, span=3, lines=2)],
        ]
        return [
            *_head(facts.unit, "值班换班单", scale),
            Table(rows, (16, 36, 16, 36), pad=scale.pad, before=scale.gap),
            _signed(("原值班人签字", "接班人签字", "审批人签字"), scale),
        ]

    return _printed(build, "值班换班单", facts.unit, A5, (MIDDLE, SMALL))


def _printed(build: Build, title: str, unit: str, sheet: Sheet, scales: Sequence[Scale]) -> bytes:
    return make_sheets(build, title=title, author=unit, sheet=sheet, scales=scales)


def _head(unit: str, title: str, scale: Scale) -> list[Block]:
    size = scale.title
    return [
        Paragraph(unit, Style("heading", scale.unit, scale.unit * 1.4, "center"), keep_next=True),
        Paragraph(title, Style("title", size, size * 1.4, "center"), keep_next=True),
    ]


def _signed(names: Sequence[str], scale: Scale) -> Block:
    text = "　　".join(f"{name}：＿＿＿＿＿" for name in names)
    style = Style("body", scale.size, scale.leading * 1.6, "left", before=scale.gap)
    return Paragraph(text, style)


def _pair(scale: Scale, label: str, value: str, other: str, second: str) -> list[Cell]:
    return [
        _label(label, scale),
        _value(value, scale),
        _label(other, scale),
        _value(second, scale),
    ]


def _label(text: str, scale: Scale) -> Cell:
    return Cell(text, Style("heading", scale.size, scale.leading, "center"))


def _value(text: str, scale: Scale, *, span: int = 1, lines: int = 1, middle: bool = False) -> Cell:
    style = Style("body", scale.size, scale.leading, "center" if middle else "left")
    return Cell(text, style, span, lines)
