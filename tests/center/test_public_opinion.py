"""Disputes by village (矛盾纠纷), opinion book and box (意见簿、意见箱), surveys (测评)."""

from __future__ import annotations

from typing import Any

import pytest

from center import disputes, opinions, surveys
from center.disputes import DisputeForm, State
from center.errors import NotAllowed, Refused
from center.journal import commit
from center.opinions import OpinionForm, OpinionKind, OpinionState, Place
from center.rights import Role
from center.settings import set_value
from center.staff import Village, save
from center.surveys import Rating
from tests.desk import change, fields, on
from tests.offices import Office


def form(**changes: Any) -> DisputeForm:
    given: dict[str, Any] = {
        "village": "石桥村",
        "found_on": on("9-20"),
        "dispute_kind": "邻里",
        "parties": "何家与祝家",
        "matter": "宅基地边界",
    }
    return DisputeForm(**(given | changes))


def refusal(office: Office, function: Any, *args: Any, **named: Any) -> Refused:
    with office.work() as work, pytest.raises(Refused) as told:
        function(work, *args, **named)
    return told.value


# --- disputes ------------------------------------------------------------------------------------


def test_the_month_shows_every_village_and_who_still_owes_a_report(qingshan: Office) -> None:
    with qingshan.work() as work:
        for name in ("石桥村", "柳河村"):
            save(work, Village(id=work.new_id(), station="QS", name=name))
        commit(work)
    dispute = change(qingshan, disputes.add, form())
    told = refusal(qingshan, disputes.report_month, "石桥村", "2026-09", zero=True)
    assert (fields(told), "1 件" in told.sentence) == (["zero"], True)
    told = refusal(qingshan, disputes.report_month, "柳河村", "2026-09")
    assert fields(told) == ["zero"]
    change(qingshan, disputes.report_month, "柳河村", "2026-09", zero=True)
    with qingshan.work() as work:
        found = work.session.merge(dispute)
        disputes.settle(work, found, "司法所 秦朗", "以界石为准", on("9-21"), agreement=True)
        commit(work)
        months = {one.village: one for one in disputes.month(work, "2026-09")}
    assert months["柳河村"].report is not None
    assert months["柳河村"].report.found == 0
    assert (months["石桥村"].found, months["石桥村"].settled) == (1, 1)
    assert months["石桥村"].report is None
    told = refusal(qingshan, disputes.report_month, "柳河村", "2026-09", zero=True)
    assert fields(told) == ["month"]


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"found_on": on("9-22")}, "found_on"),
        ({"dispute_kind": "别的"}, "dispute_kind"),
        ({"village": " "}, "village"),
        ({"parties": ""}, "parties"),
        ({"matter": ""}, "matter"),
    ],
)
def test_a_dispute_says_where_who_and_what(
    qingshan: Office, changes: dict[str, Any], field: str
) -> None:
    assert field in fields(refusal(qingshan, disputes.add, form(**changes)))


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "26-9", "2026-9", "九月", "2026-10"])
def test_a_month_is_real_and_has_begun(qingshan: Office, month: str) -> None:
    told = refusal(qingshan, disputes.report_month, "石桥村", month, zero=True)
    assert fields(told) == ["month"]


def test_a_failed_mediation_is_handed_on(qingshan: Office) -> None:
    dispute = change(qingshan, disputes.add, form())
    with qingshan.work() as work:
        found = work.session.merge(dispute)
        with pytest.raises(Refused):
            disputes.settle(work, found, "秦朗", "未成", on("9-19"), agreement=False)
        disputes.settle(work, found, "秦朗", "未成", on("9-21"), agreement=False)
        commit(work)
        assert found.state is State.HANDED
        with pytest.raises(Refused, match="已经了结"):
            disputes.settle(work, found, "秦朗", "再调", on("9-21"), agreement=True)


# --- opinions ------------------------------------------------------------------------------------


