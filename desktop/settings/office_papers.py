"""指南和牌表: the sheets the office prints for itself, previewed, printed and saved on demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from center.errors import Expected
from center.items import Item, active_items
from center.settings import Values
from center.staff import Staff, staff, windows
from desktop import parts, tasks, theme
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.settings.frame import Frame, scrolled
from forms import office as sheets
from forms.cards import LARGEST_PHOTO
from forms.filling import office as filling

_WORDS = "按现在的设置、人员和事项目录生成，不编号、不存档，改了设置重新打印即可。"
_EVERYONE = "everyone"
_CARDS = {"staff_card": "工作牌（胸牌）", "desk_plate": "台牌"}
_SUFFIXES = (".jpg", ".jpeg", ".png")
_SHEETS = {
    "guide": ("办事指南", "一个事项一份，右上角二维码是事项编码。"),
    "fees": ("收费公示表", "收费事项的标准和依据；全部免费的直接写明。"),
    "hours": ("工作时间牌", "按“作息”里的工作时间，横向大字。"),
    "cards": ("工作牌和台牌", "几张排在一张 A4 上，沿裁切线裁开。"),
    "register": ("手工登记簿", "停电时用的空白登记簿，恢复后按实际时间补录。"),
}
"""Title and words of each card."""
_ASK_PHOTOS = (
    "每人一张照片，文件名用编号或姓名，例如 001.jpg、沈秋禾.png；没有照片的留出贴照片的位置。"
    "照片只用于这次打印，不存入程序。"
)


@dataclass(frozen=True, slots=True)
class _Office:
    """What the sheets are made from."""

    settings: Values
    items: Sequence[Item]
    people: Sequence[Staff]
    window_of: dict[object, str]


class OfficePapersPage(Frame):
    """A card for each kind of sheet with what it needs to know and a button."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("指南和牌表", _WORDS)
        self._desk = desk
        self._photos: Path | None = None
        self.buttons: dict[str, QPushButton] = {}
        today = desk.today()
        office = self._read()
        items, people = _items(office), _people(office)
        first = items[0].value if items else None
        self.guide = Form(
            [Field("item", "事项", "choice", 44, choices=items, default=first)], today
        )
        self.gaps = parts.words("", "hint")
        self.hours = Form([_SIZE], today)
        who = Field("who", "给谁", "choice", 24, choices=people, default=_EVERYONE)
        self.cards = Form([_STYLE, who], today)
        self.register = Form([_PAGES], today)
        self.photo_button = QPushButton("选照片文件夹…")
        self.photo_button.setAutoDefault(False)
        self.photo_button.clicked.connect(lambda _=False: self._ask_photos())
        self.photo_words = parts.words(_ASK_PHOTOS, "hint")
        photos = QWidget()
        row = QHBoxLayout(photos)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.photo_button)
        row.addWidget(self.photo_words, 1)
        holder, column = parts.column()
        column.addWidget(self._card("guide", self.print_guide, self.guide, self.gaps))
        column.addWidget(self._card("fees", self.print_fees))
        column.addWidget(self._card("hours", self.print_hours, self.hours))
        column.addWidget(self._card("cards", self.print_cards, self.cards, photos))
        column.addWidget(self._card("register", self.print_register, self.register))
        column.addStretch()
        self.body.addWidget(scrolled(holder), 1)
        self.guide.changed.connect(lambda _draft: self._tell_gaps())
        self.setFocusProxy(self.buttons["guide"])
        self.buttons["guide"].setEnabled(bool(items))
        self._tell_gaps()
        desk.changed.connect(self._heard)

    # What is printed

    def print_guide(self) -> None:
        """办事指南 of the chosen item (OPEN-10)."""
        code = self.guide.text("item")

        def make(office: _Office) -> bytes:
            item = next(item for item in office.items if item.code == code)
            facts = filling.guide(item, office.settings, self._desk.today())
            return sheets.sheet("service_guide", facts, office.settings.template("service_guide"))

        self._preview(f"办事指南 {code}", "service_guide", make)

    def print_fees(self) -> None:
        """收费公示表 of all items (FEE-01)."""

        def make(office: _Office) -> bytes:
            facts = filling.fees(office.items, office.settings, self._desk.today())
            return sheets.sheet("fee_board", facts, office.settings.template("fee_board"))

        self._preview("收费公示表", "fee_board", make)

    def print_hours(self) -> None:
        """工作时间牌 (TIME-06)."""
        large = self.hours.text("size") == "A3"

        def make(office: _Office) -> bytes:
            texts = office.settings.template("hours_board")
            size: sheets.BoardSize = "A3" if large else "A4"
            return sheets.hours_board(filling.hours(office.settings), size, texts)

        self._preview("工作时间牌", "hours_board", make)

    def print_cards(self) -> None:
        """工作牌 or 台牌 of one or all (CODE-01)."""
        plate = self.cards.text("kind") == "desk_plate"
        kind: sheets.CardKind = "desk_plate" if plate else "staff_card"
        who, folder = self.cards.text("who"), self._photos

        def make(office: _Office) -> bytes:
            people = [one for one in office.people if who in (_EVERYONE, str(one.id))]
            if not people:
                raise Expected("还没有登记工作人员，没有生成。请先在“人员和窗口”里添加。")
            fill = filling.desk_plate if plate else filling.staff_card
            facts = [fill(one, office.window_of.get(one.id, ""), office.settings) for one in people]
            photos = [photo_of(one, folder) for one in people]
            return sheets.cards(kind, facts, photos, office.settings.template(kind))

        self._preview(_CARDS[kind], kind, make, color=folder is not None)

    def print_register(self) -> None:
        """The blank 手工登记簿."""
        pages = self.register.number("pages")
        if not self.register.validate() or pages is None:
            return

        def make(office: _Office) -> bytes:
            unit, texts = (
                office.settings.text("unit_name"),
                office.settings.template("blank_register"),
            )
            return sheets.blank_register(unit, pages, texts)

        self._preview("手工登记簿", "blank_register", make)

    def use_photos(self, folder: Path) -> None:
        """Take the photos of this folder for the cards printed from now on."""
        self._photos = folder
        with self._desk.read() as work:
            people = staff(work)
        found = sum(_photo_path(one, folder) is not None for one in people)
        self.photo_words.setText(
            f"{folder}：{len(people)} 人中找到 {found} 人的照片。{_ASK_PHOTOS}"
        )

    def _ask_photos(self) -> None:
        start = str(self._photos or "")
        if folder := QFileDialog.getExistingDirectory(self, "选照片文件夹", start):
            self.use_photos(Path(folder))

    def _preview(
        self,
        title: str,
        kind: str,
        make: Callable[[_Office], bytes],
        *,
        color: bool = False,
    ) -> None:
        """Draw a sheet in the background and show it."""

        def show(content: bytes) -> None:
            from desktop.preview import Preview

            memory = self._desk.memory("printers")
            Preview(self, title, kind, content, memory, said="办公用表", color=color).open()

        self.notice.clear()
        tasks.run(
            self,
            f"正在生成{title}",
            lambda _progress, _cancelled: make(self._read()),
            show,
            self.notice.error,
        )

    def _read(self) -> _Office:
        with self._desk.read() as work:
            window_of: dict[object, str] = {one.a_post: one.name for one in windows(work)}
            return _Office(self._desk.settings, active_items(work), staff(work), window_of)

    # What the page shows

    def _tell_gaps(self) -> None:
        code = self.guide.text("item")
        item = next((item for item in self._read().items if item.code == code), None)
        gaps = filling.guide_gaps(item) if item is not None else []
        missing = "、".join(gaps)
        self.gaps.setText(f"事项目录里还没有填：{missing}。指南上没有这些栏。" if gaps else "")
        self.gaps.setVisible(bool(gaps))

    def _heard(self, kinds: frozenset[str]) -> None:
        """Show what was changed elsewhere in 设置."""
        if not kinds & {Item.kind, Staff.kind}:
            return
        office = self._read()
        items = _items(office)
        self.guide.set_choices("item", items)
        self.cards.set_choices("who", _people(office))
        self.buttons["guide"].setEnabled(bool(items))
        self._tell_gaps()

    def _card(self, name: str, run: Callable[[], object], *content: QWidget) -> QFrame:
        title, words = _SHEETS[name]
        card = QFrame()
        theme.set_role(card, "card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        button = QPushButton("预览和打印")
        button.setAccessibleName(f"预览和打印{title}")
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: run())
        self.buttons[name] = button
        head = QHBoxLayout()
        heading = parts.words(title, "heading")
        heading.setIndent(0)
        head.addWidget(heading, 1)
        head.addWidget(button)
        layout.addLayout(head)
        layout.addWidget(parts.words(words, "second"))
        for widget in content:
            layout.addWidget(widget)
        return card


