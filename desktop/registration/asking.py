"""The part of a form that asks who someone is; recognises known people while the clerk types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from center.identity.reader import Card, read_card
from center.people import Identity, PersonKind, find_person
from center.search import find
from center.staff import villages
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.registration.who import (
    NOT_CHECKED,
    Known,
    Reading,
    doubtful,
    identity_of,
    known,
    name_problem,
    name_warning,
    phone_warning,
    read_line,
    read_number,
)

LOOK_MS = 200
MOST = 9
ID_LENGTH = 18
TARGETS = {"id": "id_number", "code": "id_number", "phone": "phone", "name": "name"}
KINDS = tuple(Choice(kind.value, kind.value) for kind in PersonKind)
HINT = "三样任填一样，自动辨认"


def who_fields(section: str, today: date) -> list[Field]:
    """What may be asked of a person, in the order of the conversation."""

    def trouble(text: object) -> str | None:
        head = read_line(str(text), today)
        return "；".join(filter(None, (head.words(today), head.trouble))) if head.trouble else None

    def refused(text: object) -> str | None:
        head = read_line(str(text), today)
        return name_problem(head.value) if head.read == "name" else None

    return [
        Field(
            "who",
            "证件号、电话或姓名",
            width=28,
            hint=HINT,
            check=refused,
            warn=trouble,
            section=section,
        ),
        Field(
            "name",
            "姓名",
            width=28,
            check=name_problem,
            warn=name_warning,
            section=section,
        ),
        Field("id_number", "证件号码", width=28, section=section),
        Field("phone", "联系电话", width=28, warn=phone_warning, section=section),
        Field("no_id", "未带证件", "tick", section=section),
        Field("no_phone", "没有电话", "tick", section=section),
        Field("no_id_reason", "未带证件的原因", section=section),
        Field("no_phone_reason", "没有电话的原因", section=section),
        Field("id_reason", "仍按这个号码登记的原因", wide=True, width=48, section=section),
        Field(
            "person_kind",
            "来访类型",
            "buttons",
            choices=KINDS,
            default=PersonKind.NATURAL.value,
            section=section,
        ),
        Field(
            "village",
            "村组（村名或拼音首字母）",
            "suggest",
            width=28,
            section=section,
        ),
        Field("address", "详细地址", width=40, wide=True, section=section),
    ]


class Asking(QObject):
    """Keeps who a form is about; the form's owner asks `wanted` which of the fields to show."""

    chosen = Signal(object)
    """The `Known` person the form is about, or None."""
    proposed = Signal(object)
    """The `Known` people it may be, best first; empty when there is nobody to propose."""

    def __init__(self, desk: Desk, form: Form, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._form = desk, form
        self.kept: Known | None = None
        self.editing = False
        self.card: Card | None = None
        self.villages: dict[str, tuple[str, str]] = {}
        self._refused = ""
        self._skipped: set[str] = set()
        self._asked: tuple[str, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        form.changed.connect(self._changed)
        form.left.connect(self._left)

    # What the owner asks

    def fill_villages(self, initials: Callable[[str], str]) -> None:
        """Read the list of villages and groups (村–组) behind every address."""
        with self._desk.read() as work:
            found = {(v.name, g) for v in villages(work) for g in ["", *v.groups]}
        self.villages = {village + group: (village, group) for village, group in sorted(found)}
        self._form.set_choices(
            "village", [Choice(title, title, initials(title)) for title in self.villages]
        )

    def reading(self) -> Reading:
        """What the first line says."""
        return read_line(self._form.editor("who").raw(), self._desk.today())

    def wanted(self, *, strict: bool, draft: Mapping[str, str]) -> set[str]:
        """The fields to ask for. `strict` (something is handled) asks for ID, phone, address."""
        head = self.reading()
        if head.read == "nothing":
            return {"who"}
        asked = {"name", "phone"} | ({"id_number", "village", "address"} if strict else set())
        asked.discard(TARGETS[head.read])
        kept = self.kept
        if kept is not None and not self.editing:
            full = kept.full()
            asked -= {name for name in asked if full[name]}
            if full["village"]:
                asked.discard("address")
        number = head.value if head.read in ("id", "code") else draft.get("id_number", "")
        shown = {"who"} | asked
        if self._doubt(number):
            shown.add("id_reason")
        if head.read == "code" or read_number(number, self._desk.today()).read == "code":
            shown.add("person_kind")
        for field, tick, reason in (
            ("id_number", "no_id", "no_id_reason"),
            ("phone", "no_phone", "no_phone_reason"),
        ):
            skipped = field in self._skipped or draft.get(tick) == "1"
            if strict and field in asked and skipped and not draft.get(field, "").strip():
                shown |= {tick} | ({reason} if draft.get(tick) == "1" else set())
        return shown

    def tell(self) -> None:
        """Say under the first line what was recognised, and ask for a reason where it is needed."""
        head, today = self.reading(), self._desk.today()
        if self.kept is not None:
            hint = "已有档案，见右侧" + ("" if self.editing else "；F4 修改资料")
        else:
            hint = head.words(today) or HINT
        card = self.card
        if card is not None and card.id_number == head.value:
            read = f"已读入证件：{card.name}，{card.sex}"
            hint = "；".join((read, *card.warnings))
        number = head
        if head.read not in ("id", "code"):
            number = read_number(self._form.editor("id_number").raw(), today)
            words = "" if self._is_mask(number.value) else number.words(today)
            told = "；".join(part for part in (words, number.trouble) if part and words)
            self._form.set_hint("id_number", told)
        self._form.set_hint("who", hint)
        self._form.set_required("id_reason", self._doubt(number.value))
        self._form.set_hint("id_reason", NOT_CHECKED)
        unit = number.read == "code"
        self._form.set_label("name", "单位名称" if unit else "姓名")
        self._form.set_label("phone", "经办人电话" if unit else "联系电话")

    def skip(self, fields: Iterable[str]) -> None:
        """Offer 未带证件 and 没有电话 where nothing was filled in (D2)."""
        before = set(self._skipped)
        self._skipped |= {"id_number", "phone"} & set(fields)
        if self._skipped != before:
            self._form.changed.emit(self._form.draft())

    def identity(self) -> Identity:
        """Who it is, with everything that was typed or is known."""
        values = {name: str(value) for name, value in self._form.values().items() if value}
        for tick, reason in (("no_id", "no_id_reason"), ("no_phone", "no_phone_reason")):
            if not self._form.ticked(tick):
                values.pop(reason, None)
        if self.card is not None and self.card.id_number == self.reading().value:
            values["sex"] = self.card.sex
        return identity_of(values, self.kept, self.villages, self._desk.today())

    def choose(self, person: Known | None) -> None:
        """Let the form be about a known person, or about none of those proposed."""
        if person is None and self.kept is not None:
            self._refused = self._form.editor("who").raw()
        self.kept, self.editing = person, False
        if person is not None:
            number = self.reading()
            if number.value not in (person.id_number, person.phone, person.name):
                self._form.set_values({"who": person.name})
        self.chosen.emit(person)
        if person is not None:
            self._asked = ()
            self.proposed.emit([])
            self._form.changed.emit(self._form.draft())
        self.tell()

    def recall(self, person: UUID) -> None:
        """Take up the person a draft was about."""
        with self._desk.read() as work:
            found = find_person(work, person)
        if found is not None:
            self.choose(known(found))

    def edit(self) -> None:
        """Ask for what is known as well, masked, so that it can be put right."""
        if self.kept is None or self.editing:
            return
        self.editing = True
        shown = self.kept.shown()
        names = ("name", "id_number", "phone", "village", "address")
        self._form.set_values({n: shown[n] for n in names})
        self._form.changed.emit(self._form.draft())
        self.tell()

    def fill(self, values: Mapping[str, str]) -> None:
        """Show the full values after they were revealed."""
        if self.kept is not None and self.editing:
            self._form.set_values({n: v for n, v in values.items() if n in self._form.draft()})

    def forget(self) -> None:
        """Start over with nobody."""
        self.kept, self.editing, self._refused, self._asked = None, False, "", ()
        self.card = None
        self._skipped = set()
        self._timer.stop()
        self.chosen.emit(None)
        self.proposed.emit([])
        self.tell()

    def repeat(self) -> None:
        """Tell again who it is about, after another form had the floor."""
        self.chosen.emit(self.kept)
        self._asked = ()
        self.look()

    # Looking up

    def look(self) -> None:
        """Look for known people by what stands in the form now."""
        self._timer.stop()
        texts = self._texts()
        if self.kept is not None or texts == self._asked:
            return
        self._asked = texts
        found: dict[object, Known] = {}
        with self._desk.read() as work:
            for text in texts:
                for hit in find(work, text).people:
                    person = find_person(work, hit.id)
                    if person is not None:
                        found.setdefault(person.id, known(person))
        people = list(found.values())
        sure = self._sure(people)
        if sure is not None and self._refused != self._form.editor("who").raw():
            self.choose(sure)
        else:
            self.proposed.emit(people[:MOST])

    def _texts(self) -> tuple[str, ...]:
        """What to look by: the first line, then an ID given after a name or a phone."""
        head = self.reading()
        number = self._form.editor("id_number").raw() if head.read != "nothing" else ""
        texts = (number, self._form.editor("who").raw())
        return tuple(text for text in (t.strip() for t in texts) if len(text) > 1)

    def _sure(self, people: Sequence[Known]) -> Known | None:
        """The one person with this very ID, or with this very name and phone."""
        typed = identity_of(
            {name: self._form.editor(name).raw() for name in ("who", "name", "id_number", "phone")},
            None,
            {},
            self._desk.today(),
        )
        same = [p for p in people if typed.id_number and p.id_number == typed.id_number]
        if not same and not typed.id_number and typed.name and typed.phone:
            same = [p for p in people if (p.name, p.phone) == (typed.name, typed.phone)]
        return same[0] if len(same) == 1 else None

    def _changed(self, _draft: object) -> None:
        self._read_card()
        head, kept = self.reading(), self.kept
        if kept is not None and head.value not in (kept.id_number, kept.phone, kept.name):
            # The clerk writes about somebody else now.
            self.kept, self.editing = None, False
            self.chosen.emit(None)
        self.tell()
        self._timer.start()

    def _read_card(self) -> None:
        """Text pasted from an ID reader fills name, number, village and address at once."""
        text = self._form.editor("who").raw()
        if len(text) <= ID_LENGTH or (card := read_card(text, self._desk.today())) is None:
            return
        self.card = card
        longest = sorted(self.villages, key=len, reverse=True)
        village = next((title for title in longest if title in card.address), "")
        filled = {"who": card.id_number, "name": card.name}
        filled |= {"village": village, "address": card.address}
        self._form.set_values({name: value for name, value in filled.items() if value})

    def _left(self, name: str) -> None:
        if name in ("who", "phone"):
            self.look()
        if name in self._form.values() and not self._form.editor(name).raw().strip():
            self.skip([name])

    def _doubt(self, number: str) -> bool:
        return not self._is_mask(number) and doubtful(number, self._desk.today())

    def _is_mask(self, number: str) -> bool:
        kept = self.kept
        return kept is not None and number == kept.shown()["id_number"]
