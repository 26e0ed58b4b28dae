"""CPython for the Linux package, built from Debian's source in an old Debian.

The source comes through apt, which checks its signature, and is checked against the hash below.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from resources.linux.debian import Debian, Stop, debian_source, follow
from resources.linux.freezing import ROOT

RELEASE = "trixie"  # whose source package holds the Python that the Windows program has
PACKAGE = "python3.13"
ARCHIVE = "python3.13_3.13.5.orig.tar.xz"
SHA256 = "93e583f243454e6e9e4588ca2c2662206ad961659863277afcdb96801647d640"
KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"
PREFIX = "/opt/python"
PYTHON = f"{PREFIX}/bin/python3"
OLD_MATH = ROOT / "resources" / "linux" / "old_math.h"

# What newer C libraries have and glibc 2.28 has not is not used.
BUILD = f"""
set -e
rm -rf /opt/source {PREFIX}
mkdir /opt/source
cd /opt/source
tar --strip-components=1 -xf /b/download/{ARCHIVE}
./configure --prefix={PREFIX} --enable-shared --disable-test-modules \\
    ac_cv_func_sem_clockwait=no CFLAGS="-include /opt/old_math.h" \\
    LDFLAGS="-Wl,-rpath,{PREFIX}/lib"
make -j"$(nproc)"
make install
strip --strip-unneeded {PREFIX}/lib/libpython3.13.so.1.0
rm -rf /opt/source
"""


def prepare(debian: Debian) -> None:
    """Build the interpreter in that Debian, unless it is there. Raises Stop."""
    mark = debian.folder / PREFIX.removeprefix("/") / ".bianmin-ready"
    wanted = hashlib.sha256((BUILD + SHA256 + OLD_MATH.read_text("ascii")).encode()).hexdigest()
    if mark.exists() and mark.read_text("ascii") == wanted:
        return
    fetch(debian.work / "download")
    shutil.copy(OLD_MATH, debian.folder / "opt" / "old_math.h")
    log = debian.work / "python.log"
    log.unlink(missing_ok=True)
    if debian.run(["sh", "-c", BUILD], log=log) != 0:
        raise Stop(f"Python 没有编译成，全文在 {log}。")
    mark.write_text(wanted, "ascii")


def fetch(folder: Path) -> None:
    """Have apt download the source and check its signature; then check its hash. Raises Stop."""
    archive = folder / ARCHIVE
    if not (archive.exists() and _digest(archive) == SHA256):
        lists = folder / "apt"
        (lists / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        (lists / "archives" / "partial").mkdir(parents=True, exist_ok=True)
        sources = lists / "sources.list"
        line = f"deb-src [signed-by={KEYS}] {debian_source()} {RELEASE} main\n"
        sources.write_text(line, "ascii")
        options = {
            "Dir::Etc::sourcelist": sources,
            "Dir::Etc::sourceparts": os.devnull,
            "Dir::State::lists": lists / "lists",
            "Dir::Cache": lists,
            "APT::Sandbox::User": "root",
        }
        words = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        follow(["apt-get", *words, "update"])
        command = ["apt-get", *words, "source", "--download-only", PACKAGE]
        subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if not archive.exists() or _digest(archive) != SHA256:
        raise Stop("下载的 Python 源码与登记的校验值不符，没有使用它。请检查网络和软件源后再试。")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
