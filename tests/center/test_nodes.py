"""CASE-18: the three links 受理, 办理, 回复, each with who answers for it and target days."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.errors import Refused
from center.items import item_of, save_edition
from center.journal import commit
from center.nodes import EXAMPLE, Node, node_problems, nodes_of
from tests.offices import Office

THREE = "受理：沈秋禾，当天\n办理：民政所 顾明远， 8个工作日\n回复: 窗口受理人员,2 个工作日\n"


def test_case_18_a_line_names_link_person_and_days() -> None:
    assert nodes_of(THREE) == [
        Node("受理", "沈秋禾", 0),
        Node("办理", "民政所 顾明远", 8),
        Node("回复", "窗口受理人员", 2),
    ]
    assert [node.when for node in nodes_of(THREE)] == ["当天", "8 个工作日", "2 个工作日"]


def test_case_18_the_links_together_stay_within_the_promise() -> None:
    assert node_problems(THREE, 10) == []
    (problem,) = node_problems(THREE, 9)
    assert problem == "各环节合计 10 个工作日，超过了承诺时限 9 个工作日"
    assert node_problems(THREE, None) == []


@pytest.mark.parametrize(
    "line", ["受理", "受理：沈秋禾", "受理：，3 个工作日", "：沈秋禾，当天", "受理：沈秋禾，很快"]
)
def test_case_18_a_line_without_person_or_days_is_refused_with_an_example(line: str) -> None:
    (problem,) = node_problems(f"{THREE}\n{line}", None)
    assert EXAMPLE in problem


def test_case_18_a_link_stands_once() -> None:
    assert node_problems(THREE + "受理：别人，当天", None) == ["环节“受理”重复了"]


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    lines = [line for line in text.splitlines() if line.strip()]
    unread = [said for said in node_problems(text, None) if "看不懂" in said]
    assert len(nodes_of(text)) + len(unread) == len(lines)


def test_case_18_an_item_keeps_its_links_with_its_edition(either: Office) -> None:
    with either.work() as work:
        save_edition(work, {"code": "MZ03", "nodes": "受理：窗口受理人员，当天"})
        commit(work)
    with either.work() as work:
        found = item_of(work.session, "MZ03")
        assert found is not None
        assert [node.who for node in found.node_list()] == ["窗口受理人员"]
        with pytest.raises(Refused) as told:
            save_edition(work, {"code": "MZ03", "nodes": "受理：窗口受理人员，365 个工作日"})
        assert [problem.field for problem in told.value.problems] == ["nodes"]
