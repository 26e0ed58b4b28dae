"""The commands `station-card` and `package` (make, look, read, receipt) on an office's data."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from center.errors import Expected
from desktop.cli_office import entered
from desktop.cli_sample import Teller
from desktop.dates import show_moment

if TYPE_CHECKING:
    from center.exchange.reading import Outcome
    from center.exchange.records import Package

SHOWN = 20
"""Rows of trouble printed one by one."""


def add_commands(commands: Any) -> None:
    """Register the commands; each sets `run`, a function of the parsed arguments."""
    card = commands.add_parser(
        "station-card", help="导出本站的站点名片，给对方核对；双方互换名片后才能交换数据包"
    )
    card.add_argument("file", metavar="OUT", type=Path, help="名片文件，或放名片的文件夹")
    card.set_defaults(run=run_card)
    package = commands.add_parser("package", help="数据包：制作、查看、读入、回执")
    kinds = package.add_subparsers(title="数据包", metavar="WHAT", dest="what", required=True)
    make = kinds.add_parser("make", help="制作给一个站点的数据包：对方还没有的全部内容")
    make.add_argument("--to", metavar="CODE", required=True, help="对方的站点代码")
    make.add_argument("file", metavar="OUT", type=Path, help="数据包文件，或放数据包的文件夹")
    make.set_defaults(run=run_make)
    look = kinds.add_parser("look", help="先看一看：读入会怎样，不改任何数据")
    look.add_argument("file", metavar="FILE", type=Path, help="对方交来的数据包")
    look.set_defaults(run=run_look)
    read = kinds.add_parser("read", help="读入对方的数据包或回执；可以重复读入")
    read.add_argument("file", metavar="FILE", type=Path, help="对方交来的数据包或回执")
    read.add_argument("--receipt", metavar="OUT", type=Path, help="同时把回执存到这里")
    read.set_defaults(run=run_read)
    receipt = kinds.add_parser("receipt", help="给读入过的数据包存回执，交还对方")
    receipt.add_argument("file", metavar="FILE", type=Path, help="读入过的数据包")
    receipt.add_argument(
        "out",
        metavar="OUT",
        type=Path,
        nargs="?",
        help="回执文件，或放回执的文件夹；不写时放在数据包旁边",
    )
    receipt.set_defaults(run=run_receipt)


def run_card(args: argparse.Namespace) -> int:
    """Write this station's card and print its fingerprint."""
    from center.exchange.cards import card_file_name, make_card, read_card
    from center.journal import commit
    from center.keys import write_replacing

    with entered(args) as (store, actor), store.work(actor) as work:
        data = make_card(work)
        commit(work)
    card = read_card(data)
    file = _inside(args.file, card_file_name(card))
    write_replacing(file, data)
    print(f"已导出站点名片：{file}（{card.name}，{card.code}）。")
    print(f"对方核对时，请念这六组数字：{' '.join(card.fingerprint)}")
    return 0


def run_make(args: argparse.Namespace) -> int:
    """Make a package for one station and say what it carries."""
    from center.exchange.cards import peer_of
    from center.exchange.making import make, package_name

    with entered(args) as (store, actor), store.work(actor) as work:
        peer = peer_of(work, args.to)
        file = _inside(args.file, package_name(work, peer))
        made = make(work, peer, file, Teller())
    assert made is not None
    print(f"已制作给{peer.name}的数据包：{file}（{made.rows} 条）。")
    print("请交给对方读入，并把对方的回执读回来。")
    return 0


def run_look(args: argparse.Namespace) -> int:
    """Say what taking a package in would do; status 1 when something would not come in."""
    from center.exchange.reading import preview

    with entered(args) as (store, actor), store.work(actor) as work:
        outcome = preview(work, args.file, Teller())
    assert outcome is not None
    print("先看一看，没有改动任何数据。")
    return _tell(outcome)


def run_read(args: argparse.Namespace) -> int:
    """Take in a package or a receipt; status 1 when rows were not taken over or differ."""
    from center.exchange.container import RECEIPT, what
    from center.exchange.reading import take_in
    from center.exchange.receipts import read_receipt

    with entered(args) as (store, actor), store.work(actor) as work:
        if what(args.file).kind == RECEIPT:
            answered = read_receipt(work, args.file)
            return _tell_receipt(answered)
        outcome = take_in(work, args.file, Teller())
        assert outcome is not None
        status = _tell(outcome)
        if args.receipt is not None and outcome.package is not None:
            with store.work(actor) as answering:
                _write_receipt(answering, outcome.package, args.receipt)
    return status


def run_receipt(args: argparse.Namespace) -> int:
    """Write the receipt of a package that was taken in."""
    from center.exchange.container import what
    from center.exchange.listing import taken_package

    with entered(args) as (store, actor), store.work(actor) as work:
        package = taken_package(work, what(args.file).id)
        if package is None:
            raise Expected(
                f"“{args.file.name}”还没有读入过，没有回执可存。请先用 package read 读入。"
            )
        _write_receipt(work, package, args.out or args.file.parent)
    return 0


def _write_receipt(work: Any, package: Package, out: Path) -> None:
    from center.exchange.receipts import receipt_name, write_receipt
    from center.journal import commit

    file = _inside(out, receipt_name(package))
    write_receipt(work, package, file)
    commit(work)
    print(f"已存回执：{file}。请把它交还给对方。")


def _inside(file: Path, name: str) -> Path:
    return file / name if file.is_dir() else file


def _tell(outcome: Outcome) -> int:
    """Print what became of the rows; 1 when a person must look at some."""
    from center.exchange.records import Result

    what = outcome.what
    print(
        f"{what.sender_name}（{what.sender}）{show_moment(what.made_at)} 制作，共 {what.rows} 条。"
    )
    if outcome.refused:
        print(outcome.refused)
        return 1
    counts = outcome.counts
    print("，".join(f"{one.value} {counts[one]}" for one in Result if counts.get(one)) + "。")
    pressing = [
        row
        for row in outcome.rows
        if row.result in (Result.CONFLICT, Result.REFUSED, Result.WAITING)
    ]
    for row in pressing[:SHOWN]:
        told = "：".join(part for part in (row.result.value, row.reason) if part)
        print(f"第 {row.number} 条　{row.kind} {row.about}　{told}")
    if len(pressing) > SHOWN:
        print(f"共 {len(pressing)} 条要处理。")
    for total in outcome.totals:
        if total.theirs != total.ours:
            print(f"两边总数不同：{total.name} 对方 {total.theirs}，本站 {total.ours}。")
    return 1 if pressing else 0


def _tell_receipt(package: Package) -> int:
    from center.exchange.records import State

    told = "，".join(f"{name} {count}" for name, count in package.counts.items() if count)
    print(f"已读入回执：{package.file_name} {package.state.value}。{told or package.reason}")
    return 0 if package.state is State.ANSWERED else 1
