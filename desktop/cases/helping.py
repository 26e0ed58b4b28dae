"""What of departments, agent and promise must catch the eye in the head of a case."""

from __future__ import annotations

from center.cases.agency import contact_words, last_contact
from center.cases.file import CaseFile
from center.cases.helping import PartState
from center.rights import Actor


def helping_marks(file: CaseFile, actor: Actor) -> list[str]:
    """【等我答复】, who is late, who carries it and when the last contact was, what is promised."""
    helping, today = file.helping, file.facts.today
    found = []
    if file.case.ended_on is None:
        states = {part.id: part.state(today) for part in helping.parts}
        asked = [p for p in helping.parts if p.waiting and p.sent_on is not None]
        me = {actor.account, actor.acting_for} - {None}
        if any(part.handler in me for part in asked):
            found.append("【联办：等我答复】")
        if late := [p.department for p in asked if states[p.id] is PartState.OVERDUE]:
            found.append(f"【联办逾期：{'、'.join(late)}】")
        if file.facts.owed and helping.promise is not None:
            due = helping.promise.promised_on
            found.append(f"【容缺：{due.month}月{due.day}日前补齐】")
    if helping.agency is not None:
        words = f"【{helping.agency.agent}代办"
        if file.case.ended_on is None:
            words += f"，{contact_words(last_contact(file), helping.agency.entrusted_on, today)}"
        found.append(f"{words}】")
    return found
