"""Large attachments as encrypted files in the data folder: written whole, read back unchanged.

One file per attachment, named by its id: AES-GCM under a key derived from the data key, with the
id as associated data, so that two files cannot be exchanged. A file is written inside the writing
transaction that names it and is never changed; what a rolled-back or killed transaction left is
swept by a later one, which holds the only write lock.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from center.errors import Expected
from center.keys import write_replacing

FOLDER = "attachments"
SUFFIX = ".bin"
NAME = re.compile(r"[0-9a-f]{32}\.bin")
HEAD = b"BMA1"
OVERHEAD = len(HEAD) + 12 + 16
"""Bytes that a file has beside its content: mark, nonce, tag."""

_LOST = (
    "附件“{name}”的文件不见了或读不出来，没有打开。请检查数据文件夹里的 attachments，或从备份恢复。"
)
_CHANGED = "附件“{name}”的内容与保存时不一致，没有打开。请从备份恢复，并联系系统管理员校验数据。"


def path_of(folder: Path, ident: UUID) -> Path:
    """Where the file of an attachment lies."""
    return folder / FOLDER / f"{ident.hex}{SUFFIX}"


def write(folder: Path, key: bytes, ident: UUID, data: bytes) -> None:
    """Encrypt and write a file, whole or not at all; it has reached the disk afterwards.

    Raises `Expected` when the disk is full or the folder cannot be written.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    path = path_of(folder, ident)
    nonce = os.urandom(12)
    sealed = AESGCM(_file_key(key)).encrypt(nonce, data, ident.bytes)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Expected(
            "附件文件夹建不了，这一次没有保存，之前的记录都在。请检查磁盘空间和权限。", str(error)
        ) from error
    write_replacing(path, HEAD + nonce + sealed)


def read(folder: Path, key: bytes, ident: UUID, name: str) -> bytes:
    """The content of a file; raises `Expected`, naming the attachment, unless it is as written."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        data = path_of(folder, ident).read_bytes()
    except OSError as error:
        raise Expected(_LOST.format(name=name), str(error)) from error
    try:
        if not data.startswith(HEAD) or len(data) < OVERHEAD:
            raise Expected(_CHANGED.format(name=name), "head")
        start = len(HEAD) + 12
        cipher = AESGCM(_file_key(key))
        return cipher.decrypt(data[len(HEAD) : start], data[start:], ident.bytes)
    except InvalidTag as error:
        raise Expected(_CHANGED.format(name=name), "tag") from error


def present(folder: Path) -> set[UUID]:
    """The attachments that have a file."""
    found = (folder / FOLDER).glob(f"*{SUFFIX}") if (folder / FOLDER).is_dir() else ()
    return {UUID(hex=path.stem) for path in found if NAME.fullmatch(path.name)}


def remove_others(folder: Path, wanted: set[UUID]) -> int:
    """Remove the files that no attachment names, and half-written ones; how many.

    Only inside a writing transaction: then no other one is between its file and its commit.
    """
    orphans = [path_of(folder, ident) for ident in present(folder) - wanted]
    orphans += (folder / FOLDER).glob(f"*{SUFFIX}.part")
    for path in orphans:
        # A virus scanner may hold it for a moment; the next sweep takes it.
        with suppress(OSError):
            path.unlink(missing_ok=True)
    return len(orphans)


@lru_cache(maxsize=4)
def _file_key(key: bytes) -> bytes:
    """The key of the files, so that the database's own never meets another cipher."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt=None, info=b"bianmin attachments").derive(key)
