"""The Linux package: the program frozen in an old Debian, and put into a .deb."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

from desktop.about import NOTICE, VERSION
from resources.linux import interpreter
from resources.linux.debian import Debian, Stop, follow
from resources.linux.freezing import ROOT, install_locked, pyinstaller, source_time

ARCHITECTURE = "amd64"
GLIBC = (2, 28)
"""The oldest C library the package is for: 统信 UOS 20 has 2.28, 银河麒麟 V10 SP1 2.31."""

RELEASE = "bullseye"  # the oldest that Debian's mirrors serve; its glibc is 2.31
COMPILING = (
    *("binutils", "gcc", "libbz2-dev", "libc6-dev", "libffi-dev", "liblzma-dev", "libssl-dev"),
    *("make", "pkg-config", "xz-utils", "zlib1g-dev"),
)
# What Qt's windows, printing and input methods load; PyInstaller bundles it from here.
QT = (
    *("libdbus-1-3", "libegl1", "libfontconfig1", "libgl1", "libglib2.0-0", "libgssapi-krb5-2"),
    *("libwayland-client0", "libwayland-cursor0", "libwayland-egl1", "libxcb-cursor0"),
    *("libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0"),
    *("libxcb-shape0", "libxcb-xinerama0", "libxcb-xkb1", "libxkbcommon-x11-0", "libcups2"),
)
WHEELS = (
    *(f"manylinux_2_{minor}_x86_64" for minor in range(GLIBC[1], 4, -1)),
    *("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"),
)
CONTROL = """Package: bianmin
Version: {version}
Architecture: {architecture}
Maintainer: bianmin <bianmin@example.invalid>
Installed-Size: {size}
Depends: {depends}
Section: misc
Priority: optional
Description: 便民：乡镇便民服务中心业务程序
 登记、办件、文书、台账、信访投诉、值班和考勤，数据加密存在本机，不用联网。
 .
 Desktop program of a Chinese township convenience centre.
