"""Whose the files of a built program are, so that none goes into it without its notice.

A build asks with every library and module that PyInstaller found, and stops at one that belongs to
nobody named.
"""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from desktop.about import Part

# Their modules start the program; they are named in the notice as its loader.
LOADER = ("pyinstaller", "pyinstaller-hooks-contrib")


class NamelessError(Exception):
    """A file that would go into the program has no owner whose licence is told."""


def system_parts(files: Iterable[str], names: Iterable[str], root: Path) -> list[Part]:
    """The parts of the system among the files of a program, one for each of its packages.

    `names` are the Python packages that are told already, `root` is the program's own folder.
    Raises `NamelessError`.
    """
    told, site = _files_of([*names, *LOADER]), _site()
    system: dict[str, set[str]] = {}
    for path in sorted({Path(file) for file in files}):
        real = path.resolve()
        if real in told:
            continue
        if real.is_relative_to(site):
            raise NamelessError(f"{path} goes into the program, its package is in no lock file")
        if not (real.is_relative_to(root.resolve()) or _is_pythons(real)):
            system.setdefault(_package(path), set()).add(path.name)
    return [_part(name, sorted(held)) for name, held in sorted(system.items())]


def _files_of(names: Iterable[str]) -> set[Path]:
    found = set()
    for name in names:
        held = importlib.metadata.distribution(name)
        found |= {Path(str(held.locate_file(file))).resolve() for file in held.files or ()}
    return found


def _site() -> Path:
    return Path(str(importlib.metadata.distribution("sqlalchemy").locate_file(""))).resolve()


def _is_pythons(path: Path) -> bool:
    """Whether a file is the interpreter's own; one in /usr shares its folder with the system."""
    prefix = Path(sys.base_prefix).resolve()
    library = Path(sysconfig.get_path("stdlib", vars={"base": str(prefix)})).resolve()
    return (
        path.is_relative_to(library)
        or path.name.startswith("libpython")
        or (prefix != Path("/usr") and path.is_relative_to(prefix))
    )


def _package(path: Path) -> str:
    """The Debian package that a library of the system is from. Raises `NamelessError`."""
    # /lib is a link to /usr/lib, and dpkg knows a file by either.
    whole = {str(path), str(path.resolve())}
    whole |= {name.removeprefix("/usr") for name in whole} | {f"/usr{name}" for name in whole}
    try:
        asked = ["dpkg-query", "--search", *sorted(whole)]
        told = subprocess.run(asked, capture_output=True, check=False, encoding="utf-8").stdout
    except OSError:
        told = ""
    if not told:
        raise NamelessError(f"{path} goes into the program, no package of the system holds it")
    return told.partition(":")[0]


def _part(package: str, held: list[str]) -> Part:
    asked = ["dpkg-query", "--show", "--showformat", "${Version}", package]
    version = subprocess.run(asked, capture_output=True, check=True, encoding="utf-8").stdout
    text = Path("/usr/share/doc") / package / "copyright"
    texts = (text.read_text("utf-8", "replace").strip(),) if text.exists() else ()
    return Part(package, version, f"系统库（{'、'.join(held)}），许可见下文", texts)
