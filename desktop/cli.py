"""The command line: `bianmin …` or `python -m desktop.cli …`; imports no window toolkit.

Without a command the window program starts; a data package alone is read in it, as by a double
click. Status 0: done; 1: expected trouble, told in one sentence; 2: bad arguments; 3: a bug.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from center.errors import Expected, Refused

TROUBLE, BAD_ARGUMENTS, BUG, INTERRUPTED = 1, 2, 3, 130

# What argparse says, and how the office says it.
SAYINGS = (
    (r"the following arguments are required: (.+)", "缺少参数：{0}"),
    (r"unrecognized arguments: (.+)", "不认识的参数：{0}"),
    (
        r"argument (\S+): invalid choice: '?(.*?)'? \(choose from (.+)\)",
        "{0}不能是“{1}”，可以是：{2}",
    ),
    (r"argument (\S+): expected .*", "{0}后面要写上内容"),
    (r"argument (\S+): not allowed with argument (.+)", "{0}不能和{1}一起用"),
    (r"argument (\S+): ignored explicit argument (.+)", "{0}后面不用写内容"),
    (r"ambiguous option: (\S+) .*", "参数{0}不完整，请写全"),
    (r"argument (\S+): invalid int value: (.+)", "{0}应当是整数，不能是{1}"),
    (r"argument (\S+): invalid float value: (.+)", "{0}应当是数，不能是{1}"),
    # What our own readers of a value say.
    (r"argument (\S+): (“.+)", "{0}后面的{1}"),
)


DESCRIPTION = "便民服务中心业务程序；不写命令时打开窗口；只写一个数据包文件时，打开窗口并读入它"
EPILOG = "没有键盘时，密码由环境变量 BIANMIN_PASSWORD 提供。"


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese and complains in one sentence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "add_help": False, "allow_abbrev": False})
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def format_usage(self) -> str:
        """The usage line with a Chinese heading."""
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        """The whole help with a Chinese heading."""
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """Say in one sentence what is wrong and end with status 2."""
        self.exit(BAD_ARGUMENTS, f"{spoken_error(message)}。用 {self.prog} --help 看说明。\n")


def spoken_error(message: str) -> str:
    """What argparse complains of, in Chinese."""
    for pattern, saying in SAYINGS:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return saying.format(*match.groups()).replace("'", "").replace(", ", "、")
    return f"参数不对：{message}"


def build_parser() -> Parser:
    """All commands of the program."""
    from desktop import (
        cli_attendance,
        cli_exchange,
        cli_office,
        cli_sample,
        cli_selftest,
        cli_tools,
    )

    parser = Parser(prog="bianmin", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("--data", metavar="DIR", type=Path, help="数据文件夹")
    parser.add_argument("--account", metavar="LOGIN", help="登录名；不写时会询问")
    commands = parser.add_subparsers(title="命令", metavar="COMMAND", dest="command")
    for module in (
        cli_tools,
        cli_office,
        cli_attendance,
        cli_exchange,
        cli_sample,
        cli_selftest,
    ):
        module.add_commands(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows would get the code page, and a stray byte in an argument a traceback.
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    words = sys.argv[1:] if argv is None else argv
    try:
        return _run(words)
    except Refused as refused:
        print(refused.sentence, file=sys.stderr)
        return BAD_ARGUMENTS
    except Expected as trouble:
        _tell(trouble.sentence, words)
        return TROUBLE
    except KeyboardInterrupt:
        print("已中断，没有完成；此前已保存的内容不受影响。", file=sys.stderr)
        return INTERRUPTED
    except Exception as bug:
        _tell(f"程序出错了，没有完成；此前已保存的内容不受影响。{_report(bug)}", words)
        return BUG


def _run(words: Sequence[str]) -> int:
    if not words:
        # The clerk's start of every day waits for no command's imports.
        return _open_window(None)
    asked = _asked(words)
    args = build_parser().parse_args(words[:-1] if asked is not None else words)
    if args.command is not None:
        return int(args.run(args))
    return _open_window(args.data, asked)


def _asked(words: Sequence[str]) -> Path | None:
    """The data package that is to be read in the window; None where a command is meant."""
    alone = len(words) == 1 or (len(words) == 3 and words[0] == "--data")
    asked = Path(words[-1])
    if not (alone and asked.suffix):
        return None
    from center.exchange.container import PACKAGE_SUFFIX

    return asked if asked.suffix.lower() == PACKAGE_SUFFIX else None


def _open_window(folder: Path | None, asked: Path | None = None) -> int:
    from center.folders import default_folder
    from desktop.app import run

    return run(folder or default_folder(), asked=asked)


def _report(bug: Exception) -> str:
    """Keep where a bug happened, without any value, and say where it is kept."""
    from desktop import crash

    path = crash.keep(bug)
    if path is None:
        return f"请把下面的内容交给维护人员：\n{crash.report(bug)}"
    return f"请把这个文件交给维护人员（不含个人信息）：{path}"


def _tell(sentence: str, words: Sequence[str]) -> None:
    """Print it, or show it where the window program on Windows has no console to print on.

    Shown by the system and not by Qt: it may be Qt that did not start. A command never waits for
    somebody to press a button.
    """
    print(sentence, file=sys.stderr)
    if sys.platform == "win32" and sys.stderr is None and (not words or _asked(words)):
        import ctypes

        icon_of_an_error = 0x10
        ctypes.windll.user32.MessageBoxW(None, sentence, "便民", icon_of_an_error)


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        # A frozen program starts itself again as the process that reads tables.
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main())