"""


def prepare(debian: Debian) -> None:
    """The interpreter and the locked packages; nothing is fetched twice."""
    interpreter.prepare(debian)
    install_locked(debian.work, "linux", WHEELS)


def freeze(debian: Debian) -> None:
    """Run PyInstaller in the old Debian. Raises Stop when there is no program."""
    source = debian.work / "source"
    pyinstaller(
        debian.work,
        debian.path,
        lambda words, env, log: debian.run(
            [interpreter.PYTHON, *words], env=env, cwd=source, log=log
        ),
        env={"PYTHONPATH": debian.path(debian.work / "site")},
        empty=False,
    )


def glibc_needed(program: Path) -> dict[tuple[int, int], set[str]]:
    """For each version of glibc, the files of a program folder that ask for a symbol of it."""
    asked: dict[tuple[int, int], set[str]] = {}
    for path in libraries(program):
        told = subprocess.run(
            ["objdump", "-T", str(path)], capture_output=True, check=False, encoding="utf-8"
        ).stdout
        for major, minor in re.findall(r"\*UND\*.*\(?GLIBC_(\d+)\.(\d+)", told):
            asked.setdefault((int(major), int(minor)), set()).add(path.name)
    return asked


def libraries(program: Path) -> Iterator[Path]:
    """The executables and libraries of a program folder."""
    for path in sorted(program.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def check_glibc(program: Path) -> tuple[int, int]:
    """The highest version of glibc the program needs. Raises Stop above the one it is made for."""
    asked = glibc_needed(program)
    newer = {version: names for version, names in asked.items() if version > GLIBC}
    if newer:
        told = "；".join(
            f"{major}.{minor}：{'、'.join(sorted(names))}"
            for (major, minor), names in sorted(newer.items())
        )
        raise Stop(f"程序里有文件要求比 glibc {GLIBC[0]}.{GLIBC[1]} 更新的系统：{told}")
    return max(asked)


def depends(debian: Debian, program: Path) -> list[str]:
    """The packages that hold the libraries which the program loads and does not carry."""
    carried = {path.name for path in program.rglob("*")}
    wanted = set()
    for path in libraries(program):
        told = subprocess.run(
            ["objdump", "-p", str(path)], capture_output=True, check=False, encoding="utf-8"
        ).stdout
        wanted |= set(re.findall(r"^\s+NEEDED\s+(\S+)$", told, re.MULTILINE))
    found = set()
    for name in sorted(wanted - carried):
        asked = debian.command(["dpkg", "-S", f"*/{name}"])
        told = subprocess.run(asked, capture_output=True, check=False, encoding="utf-8").stdout
        holders = {line.partition(":")[0] for line in told.splitlines() if line.endswith(name)}
        if not holders:
            raise Stop(f"没有软件包提供 {name}，不能写出依赖。")
        found |= holders
    return [
        f"libc6 (>= {GLIBC[0]}.{GLIBC[1]})",
        *sorted(name for name in found if name not in ("libc6", "libgcc-s1", "libstdc++6")),
    ]


def pictures(icon: bytes) -> Iterator[tuple[int, bytes]]:
    """The sides and the PNG files that an .ico file holds."""
    (count,) = struct.unpack_from("<H", icon, 4)
    for number in range(count):
        side, size, offset = struct.unpack_from("<B7xII", icon, 6 + 16 * number)
        yield side or 256, icon[offset : offset + size]


def deb(debian: Debian, program: Path, version: str = VERSION, *, fast: bool = False) -> Path:
    """Put a program folder into a .deb; `fast` compresses little (for trials)."""
    tree = debian.work / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    follow(["cp", "-a", str(program), str(_made(tree / "opt" / "bianmin"))])
    # On Linux a program is the same with and without a console.
    (tree / "opt" / "bianmin" / "bianmin-cli").unlink()
    here, icons = ROOT / "resources" / "linux", ROOT / "resources" / "icons"
    _put(tree / "usr/share/applications/bianmin.desktop", (here / "bianmin.desktop").read_bytes())
    _put(tree / "usr/share/mime/packages/bianmin.xml", (here / "bianmin.xml").read_bytes())
    for side, picture in pictures((icons / "program.ico").read_bytes()):
        place = tree / f"usr/share/icons/hicolor/{side}x{side}/apps/bianmin.png"
        _put(place, picture)
    notice = (program / "_internal" / NOTICE).read_bytes()
    _put(tree / "usr/share/doc/bianmin/copyright", notice)
    _put(tree / "usr/share/doc/bianmin/LICENSE", (ROOT / "LICENSE").read_bytes())
    link = tree / "usr" / "bin" / "bianmin"
    link.parent.mkdir(parents=True)
    link.symlink_to("/opt/bianmin/bianmin")
    size = sum(p.stat().st_size for p in tree.rglob("*") if p.is_file() and not p.is_symlink())
    control = CONTROL.format(
        version=version,
        architecture=ARCHITECTURE,
        size=size // 1024,
        depends=", ".join(depends(debian, program)),
    )
    _put(tree / "DEBIAN" / "control", control.encode())
    for name in ("preinst", "prerm"):
        _put(tree / "DEBIAN" / name, (here / "running.sh").read_bytes())
    _set_modes(tree)
    out = debian.work / "out" / f"bianmin_{version}_{ARCHITECTURE}.deb"
    out.unlink(missing_ok=True)
    pack = ["-Zgzip", "-z1"] if fast else ["-Zxz", "-z6"]
    command = ["dpkg-deb", *pack, "--root-owner-group", "--build"]
    env = {"SOURCE_DATE_EPOCH": str(source_time(debian.work))}
    follow(debian.command([*command, debian.path(tree), debian.path(out)], env))
    return out


def _made(folder: Path) -> Path:
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder


def _put(path: Path, data: bytes) -> None:
    _made(path).write_bytes(data)


def _set_modes(tree: Path) -> None:
    """Modes that do not hang on who builds: programs and scripts may be run, the rest is read."""
    run = {"bianmin", "preinst", "prerm"}
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.name in run else 0o644)
