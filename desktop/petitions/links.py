"""The 重复和关联 tab: who may have come before, what was answered (条例 19, 36).

The program proposes, a person confirms; a link reads both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from center.petitions.actions import Action, reason_against
from center.petitions.file import PetitionFile
from center.petitions.records import LinkKind, Petition, PetitionLink
from center.petitions.repeats import (
    Hindrance,
    Likely,
    Linked,
    hindrances,
    likely_earlier,
    linked_to,
    unlink,
)
from center.records import local_date
from center.rights import Right
from center.storage import Work
from desktop import theme
from desktop.cases.parts import hint_text, new_card, new_page, warning_text
from desktop.dates import show_date
from desktop.parts import words
from desktop.petitions.ask import PetitionAsk, lines

UNLINK = "取消关联"
_ANSWER = 300


class Known:
    """What the tab shows, read in one go."""

    def __init__(self, work: Work, petition: Petition) -> None:
        self.linked: Sequence[Linked] = linked_to(work, petition)
        self.hindrances: Sequence[Hindrance] = hindrances(work, petition)
        told = {one.petition.id for one in self.linked}
        found = likely_earlier(
            work,
            petition.problem,
            name=petition.name,
            phone=petition.phone,
            id_number=petition.id_number,
            leave_out=petition.id,
        )
        before = [one for one in found if one.petition.received_at <= petition.received_at]
        self.likely: Sequence[Likely] = [one for one in before if one.petition.id not in told]

    @property
    def title(self) -> str:
        """The tab's title, with how many wait to be looked at."""
        return f"重复和关联 {len(self.likely)}" if self.likely else "重复和关联"


def links_page(
    known: Known,
    file: PetitionFile,
    today: date,
    *,
    confirm: Callable[[UUID, LinkKind], object],
    refuse: Callable[[], object],
    show: Callable[[UUID], object],
    undo: Callable[[Linked], object],
) -> QWidget:
    """Hindrances with the notice they offer, linked petitions, and likely earlier ones."""
    page, layout = new_page()
    may = file.facts.actor.may(Right.HANDLE_PETITIONS)
    against = "" if may else f"当前账号没有“{Right.HANDLE_PETITIONS.value}”的权限"
    for one in known.hindrances:
        card, inside = new_card()
        inside.addWidget(warning_text(f"{one.message}（{one.basis}）。"))
        not_now = reason_against(Action.NOT_AGAIN, file.facts)
        bar = QHBoxLayout()
        if one.again:
            bar.addWidget(_button("不再受理并告知…", refuse, not_now))
        if (earlier := one.earlier) is not None:
            bar.addWidget(_button("打开那一件", partial(show, earlier)))
        bar.addStretch()
        inside.addLayout(bar)
        layout.addWidget(card)
    if known.linked:
        layout.addWidget(words("已关联", "second"))
    for linked in known.linked:
        said = f"{linked.link.link_kind.value}，{'在先' if linked.earlier else '在后'}"
        box, row = _petition_card(linked.petition, said, today)
        row.addWidget(_button("打开", partial(show, linked.petition.id)))
        row.addWidget(_button(f"{UNLINK}…", partial(undo, linked), against))
        row.addStretch()
        layout.addWidget(box)
    if known.likely:
        layout.addWidget(words("可能是同一人以前的信访，请核对后确认", "second"))
    for likely in known.likely:
        alike = "事项相近" if likely.same_matter else "事项不像"
        box, row = _petition_card(likely.petition, f"{likely.why}，{alike}", today)
        other = likely.petition.id
        for title, kind in (
            ("确认是重复信访", LinkKind.REPEAT),
            ("同一事项多头反映", LinkKind.DUPLICATE),
        ):
            button = _button(title, partial(confirm, other, kind), against)
            if kind is LinkKind.REPEAT and likely.same_matter and not against:
                theme.set_role(button, "primary")
            row.addWidget(button)
        row.addWidget(_button("打开", partial(show, other)))
        row.addStretch()
        layout.addWidget(box)
    if not (known.linked or known.likely or known.hindrances):
        layout.addWidget(hint_text("没有发现这个人以前的信访，也没有关联的件。"))
    layout.addStretch()
    return page


def unlink_ask(linked: Linked) -> PetitionAsk:
    """The form that takes back a link confirmed by mistake."""
    link = linked.link.id
    return PetitionAsk(
        [lines("reason", "取消关联的原因", required=True)],
        lambda work, one, form, _at: unlink(
            work, one, work.session.get_one(PetitionLink, link), form.text("reason")
        ),
        f"与 {linked.petition.number} 的关联取消后，两件各自办理。",
        late=False,
    )


def _petition_card(petition: Petition, said: str, today: date) -> tuple[QWidget, QHBoxLayout]:
    card, layout = new_card()
    came = show_date(local_date(petition.received_at), today)
    layout.addWidget(
        words(f"{petition.number}　{came}　{petition.name}　{petition.status.value}（{said}）")
    )
    layout.addWidget(words(petition.problem, "second"))
    answer = petition.answer[:_ANSWER] or "还没有答复"
    layout.addWidget(words(f"当时的答复：{answer}"))
    bar = QHBoxLayout()
    bar.setSpacing(theme.SMALL)
    layout.addLayout(bar)
    return card, bar


def _button(title: str, run: Callable[[], object], against: str = "") -> QPushButton:
    button = QPushButton(title)
    button.setAutoDefault(False)
    button.setEnabled(not against)
    button.setToolTip(against)
    button.clicked.connect(lambda _=False: run())
    return button
