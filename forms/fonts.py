"""The fonts of the papers: roles, fallback character by character, and what reportlab gets wrong.

A role (title, body 仿宋, heading 黑体, kai 楷体, latin) is a chain of font files; each character is
set in the first one that has it: the role's own, then NotoSerifSC-Regular, then HanaMinB. Latin
letters, digits and symbols come from NotoSerifSC-Regular where the role's own are poor. reportlab
drops a character no font has without a word, so every text is checked before it is drawn.

Fonts are loaded when the first character needs them (0.02 to 0.07 s each) and kept for the life of
the process. They are not safe for two threads at once: hold `DRAWING` while a document is made.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, NamedTuple
from weakref import WeakKeyDictionary

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTEncoding, TTFont, TTFontFace

from center.errors import Expected

Role = Literal["title", "body", "heading", "kai", "latin"]

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "fonts"

DRAWING = threading.RLock()

# Binary streams are a fifth smaller than base 85 and cost no encoding.
rl_config.useA85 = 0

_FILES = {
    "Song": "NotoSerifSC-Bold-8105.ttf",
    "Fangsong": "LXGWZhuqueFangsong-Regular.ttf",
    "Hei": "NotoSansSC-Medium-8105.ttf",
    "Kai": "gkai00mp.ttf",
    "Serif": "NotoSerifSC-Regular.ttf",
    "Hana": "HanaMinB.ttf",
}
# The font of Latin letters, digits and symbols in Chinese text.
LATIN = "Serif"
_CHAINS: dict[Role, tuple[str, ...]] = {
    "title": ("Song", "Serif", "Hana"),
    "body": ("Fangsong", "Serif", "Hana"),
    "heading": ("Hei", "Serif", "Hana"),
    "kai": ("Kai", "Serif", "Hana"),
    "latin": ("Serif", "Hana"),
}
# Zhuque's 1 looks like I, its □ is half a character wide; the 楷体 has typewriter digits.
_LATIN_FROM_SERIF: frozenset[Role] = frozenset({"body", "kai"})
# Zhuque's curly quotes are a third of an em; these are the glyphs of its `fwid` feature.
_ZHUQUE_FULL_WIDTH = {0x2018: 13561, 0x2019: 13562, 0x201C: 13559, 0x201D: 13560}


class MissingGlyph(Expected):
    """No font has these characters, so the paper was not made; `.characters` names them."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(characters)
        named = "、".join(f"“{c}”（U+{ord(c):04X}）" for c in self.characters)
        super().__init__(
            f"字库里没有{named}这个字，印不出来。文书没有出具，填好的内容都还在；"
            "请改用别的写法后再出具。",
            "no font has " + " ".join(f"U+{ord(c):04X}" for c in self.characters),
        )


class Glyph(NamedTuple):
    """One character of a role: the reportlab font that has it and its width in em."""

    font: str
    width: float


class _GlyfTable:
    """The glyph table read in place: reportlab would copy all of it (9 MB) for every subset."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._start = start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


class _Face(TTFontFace):
    _ttf_data: bytes

    def get_table(self, tag: str) -> Any:
        start, length = self.get_table_pos(tag)
        if tag == "glyf":
            return _GlyfTable(self._ttf_data, start)
        return self._ttf_data[start : start + length]


class _FastDeflate:
    """Compression of the glyphs: 3 % larger than zlib's default, in half the time."""

    pdfname = "FlateDecode"

    def encode(self, data: bytes) -> bytes:
        return zlib.compress(data, 3)

    def decode(self, data: bytes) -> bytes:
        return zlib.decompress(data)


_FAST = _FastDeflate()


class _Font(TTFont):
    """A TrueType font whose text can be copied and searched beyond the BMP too."""

    def __init__(self, name: str, path: Path) -> None:
        # Not TTFont.__init__: it would build the plain face.
        self.fontName = name
        self.face = _Face(str(path))
        self.encoding = TTEncoding()
        self.state = WeakKeyDictionary()
        self._asciiReadable = 0
        self.shapable = False
        if name == "Fangsong":
            for code, glyph in _ZHUQUE_FULL_WIDTH.items():
                self.face.charToGlyph[code] = glyph
                self.face.charWidths[code] = 1000

    def addObjects(self, doc: Any) -> None:
        """Put the font into the document, with a character map that is right beyond the BMP."""
        subsets = self.state[doc].subsets
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            prefix = SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX
            name = prefix.decode("latin-1")
            doc.idToObject["toUnicodeCMap:" + name].content = _to_unicode(subset)
            doc.idToObject[f"fontFile:{self.face.filename}({name})"].filters = [_FAST]


def _to_unicode(subset: list[int]) -> str:
    # UTF-16BE, and at most 100 entries to a block: readers stop at the hundredth.
    rows = [
        f"<{i:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>"
        for i, code in enumerate(subset)
        if code
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for start in range(0, len(rows), 100):
        block = rows[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


_loaded: dict[str, _Font] = {}


def font(name: str) -> TTFont:
    """A font by its short name (Song, Fangsong, Hei, Kai, Serif, Hana), loaded on first use."""
    found = _loaded.get(name)
    if found is None:
        with DRAWING:
            found = _loaded.get(name)
            if found is None:
                found = _Font(name, FOLDER / _FILES[name])
                pdfmetrics.registerFont(found)
                _loaded[name] = found
    return found


def _is_symbol(code: int) -> bool:
    return code < 0x2B0 or 0x2190 <= code < 0x2600


class _Glyphs(dict[str, Glyph]):
    """The glyphs of one role, looked up once for each character."""

    def __init__(self, role: Role) -> None:
        super().__init__()
        chain = _CHAINS[role]
        self._chain = chain
        self._symbols = ("Serif", *chain) if role in _LATIN_FROM_SERIF else chain

    def __missing__(self, character: str) -> Glyph:
        code = ord(character)
        # The middle dot of 阿卜杜拉·买买提 belongs to the Chinese font.
        chain = self._symbols if code != 0xB7 and _is_symbol(code) else self._chain
        for name in chain:
            face = font(name).face
            if code in face.charToGlyph:
                found = Glyph(name, face.charWidths[code] / 1000)
                self[character] = found
                return found
        raise MissingGlyph(character)


_roles: dict[Role, _Glyphs] = {role: _Glyphs(role) for role in _CHAINS}


def glyphs(role: Role) -> dict[str, Glyph]:
    """The glyph of each character of a role; one that no font has raises MissingGlyph."""
    return _roles[role]


def width(role: Role, text: str) -> float:
    """Width of a text in em (multiply by the size in points)."""
    found = _roles[role]
    return sum([found[c].width for c in text])


def runs(role: Role, text: str) -> list[tuple[str, str]]:
    """The text cut into (font name, part), each part set in one font."""
    found = _roles[role]
    parts: list[tuple[str, str]] = []
    start, current = 0, ""
    for i, c in enumerate(text):
        font = found[c].font
        if font != current:
            if i > start:
                parts.append((current, text[start:i]))
            current, start = font, i
    if len(text) > start:
        parts.append((current, text[start:]))
    return parts


def missing(text: str, role: Role = "body") -> list[str]:
    """The characters of `text` that no font can print, in order of appearance, each once."""
    found = _roles[role]
    absent = []
    for c in dict.fromkeys(text):
        try:
            found[c]
        except MissingGlyph:
            absent.append(c)
    return absent


def check(text: str) -> None:
    """Refuse a text with characters no font has, naming all of them at once (MissingGlyph)."""
    absent = missing(text)
    if absent:
        raise MissingGlyph(absent)
