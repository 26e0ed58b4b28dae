"""The command line: `bianmin …` or `python -m desktop.cli …`; imports no window toolkit."""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from center.errors import Expected
from desktop import cli_tools

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
)


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
        self.exit(2, f"{spoken_error(message)}。用 {self.prog} --help 看说明。\n")


def spoken_error(message: str) -> str:
    """What argparse complains of, in Chinese."""
    for pattern, saying in SAYINGS:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return saying.format(*match.groups()).replace("'", "").replace(", ", "、")
    return f"参数不对：{message}"


def build_parser() -> Parser:
    """All commands of the program."""
    parser = Parser(prog="bianmin", description="便民服务中心业务程序")
    commands = parser.add_subparsers(title="命令", metavar="COMMAND", dest="command")
    cli_tools.add_commands(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows would get the code page, and a stray byte in an argument a traceback.
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = build_parser()
    args = parser.parse_args(argv)
    if args.command is None:
        parser.print_help()
        return 0
    try:
        return int(args.run(args))
    except Expected as trouble:
        print(trouble.sentence, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