def test_cpl_17_book_and_box_are_ticked_every_working_day(qingshan: Office) -> None:
    inspector = qingshan.actor(Role.INSPECTOR, login="xuncha")
    with qingshan.work(inspector) as work:
        opinions.tick(work, Place.BOOK, 2)
        opinions.tick(work, Place.BOX, 0, on("9-18"))
        commit(work)
    with qingshan.store.read(inspector) as work:
        # 9-19 is a Saturday; Sunday 9-20 is a make-up working day.
        missing = opinions.unchecked(work, on("9-18"), on("9-21"))
        assert missing == [
            (on("9-18"), Place.BOOK),
            (on("9-20"), Place.BOOK),
            (on("9-20"), Place.BOX),
            (on("9-21"), Place.BOX),
        ]
    assert fields(refusal(qingshan, opinions.tick, Place.BOOK, 1)) == ["on"]
    assert fields(refusal(qingshan, opinions.tick, Place.BOX, -1)) == ["found"]
    assert fields(refusal(qingshan, opinions.tick, Place.BOX, 0, on("9-22"))) == ["on"]
    clerk = qingshan.actor(Role.WINDOW_CLERK, login="wangmin")
    with qingshan.work(clerk) as work, pytest.raises(NotAllowed):
        opinions.tick(work, Place.BOX, 0)


def test_sat_02_a_suggestion_becomes_an_improvement_and_is_answered(qingshan: Office) -> None:
    given = OpinionForm(Place.BOOK, on("9-18"), "加一把老花镜", OpinionKind.SUGGESTION)
    opinion = change(qingshan, opinions.add, given)
    with qingshan.work() as work:
        found = work.session.merge(opinion)
        assert list(opinions.opinions(work, on("9-1"), on("9-30"), open_only=True)) == [found]
        with pytest.raises(Refused) as told:
            opinions.improve(work, found, "", "")
        assert fields(told.value) == ["responsible", "action"]
        opinions.improve(work, found, "周明", "已配三副")
        assert found.state is OpinionState.IMPROVED
        opinions.answer(work, found, "感谢建议，已配备")
        commit(work)
        assert (found.state, found.answered_on) == (OpinionState.ANSWERED, on("9-21"))
        assert opinions.opinions(work, on("9-1"), on("9-30"), open_only=True) == []
        with pytest.raises(Refused, match="已经答复"):
            opinions.answer(work, found, "再答")


# --- surveys -------------------------------------------------------------------------------------


def test_sat_03_a_tally_compares_only_windows_with_enough_forms(qingshan: Office) -> None:
    change(qingshan, set_value, "survey_least", 4)
    survey = change(qingshan, surveys.issue, "年度测评", on("9-1"), on("9-30"), 12)
    with qingshan.work() as work:
        found = work.session.merge(survey)
        surveys.enter(work, found, "社保", Rating.BEST, copies=3)
        surveys.enter(work, found, "社保", Rating.BAD, "等得久")
        surveys.enter(work, found, "民政", Rating.GOOD, copies=4)
        surveys.enter(work, found, "医保", Rating.WORST, copies=3)
        commit(work)
        tally = surveys.tally(work, found)
        assert (tally.issued, tally.returned, tally.least) == (12, 11, 4)
        assert [(one.window, one.rate) for one in tally.ranked] == [("民政", 100.0), ("社保", 75.0)]
        rates = {one.window: one.rate for one in tally.windows}
        assert rates["医保"] is None
        assert tally.total.rate == pytest.approx(63.6)
        assert tally.comments == (("社保", "等得久"),)
        with pytest.raises(Refused) as told:
            surveys.enter(work, found, "社保", Rating.GOOD, copies=2)
        assert fields(told.value) == ["copies"]
        surveys.close(work, found)
        with pytest.raises(Refused, match="已经结束"):
            surveys.enter(work, found, "社保", Rating.GOOD)


@pytest.mark.parametrize(
    "given, field",
    [
        (("", on("9-1"), on("9-30"), 10), "title"),
        (("测评", on("9-30"), on("9-1"), 10), "last"),
        (("测评", on("9-1"), on("9-30"), 0), "issued"),
    ],
)
def test_a_survey_has_a_title_a_period_and_forms(
    qingshan: Office, given: tuple[Any, ...], field: str
) -> None:
    assert fields(refusal(qingshan, surveys.issue, *given)) == [field]
