"""Two commands that need no data folder: `bianmin deadline` and `bianmin check-id`."""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from center.calendar import CHINA, WorkCalendar, load_days
from center.clock import Deadline, Extension, Pause, Unit, deadline
from center.errors import Refused
from center.identity import ID_KIND_LABELS, IdCheck, check_number
from center.text import parse_date

if TYPE_CHECKING:
    from argparse import _SubParsersAction

P = TypeVar("P", bound=argparse.ArgumentParser)


def add_commands(subparsers: _SubParsersAction[P]) -> None:
    """Register both commands; each sets `run`, a function of the parsed arguments."""
    tool = subparsers.add_parser("deadline", help="推算到期日，并说明哪些天不计入")
    tool.add_argument("start", metavar="START", help="起算日（当天不计），如 2026-09-18")
    tool.add_argument("limit", metavar="LIMIT", help="时限天数，如 20")
    tool.add_argument("unit", metavar="UNIT", help="workday（工作日）或 day（自然日）")
    tool.add_argument("--roll", action="store_true", help="最后一天休息时顺延到下一个工作日")
    tool.add_argument(
        "--pause",
        metavar="FROM..TO",
        action="append",
        default=[],
        help="暂停：发出补正通知之日..材料补齐之日；可以写多次",
    )
    tool.add_argument(
        "--extend", metavar="N", action="append", default=[], help="批准延长的天数；可以写多次"
    )
    _add_format(tool)
    tool.set_defaults(run=run_deadline)

    check = subparsers.add_parser("check-id", help="核对身份证号码或统一社会信用代码")
    check.add_argument("number", metavar="NUMBER", help="号码")
    _add_format(check)
    check.set_defaults(run=run_check_id)


def run_deadline(args: argparse.Namespace) -> int:
    """Compute one deadline with the arrangements that ship with the program."""
    found = deadline(
        _date(args.start, "起算日"),
        _days(args.limit, "时限"),
        _unit(args.unit),
        WorkCalendar(load_days()),
        roll=args.roll,
        pauses=[_pause(text) for text in args.pause],
        extensions=[Extension(_days(text, "延长的天数")) for text in args.extend],
    )
    if args.format == "json":
        _print_json(_deadline_facts(found))
    else:
        sys.stdout.writelines(f"{line}\n" for line in found.explanation)
    return 0


def run_check_id(args: argparse.Namespace) -> int:
    """Check one number; a wrong number is an answer, not an error."""
    if not args.number.strip():
        raise Refused("没有填写号码")
    found = check_number(args.number, datetime.now(CHINA).date())
    if args.format == "json":
        _print_json(_id_facts(found))
    else:
        sys.stdout.writelines(f"{line}\n" for line in _id_lines(found))
    return 0


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=["text", "json"], default="text", help="text（文字）或 json"
    )


def _deadline_facts(found: Deadline) -> dict[str, object]:
    return {
        "due": found.due.isoformat(),
        "raw_due": found.raw_due.isoformat(),
        "skipped": [{"date": s.date.isoformat(), "reason": s.reason} for s in found.skipped],
        "unknown_years": list(found.unknown_years),
    }


def _id_facts(found: IdCheck) -> dict[str, object]:
    return {
        "kind": found.kind,
        "valid": found.valid,
        "birth": found.birth.isoformat() if found.birth else None,
        "sex": found.sex,
        "problems": list(found.problems),
    }


def _id_lines(found: IdCheck) -> list[str]:
    # The number itself is not repeated: screens get photographed (CONF-01).
    lines = [
        f"种类：{ID_KIND_LABELS[found.kind]}",
        "核对：" + ("通过" if found.valid else "不通过"),
    ]
    if found.birth:
        lines.append(f"出生日期：{found.birth.isoformat()}")
    if found.sex:
        lines.append(f"性别：{found.sex}")
    lines += [f"问题：{problem}" for problem in found.problems]
    return lines + [f"提醒：{warning}" for warning in found.warnings]


def _print_json(facts: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")


def _date(text: str, label: str) -> date:
    day = parse_date(text)
    if day is None:
        raise Refused(f"{label}“{text}”看不懂或不存在，应写成 2026-09-18")
    return day


def _days(text: str, label: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Refused(f"{label}“{text}”应当是不带小数的天数，如 20")
    return int(text)


def _unit(text: str) -> Unit:
    if text not in (Unit.WORKDAY, Unit.DAY):
        raise Refused(f"时限单位“{text}”应当是 workday（工作日）或 day（自然日）")
    return Unit(text)


def _pause(text: str) -> Pause:
    since, dots, until = text.partition("..")
    if not dots:
        raise Refused(f"暂停“{text}”应写成 开始日..结束日，如 2026-09-21..2026-09-25")
    return Pause(_date(since, "暂停的开始日"), _date(until, "暂停的结束日"))
