"""How a database notices that it was restored, copied or moved.

Each commit leaves a high-water mark outside the data folder, named after the stream. A database
whose head is behind its mark was restored from a backup or is a copy; one that was last written on
another machine was moved or cloned. Either way it must begin a new stream and a new number epoch,
or its changes and numbers would collide with those already given out.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import sys
import uuid
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID


def machine() -> str:
    """A stable fingerprint of this computer (hashed, so that it says nothing about it)."""
    raw = _installation() or _network_card()
    return hashlib.sha256(f"bianmin:{platform.node()}:{raw}".encode()).hexdigest()


def _installation() -> str:
    """What the operating system calls this installation; empty when it does not say."""
    try:
        if sys.platform == "win32":
            import winreg

            place = r"SOFTWARE\Microsoft\Cryptography"
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        return Path("/etc/machine-id").read_text("ascii").strip()
    except OSError:
        return ""


def _network_card() -> str:
    """The address of a network card; empty when there is none.

    Python then invents an address anew in every process, which would pass for another computer.
    """
    address = uuid.getnode()
    invented = address >> 40 & 1
    return "" if invented else str(address)


def _mark(state: Path, stream: UUID) -> Path:
    return state / f"{stream.hex}.json"


def remember(state: Path, stream: UUID, seq: int, last: bytes) -> None:
    """Leave the mark after a commit; losing one commit's mark only makes the check less sharp."""
    path = _mark(state, stream)
    part = path.with_suffix(".part")
    try:
        part.write_text(json.dumps([seq, last.hex()]), "ascii")
        part.replace(path)
    except OSError:
        # The mark is a safeguard for a later restore; the commit it follows has already lasted.
        return


def continues(state: Path, stream: UUID, seq: int, last: bytes) -> bool:
    """Whether a database at this head may go on with its stream on this machine."""
    try:
        marked, at = json.loads(_mark(state, stream).read_text("ascii"))
    except (OSError, ValueError):
        return True
    return bool(marked < seq or (marked == seq and at == last.hex()))


def remember_epoch(state: Path, streams: Iterable[UUID], epoch: int) -> None:
    """Leave with every stream of a database how many number epochs came out of it.

    Or the same backup, restored twice, would begin the same epoch twice and give out its numbers
    a second time.
    """
    for stream in streams:
        with contextlib.suppress(OSError):
            (state / f"{stream.hex}.epoch").write_text(str(epoch), "ascii")


def last_epoch(state: Path, streams: Iterable[UUID]) -> int:
    """The highest number epoch this machine has seen come out of these streams."""
    found = 0
    for stream in streams:
        with contextlib.suppress(OSError, ValueError):
            found = max(found, int((state / f"{stream.hex}.epoch").read_text("ascii")))
    return found
