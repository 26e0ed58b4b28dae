"""What this program is made of: its version, and the notice of every part with its licence.

Imports no window toolkit: the build writes the notice with it, and the command line says the
version. A built program carries the notice as a file, since it has no package records any more.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import Distribution

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parent.parent
NOTICE = "组件许可.txt"
SUMMARY = (
    "乡镇便民服务中心业务程序，按木兰宽松许可证第 2 版发布。\n"
    "界面由 Qt 和 PySide6 提供（LGPL 第 3 版，动态链接，可以自行替换）。\n"
    "国家秘密不得录入本程序。"
)
_LICENCE_FILE = re.compile(r"licen[cs]e|copying|notice", re.IGNORECASE)
_LGPL = "LGPL-3.0-only"

# Carried inside other packages, which name them nowhere a program could read.
_WITHIN: tuple[tuple[str, str, str, str], ...] = (
    ("Qt", "LGPL-3.0-only", "PySide6", "https://code.qt.io"),
    ("PDFium（Qt PDF 内）", "BSD-3-Clause, Apache-2.0", "PySide6", "https://pdfium.googlesource.com"),
    ("SQLCipher", "BSD-3-Clause", "sqlcipher3", "https://www.zetetic.net/sqlcipher/"),
    ("SQLite", "Public Domain", "sqlcipher3", "https://www.sqlite.org"),
    (
        "OpenSSL",
        "Apache-2.0",
        "sqlcipher3、cryptography、Python",
        "https://www.openssl.org",
    ),
    ("Argon2", "CC0-1.0 OR Apache-2.0", "argon2-cffi-bindings", "https://github.com/P-H-C/phc-winner-argon2"),
    ("HiGHS", "MIT", "highspy", "https://highs.dev"),
    ("OpenBLAS", "BSD-3-Clause", "numpy", "https://www.openblas.net"),
    ("libgfortran、libquadmath", "GPL-3.0-or-later WITH GCC-exception-3.1", "numpy（Linux）", "https://gcc.gnu.org"),
    ("Microsoft Visual C++ 运行库", "可随程序分发", "Python、PySide6、numpy（Windows）", "https://visualstudio.microsoft.com"),
    ("PyInstaller 引导程序", "GPL-2.0-or-later WITH Bootloader-exception", "本程序", "https://pyinstaller.org"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One bundled component: name, version, licence in SPDX words, and its licence texts."""

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]


def locked_packages(
    lock: Path, platform: str = sys.platform, python: tuple[int, int] = sys.version_info[:2]
) -> list[str]:
    """Names of the packages that a lock file installs on a platform (as in sys.platform)."""
    found = []
    for line in lock.read_text("utf-8").splitlines():
        entry = re.match(r"([a-z0-9][a-z0-9._-]*)==\S+(?: ; ([^\\]+))?", line)
        if entry and installs(entry.group(2) or "", platform, python):
            found.append(entry.group(1))
    return found


def installs(marker: str, platform: str, python: tuple[int, int]) -> bool:
    """Whether an entry of a lock file with this marker is meant for a platform and a Python.

    Reads what our lock files use: the system, and the Python from or before which an entry counts;
    words about anything else (the implementation) always hold for the CPython that we build with.
    """
    systems = re.findall(r"sys_platform == '(\w+)'", marker)
    since = re.findall(r"python_(?:full_)?version >= '(\d+)\.(\d+)'", marker)
    before = re.findall(r"python_(?:full_)?version < '(\d+)\.(\d+)'", marker)
    return (
        all(name == platform for name in systems)
        and all(python >= (int(major), int(minor)) for major, minor in since)
        and all(python < (int(major), int(minor)) for major, minor in before)
    )


def packages(names: Iterable[str]) -> Iterator[Part]:
    """The installed packages of these names; raises when one of them is not installed."""
    # Whoever only asks for the version does not wait for the reader of packages.
    from importlib.metadata import distribution

    for name in names:
        found = distribution(name)
        texts = tuple(
            Path(str(found.locate_file(file))).read_text("utf-8", "replace").strip()
            for file in found.files or ()
            if _LICENCE_FILE.search(file.name) and file.suffix not in (".py", ".pyc")
        )
        yield Part(found.name, found.version, _licence(found), texts)


def _licence(found: Distribution) -> str:
    told = found.metadata
    words = next((told[key] for key in ("License-Expression", "License") if key in told), "")
    if "LGPL" in words and "OR" in words:
        return _LGPL
    return words.splitlines()[0] if words else "见下文"


def python() -> Part:
    """The interpreter, with its licence where it came with one."""
    text = Path(sys.base_prefix) / "LICENSE.txt"
    texts = (_text(text).strip(),) if text.exists() else ()
    return Part("Python", sys.version.split()[0], "PSF-2.0", texts)


def fonts() -> Iterator[Part]:
    """The bundled fonts, from the table and the licences that lie beside them."""
    folder = ROOT / "resources" / "fonts"
    rows = re.findall(
        r"^\|[^|]+\| (\S+\.ttf) \|([^|]+)\|([^|]+)\|$", _text(folder / "README.md"), re.MULTILINE
    )
    for file, source, licence in rows:
        yield Part(file, source.strip(), licence.strip(), ())
    yield from _texts(folder / "licences", "字体许可")


def _texts(folder: Path, title: str) -> Iterator[Part]:
    for path in sorted(folder.iterdir()):
        yield Part(f"{title} {path.stem}", "", "", (_text(path).strip(),))


def notice(names: Iterable[str], system: Iterable[Part] = ()) -> str:
    """The whole notice: a list of every part, then every licence text once.

    `system` are the parts that a built program carries of the system it was built on.
    """
    # Qt's packages carry no text of their licence; it builds on the GPL's.
    qt = _texts(ROOT / "resources" / "licences", "Qt 的许可")
    parts = [python(), *packages(names), *fonts(), *qt, *system]
    lines = [
        f"便民 {VERSION} 所含组件及其许可",
        "",
        "本程序：木兰宽松许可证第 2 版（LICENSE）。",
        "",
    ]
    lines += [f"{part.name}　{part.version}　{part.licence}" for part in parts if part.licence]
    lines += ["", "随上述组件一起提供："]
    lines += [
        f"{name}　{licence}　（在 {within} 中）　{home}" for name, licence, within, home in _WITHIN
    ]
    lines += [
        "",
        "LGPL 组件以单独的动态库提供，可以换成自己编译的同版本动态库；源代码见上面的网址，",
        "也可以向提供本程序的单位索取。",
    ]
    said: set[str] = set()
    for part in parts:
        for text in part.texts:
            if text not in said:
                said.add(text)
                lines += ["", "=" * 72, f"{part.name}　{part.version}", "", text]
    return "\n".join(lines) + "\n"


def notice_text() -> str:
    """The notice of this copy: the file of a built program, else written from what is installed."""
    file = ROOT / NOTICE
    if file.exists():
        return _text(file)
    return notice(locked_packages(ROOT / "requirements.txt"))


def _text(path: Path) -> str:
    return path.read_text("utf-8")
