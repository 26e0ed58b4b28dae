"""Groups stand in the order people count them."""

from __future__ import annotations

from center.groups import LAST, group_order


def test_groups_are_counted_not_spelled() -> None:
    counted = ["1组", "二组", "三组", "第四组", "十组", "十二组", "二十组", "二十一组", "东组", ""]
    mixed = counted[5:] + counted[:5]
    assert sorted(mixed, key=group_order)[:8] == counted[:8]
    assert group_order("东组")[0] == group_order("")[0] == LAST
