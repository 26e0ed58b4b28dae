"""What registration and intake ask, in the order of the talk, and the visit it makes (REG-01…19).

The form follows the conversation: what the chosen kind, route and channel do not need does not
show. By D2 a question or guidance needs a topic and nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from center.cases.records import GreenReason, Urgency
from center.errors import Problem
from center.people import Identity
from center.registration import Channel, Relation, Route, ServiceMode, VisitForm, VisitKind
from center.text import emoji_in
from desktop.choice import Choice
from desktop.dates import ZONE
from desktop.fields import Field, Form
from desktop.registration import book
from desktop.registration.asking import who_fields
from desktop.registration.handing import handover, handover_fields, handover_wanted
from desktop.registration.who import phone_warning

WHO, WHAT, WHERE, HOW = "来访群众", "来访事由", "去向和答复", "其他情况"
ABOUT, ABOUT_ANY = "事项（名称、拼音首字母或编码）", "主题或事项（名称、拼音首字母或编码）"
ITEM, TOPIC = "item:", "topic:"
SAME = "作为同一次来访的另一件事"

KINDS = (VisitKind.HANDLING, VisitKind.QUESTION, VisitKind.GUIDANCE, VisitKind.INQUIRY)
ROUTES: dict[VisitKind, tuple[Route, ...]] = {
    VisitKind.HANDLING: (Route.HERE, Route.WINDOW, Route.OUTSIDE, Route.LATER),
    VisitKind.QUESTION: (Route.ANSWERED, Route.WINDOW, Route.OUTSIDE, Route.LATER),
    VisitKind.GUIDANCE: (Route.ANSWERED, Route.WINDOW, Route.OUTSIDE),
    VisitKind.INQUIRY: (Route.ANSWERED, Route.WINDOW, Route.OUTSIDE, Route.LATER),
}
ROUTE_WORDS = {Route.ANSWERED: "当场答复", Route.HERE: "本窗口办理", Route.OUTSIDE: "去中心外部门"}
MORE = ("people_count", "special_care", "mode", "relation")


KINSHIP = ("户主", "配偶", "子女", "父母", "孙子女", "兄弟姐妹", "其他")
"""Relations to the head of a household (与户主关系); others are typed."""


def choices(values: Sequence[str]) -> tuple[Choice, ...]:
    """Values that are their own titles."""
    return tuple(Choice(str(value), str(value)) for value in values)


def route_choices(kind: VisitKind, *, transfers: bool = True) -> tuple[Choice, ...]:
    """The routes that a kind of visit can take, the usual one first.

    Without `transfers` the first-asked person goes the whole way (REG-15).
    """
    routes = (r for r in ROUTES[kind] if transfers or r is not Route.WINDOW)
    return tuple(Choice(r.value, ROUTE_WORDS.get(r, r.value)) for r in routes)


def unprintable(text: object) -> str | None:
    """Emoji are kept, but no paper shows them."""
    found = "".join(emoji_in(str(text))[:5])
    return f"表情符号{found}会保存，但印不到纸上" if found else None


def only_printable(text: object) -> str | None:
    """Refuse emoji in what a slip of paper will show."""
    found = "".join(emoji_in(str(text))[:5])
    return f"表情符号{found}印不到纸上，请改成文字" if found else None


def late_fields(section: str) -> list[Field]:
    """The actual time of receipt, apart from the time of entry (补录)."""
    return [
        Field("received_on", "实际接待日期", "date", width=14, required=True, section=section),
        Field("received_time", "实际接待时间", "time", width=10, required=True, section=section),
    ]


def visit_fields(today: dt.date) -> list[Field]:
    """Every field of the form; `wanted` says which of them the talk needs now."""
    return [
        *book.book_fields(),
        *who_fields(WHO, today),
        Field("same", SAME, "tick", wide=True, section=WHO),
        Field(
            "visit_kind",
            "来访类别",
            "buttons",
            choices=choices(KINDS),
            default=VisitKind.HANDLING.value,
            section=WHAT,
        ),
        Field(
            "channel",
            "来访渠道",
            "buttons",
            choices=choices(tuple(Channel)),
            default=Channel.VISIT.value,
            section=WHAT,
        ),
        Field("about", ABOUT, "pick", width=0, wide=True, section=WHAT),
        Field("need", "来访事由", "lines", wide=True, lines=2, warn=unprintable, section=WHAT),
        Field(
            "route",
            "怎么处理",
            "buttons",
            choices=route_choices(VisitKind.HANDLING),
            default=Route.HERE.value,
            wide=True,
            section=WHERE,
        ),
        *handover_fields(WHERE),
        Field("department", "去哪个部门", width=32, wide=True, check=only_printable, section=WHERE),
        Field("department_phone", "该部门电话", width=20, check=only_printable, section=WHERE),
        Field("department_address", "该部门地址", width=36, check=only_printable, section=WHERE),
        Field("unit", "来电人单位", width=28, hint="个人来电就空着", section=WHERE),
        Field("promised_reply_on", "答应哪天答复", "date", width=14, section=WHERE),
        Field(
            "other_channel",
            "或者告知的其他渠道",
            width=32,
            hint="如 12345 热线、县人社局窗口",
            section=WHERE,
        ),
        Field("reply", "答复内容", "lines", wide=True, lines=2, warn=unprintable, section=WHERE),
        Field("major", "重大问题，要马上报告领导", "tick", section=WHERE),
        Field("more", "其他：单位、人数、上门、替人办、补录", "tick", section=WHERE),
        Field("reported_to", "已报告给", "suggest", width=20, hint="还没报告就空着", section=WHERE),
        Field("people_count", "来了几人", "number", width=8, default=1, section=HOW),
        Field(
            "mode",
            "服务方式",
            "buttons",
            choices=choices(tuple(ServiceMode)),
            default=ServiceMode.WINDOW.value,
            section=HOW,
        ),
        Field("went_to", "上门去了哪里", width=28, hint="空着就是群众的住址", section=HOW),
        Field("special_care", "老人或行动不便，优先照顾", "tick", section=HOW),
        Field(
            "relation",
            "来办人是申请人的",
            "buttons",
            choices=choices(tuple(Relation)),
            default=Relation.SELF.value,
            wide=True,
            section=HOW,
        ),
        Field("applicant", "替谁来办（申请人姓名）", width=28, wide=True, section=HOW),
        Field("late", "补录：事情发生在此之前", "tick", section=HOW),
        *late_fields(HOW),
        Field(
            "first_asked",
            "当时接待的人（首问责任人）",
            "pick",
            width=24,
            hint="空着就是登记人",
            section=HOW,
        ),
    ]


def intake_fields(today: dt.date) -> list[Field]:
    """Every field of the intake; which of them show follows from item and relation."""
    return [
        Field(
            "item",
            "事项",
            "pick",
            width=0,
            wide=True,
            required=True,
            hint="输入名称、拼音首字母或编码",
            section="办什么",
        ),
        Field(
            "urgency",
            "轻重缓急",
            "buttons",
            choices=choices(tuple(Urgency)),
            default=Urgency.NORMAL.value,
            hint="这个事项没有规定时限，按轻重缓急办理",
            wide=True,
            section="办什么",
        ),
        Field(
            "relation",
            "来办人是申请人的",
            "buttons",
            choices=choices(tuple(Relation)),
            default=Relation.SELF.value,
            wide=True,
            section="申请人",
        ),
        Field("visitor_name", "来办人姓名", width=28, section="申请人"),
        Field("visitor_phone", "来办人电话", width=20, warn=phone_warning, section="申请人"),
        Field("authority_seen", "已查看委托书或身份证明", "tick", wide=True, section="申请人"),
        *who_fields("申请人", today),
        Field("household_head", "户主姓名", width=20, section="申请人"),
        Field(
            "household_relation",
            "与户主关系",
            "suggest",
            width=16,
            choices=choices(KINSHIP),
            section="申请人",
        ),
        Field("more", "绿色通道、一卡通、户主、窗口、上门、补录", "tick", section="收件方式"),
        Field(
            "green",
            "绿色通道",
            "choice",
            width=20,
            choices=choices([one for one in GreenReason if one is not GreenReason.OTHER]),
            hint="优先办理，时限更短",
            section="收件方式",
        ),
        Field("card_account", "一卡通账号", width=28, hint="发放补贴的才填", section="收件方式"),
        Field("card_holder", "一卡通户名", width=20, section="收件方式"),
        Field("window", "收件窗口", "suggest", width=28, section="收件方式"),
        Field(
            "mode",
            "服务方式",
            "buttons",
            choices=choices(tuple(ServiceMode)),
            default=ServiceMode.WINDOW.value,
            section="收件方式",
        ),
        Field("late", "补录：材料在此之前已收", "tick", wide=True, section="收件方式"),
        *late_fields("收件方式"),
    ]


def kind_of(draft: Mapping[str, str]) -> VisitKind:
    """The kind chosen in a draft."""
    return VisitKind(draft.get("visit_kind") or VisitKind.HANDLING)


def wanted(draft: Mapping[str, str], who: set[str], *, in_book: bool = False) -> set[str]:
    """The fields the talk needs now; `who` are those that ask for the person.

    `in_book` a line of the paper book is entered: its own fields ask for the time.
    """
    kind = kind_of(draft)
    route = draft.get("route")
    shown = who | {"visit_kind", "about", "need", "route", "major", "channel", "more"}
    match route:
        case Route.WINDOW:
            shown |= handover_wanted(draft)
        case Route.OUTSIDE:
            shown |= {"department", "department_phone", "department_address"}
        case Route.LATER:
            shown |= {"promised_reply_on", "other_channel"}
            if draft.get("channel") == Channel.CALL:
                shown.add("unit")
        case Route.ANSWERED if kind is not VisitKind.GUIDANCE:
            shown.add("reply")
    if draft.get("major") == "1":
        shown.add("reported_to")
    if draft.get("more") == "1":
        shown |= {*MORE, "person_kind"} | (set() if in_book else {"late"})
        if draft.get("mode") == ServiceMode.HOME:
            shown.add("went_to")
        if draft.get("relation") not in (None, "", Relation.SELF):
            shown.add("applicant")
        if draft.get("late") == "1" and not in_book:
            shown |= {"received_on", "received_time", "first_asked"}
    return shown | (set(book.NAMES) if in_book else set())


def received_at(form: Form) -> dt.datetime | None:
    """The actual time of receipt of a late entry; None is now."""
    day, time = form.date("received_on"), form.time("received_time")
    return dt.datetime.combine(day, time, ZONE) if day is not None and time is not None else None


def visit_form(form: Form, who: Identity) -> VisitForm:
    """The visit as the form has it."""
    about, to = form.text("about"), handover(form)
    in_book = "book_line" in form.values()
    by = form.text("first_asked")
    return VisitForm(
        visit_kind=VisitKind(form.text("visit_kind")),
        who=who,
        channel=Channel(form.text("channel")),
        mode=ServiceMode(form.text("mode") or ServiceMode.WINDOW),
        route=Route(form.text("route")),
        topic=about.removeprefix(TOPIC) if about.startswith(TOPIC) else "",
        need=form.text("need"),
        item_code=about.removeprefix(ITEM) if about.startswith(ITEM) else "",
        people_count=_count(form),
        special_care=form.ticked("special_care"),
        window=to.window,
        receiver=to.receiver,
        requirement=to.requirement,
        absent=to.absent,
        appointed_at=to.appointed_at,
        contact_way=to.contact_way,
        unit=form.text("unit"),
        went_to=form.text("went_to"),
        relation=Relation(form.text("relation") or Relation.SELF),
        applicant=form.text("applicant"),
        department=form.text("department"),
        department_phone=form.text("department_phone"),
        department_address=form.text("department_address"),
        reply=form.text("reply"),
        promised_reply_on=form.date("promised_reply_on"),
        other_channel=form.text("other_channel"),
        major=form.ticked("major"),
        received_at=book.received_at(form) if in_book else received_at(form),
        first_asked=book.received_by(form) if in_book else UUID(hex=by) if by else None,
        place=book.place(form) if in_book else None,
    )


def _count(form: Form) -> int:
    """One unless asked; a field left empty is refused by the service."""
    if "people_count" not in form.values():
        return 1
    count = form.number("people_count")
    return 0 if count is None else count


def to_fields(problems: Sequence[Problem], shown: Mapping[str, object]) -> list[Problem]:
    """Problems under the fields of the form that ask for what the service found wrong."""
    places = {"topic": "about", "received_at": "received_on", "reason": "id_reason"}
    places["same_visit"] = "same"
    if "book_line" in shown:
        places |= book.PLACES
    for name in ("name", "id_number", "phone"):
        places[name] = name if name in shown else "who"
    found: list[Problem] = []
    for problem in problems:
        place = places.get(problem.field, problem.field)
        message = problem.message
        if place == "who" and problem.field == "name":
            message = "请填写证件号、电话或姓名"
        if place == "about" and problem.field == "topic":
            message = "请选择主题或事项，或写明来访事由"
        if not any(one.field == place for one in found):
            found.append(Problem(place, message))
    return found