def photo_of(person: Staff, folder: Path | None) -> bytes | None:
    """The photo of a person in a folder, by number or name; None when there is none."""
    path = _photo_path(person, folder) if folder is not None else None
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            # One byte more than is taken, so that too large a file is known as such.
            return file.read(LARGEST_PHOTO + 1)
    except OSError as error:
        raise Expected(
            f"{person.name}的照片读不出来，没有生成。请检查照片文件夹后再试。", str(error)
        ) from error


def _photo_path(person: Staff, folder: Path) -> Path | None:
    names = [name for name in (person.staff_number, person.name) if name]
    found = (folder / f"{name}{suffix}" for name in names for suffix in _SUFFIXES)
    return next((path for path in found if path.is_file()), None)


def _items(office: _Office) -> list[Choice]:
    return [Choice(item.code, f"{item.code}　{item.name}") for item in office.items]


def _people(office: _Office) -> list[Choice]:
    named = ((one, f"{one.name}　{one.post}" if one.post else one.name) for one in office.people)
    everyone = Choice(_EVERYONE, "全体工作人员")
    return [everyone, *(Choice(str(one.id), title) for one, title in named)]


def _against_pages(pages: int) -> str | None:
    return None if 1 <= pages <= sheets.MOST_PAGES else f"页数应在 1 到 {sheets.MOST_PAGES} 之间"


_SIZE = Field(
    "size", "纸张", "buttons", choices=(Choice("A4", "A4"), Choice("A3", "A3")), default="A4"
)
_STYLE = Field(
    "kind",
    "样式",
    "buttons",
    choices=tuple(Choice(kind, title) for kind, title in _CARDS.items()),
    default="staff_card",
)
_PAGES = Field(
    "pages",
    "页数",
    "number",
    6,
    required=True,
    default=10,
    check=_against_pages,
    hint="每页 20 行",
)
