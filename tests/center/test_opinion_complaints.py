"""An opinion that is a complaint: registered once, linked both ways, as secret as the complaint."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from center import opinions
from center.changes import Wanted, entries
from center.complaints.intake import register
from center.complaints.records import Channel
from center.errors import Refused
from center.journal import commit
from center.opinions import Opinion, OpinionForm, OpinionKind, OpinionState, Place
from center.rights import Role
from tests.desk import change, on
from tests.offices import Office

TEXT = "社保窗口的人把材料扔了出来"


def left(office: Office, name: str = "何谷雨") -> UUID:
    form = OpinionForm(
        Place.BOX, on("9-20"), TEXT, OpinionKind.COMPLAINT, name=name, phone="13900000011"
    )
    made: Opinion = change(office, opinions.add, form)
    return made.id


def turned(office: Office, opinion: UUID, *, protected: bool) -> UUID:
    with office.work() as work:
        found = work.session.get_one(Opinion, opinion)
        form = replace(
            opinions.complaint_of(found),
            subject="服务态度",
            window="社保窗口",
            protected=protected,
        )
        made = register(work, form)
        opinions.became(work, found, made)
        commit(work)
        return made.id


def test_cpl_17_an_opinion_becomes_a_complaint_without_typing_it_again(qingshan: Office) -> None:
    opinion = left(qingshan)
    complaint = turned(qingshan, opinion, protected=False)
    with qingshan.store.read(qingshan.director) as work:
        found = work.session.get_one(Opinion, opinion)
        assert (found.state, found.complaint) == (OpinionState.COMPLAINT, complaint)
        assert opinions.numbers(work, [found]) == {complaint: "QS-TS-2026-000001"}
        origin = opinions.origin_of(work, complaint)
        assert origin is not None
        assert origin.id == opinion
        year = (on("1-1"), on("12-31"))
        assert opinions.opinions(work, *year, open_only=True) == []
        form = opinions.complaint_of(found)
    assert (form.channel, form.facts, form.name) == (Channel.BOX, TEXT, "何谷雨")
    with qingshan.work() as work, pytest.raises(Refused, match="转为投诉"):
        opinions.answer(work, work.session.get_one(Opinion, opinion), "已处理")


def test_cpl_10_nobody_is_answered_in_writing_who_left_no_name(qingshan: Office) -> None:
    opinion = left(qingshan, name="")
    with qingshan.store.read(qingshan.director) as work:
        form = opinions.complaint_of(work.session.get_one(Opinion, opinion))
    assert (form.real_name, form.written) == (False, False)


def test_cpl_06_a_protected_complaint_takes_its_opinion_along(qingshan: Office) -> None:
    """Otherwise the opinion would tell everybody what the complaint says."""
    opinion = left(qingshan)
    turned(qingshan, opinion, protected=True)
    deputy = qingshan.actor(Role.DEPUTY, login="fuzhuren")
    with qingshan.store.read(deputy) as work:
        assert opinions.opinions(work, on("1-1"), on("12-31")) == []
        lines = entries(work, Wanted(), limit=1000)
        assert not any(one.record == opinion for one in lines)
    with qingshan.store.read(qingshan.director) as work:
        assert len(opinions.opinions(work, on("1-1"), on("12-31"))) == 1
