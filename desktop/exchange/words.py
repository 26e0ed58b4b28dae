"""What packages, their rows and their totals are called in a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from center.exchange.records import Direction, Package, Peer, Result, Role, State
from center.records import local_date

HAND_OVER = (
    "请用 U 盘或政务内网把文件交给对方；对方读入后会交回一个回执文件，再按“读入数据包”读入。"
)


def counts_words(counts: Mapping[str, int]) -> str:
    """已采用 120，原已有 3; empty when there are none."""
    told = (f"{result.value} {counts[result.value]:,}" for result in Result if counts.get(result))
    return "，".join(told)


def state_words(package: Package) -> str:
    """What became of a package, for the list and the head of its page."""
    if package.state is State.REFUSED:
        return package.reason
    return counts_words(package.counts)


def direction_words(package: Package, peer: str) -> str:
    """制作给石桥村便民服务站, 读入石桥村便民服务站的."""
    if package.direction is Direction.MADE:
        return f"制作给{peer}"
    return f"读入{peer}的"


def totals_words(totals: Sequence[Sequence[Any]]) -> tuple[str, bool]:
    """How many records either side has (name, theirs, ours), and whether any number differs."""
    differing = [(n, theirs, ours) for n, theirs, ours in totals if theirs != ours]
    if differing:
        told = "；".join(f"{n} 对方 {theirs:,}，本站 {ours:,}" for n, theirs, ours in differing)
        return f"两边总数不同：{told}。", True
    told = "，".join(f"{n} {ours:,}" for n, _theirs, ours in totals)
    return (f"两边总数相同：{told}。" if told else ""), False


def heard_words(peers: Sequence[Peer], today: date) -> str:
    """村站数据 3天前: how long ago the station was heard that has been silent longest."""
    if not peers:
        return ""
    name = "村站数据" if any(peer.role is Role.VILLAGE for peer in peers) else "镇里数据"
    heard = [peer.heard_at for peer in peers if peer.heard_at is not None]
    if len(heard) < len(peers):
        silent = len(peers) - len(heard)
        return f"{name} 从未收到" if len(peers) == 1 else f"{name} {silent} 站从未收到"
    days = (today - local_date(min(heard))).days
    return f"{name} {'今天' if days <= 0 else f'{days}天前'}"
