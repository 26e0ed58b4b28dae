"""The built program: `build.spec` makes a folder that runs without the clone and tests itself."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import __file__ as pillow_file

from desktop import about
from resources.linux import owners, package, telling
from resources.linux.debian import Stop
from resources.linux.freezing import lock_for
from resources.windows.build import file_list
from resources.windows.icon import SIZES

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as PyInstaller builds it on this system."""
    place = tmp_path_factory.mktemp("bundle")
    options = ["--noconfirm", "--log-level", "ERROR", "--distpath", str(place)]
    options += ["--workpath", str(place / "build")]
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", *options, "build.spec"], cwd=ROOT, check=True
    )
    return place / "bianmin"


def run(bundle: Path, words: Sequence[str], tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run the built command line away from the clone, without its Python."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    env |= {"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin"}
    command = [str(bundle / "bianmin-cli"), *words]
    return subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, check=False, encoding="utf-8"
    )


def test_the_built_program_tests_itself_and_carries_nothing_it_does_not_use(
    bundle: Path, tmp_path: Path
) -> None:
    done = run(bundle, ["self-test", "--pictures", "图片"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "安装的程序" in done.stdout
    assert done.stdout.endswith("自检通过。\n")
    assert len(list((tmp_path / "图片").glob("*.png"))) >= 12

    inside = bundle / "_internal"
    files = [path.relative_to(inside).as_posix() for path in inside.rglob("*")]
    unused = re.compile(
        r"Qt6?(Qml|Quick|WebEngine|Multimedia|3D|Designer)|opengl32sw|tkinter|_avif"
    )
    assert [name for name in files if unused.search(name)] == []
    assert [n for n in files if "/translations/" in n] == [
        "PySide6/Qt/translations/qtbase_zh_CN.qm"
    ]
    assert not (inside / "resources" / "windows").exists()
    notice = (inside / "组件许可.txt").read_text("utf-8")
    for part in ("PySide6_Essentials", "highspy", "numpy", "HiGHS", "OpenBLAS", "HanaMinB.ttf"):
        assert f"{part}　" in notice
    # What of the system goes along is told as well; all the rest belongs to a package told above.
    for path in inside.glob("lib*.so*"):
        assert path.is_symlink() or path.name.startswith("libpython") or path.name in notice


def test_nothing_goes_into_the_program_without_its_notice() -> None:
    """A package that is in no lock file, and a library that nobody owns, stop the build."""
    names = about.locked_packages(ROOT / "requirements.txt")
    told = [pillow_file, about.__file__, os.__file__]
    assert owners.system_parts([str(path) for path in told], names, ROOT) == []
    with pytest.raises(owners.NamelessError, match="no lock file"):
        owners.system_parts([pytest.__file__], names, ROOT)
    with pytest.raises(owners.NamelessError, match="no lock file"):
        owners.system_parts([pillow_file], [name for name in names if name != "pillow"], ROOT)
    with pytest.raises(owners.NamelessError, match="no package of the system"):
        owners.system_parts(["/opt/from/nobody.so"], names, ROOT)


def test_the_installer_takes_out_what_it_puts_in(tmp_path: Path) -> None:
    """No orphan files: one Delete for every File, folders emptied from the deepest up."""
    for name in ("bianmin.exe", "_internal/a/one.dll", "_internal/a/b/字.txt", "_internal/two"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    listed = file_list(tmp_path).replace(os.sep, "\\")
    put = re.findall(r'^File "\$\{PROGRAM\}\\(.+)"$', listed, re.MULTILINE)
    assert len(put) == 4
    assert put == [
        name.removeprefix("$INSTDIR\\")
        for name in re.findall(r'^Delete "(.+)"$', listed, re.MULTILINE)
    ]
    assert re.findall(r'^RMDir "\$INSTDIR\\(.+)"$', listed, re.MULTILINE) == [
        "_internal\\a\\b",
        "_internal\\a",
        "_internal",
    ]


def test_the_lock_for_windows_is_read_on_any_system() -> None:
    """Markers are resolved here; what only another system needs is left out."""
    lock = lock_for((ROOT / "requirements-build.txt").read_text("utf-8"), "win32")
    assert " ; " not in lock
    assert "pefile==" in lock
    assert "macholib==" not in lock
    assert lock.count("numpy==") == 1
    entries = re.split(r"\n(?=\S)", lock.strip())
    assert all(re.match(r"\S+==\S+ \\\n    --hash=sha256:", entry) for entry in entries)


def test_the_menu_has_the_icon_in_every_size_that_was_drawn() -> None:
    icon = (ROOT / "resources" / "icons" / "program.ico").read_bytes()
    found = dict(package.pictures(icon))
    assert tuple(found) == SIZES
    for side, picture in found.items():
        assert picture.startswith(b"\x89PNG")
        assert struct.unpack(">II", picture[16:24]) == (side, side)


def test_what_needs_a_newer_system_stops_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The claim of the oldest glibc is looked up in every library, not believed."""
    asked = {(2, 4): {"a.so"}, package.GLIBC: {"b.so"}}
    monkeypatch.setattr(package, "glibc_needed", lambda _program: asked)
    assert package.check_glibc(ROOT) == package.GLIBC
    asked[package.GLIBC[0], package.GLIBC[1] + 1] = {"libnew.so.1"}
    with pytest.raises(Stop, match="libnew"):
        package.check_glibc(ROOT)


def test_two_builds_are_compared_file_by_file(tmp_path: Path) -> None:
    made = tmp_path / "dist" / "bianmin"
    told: list[str] = []

    def build(number: int) -> None:
        (made / "a").mkdir(parents=True)
        (made / "a" / "same").write_text("1", "ascii")
        (made / "other").write_text(str(number), "ascii")

    build(0)
    first = telling.aside(tmp_path, made)
    telling.tell_differences(first, (first / made.name,), told.append)
    build(1)
    telling.tell_differences(first, (made,), told.append)
    assert told == [
        "两次制作：2 个文件完全相同，0 个不同",
        "两次制作：1 个文件完全相同，1 个不同",
        "  不同：bianmin/other",
    ]
