"""The file of a package: a stored zip of a manifest, its signature and an encrypted payload.

`manifest.json` says from whom, to whom and what; `manifest.sig` is Ed25519 over a context string
and the manifest; `payload.age` is zlib-compressed JSON lines, encrypted to the receiver's X25519
key, whose hash stands in the manifest. The manifest names its algorithms, so that an SM2/SM3/SM4
profile can follow. Everything is bounded before it is read.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from center.canonical import canonical
from center.errors import Expected
from center.keys import write_replacing
from center.records import instant

PACKAGE_SUFFIX = ".bmpkg"
CARD_SUFFIX = ".bmcard"
FORMAT = 1
ALGORITHM = "ed25519+age-x25519+zlib"
CONTEXT = b"bianmin package 1\0"
MANIFEST, SIGNATURE, PAYLOAD = "manifest.json", "manifest.sig", "payload.age"
MEMBERS = {MANIFEST, SIGNATURE, PAYLOAD}
LARGEST_FILE = 256 << 20
LARGEST_MANIFEST = 1 << 20
LARGEST_INFLATED = 512 << 20
LONGEST_LINE = 96 << 20
"""Bytes; an attachment in its line is at most 50 MB, a third more as text."""
STEP = 1 << 20

PACKAGE, RECEIPT = "package", "receipt"


@dataclass(frozen=True, slots=True)
class What:
    """What a file says it is, before anything was verified; `rows` is how many it carries."""

    kind: str
    id: UUID
    sender: str
    sender_name: str
    receiver: str
    made_at: datetime
    rows: int
    schema: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """The three parts of a file as they were read; `manifest` is parsed, nothing verified."""

    what: What
    manifest: dict[str, Any]
    manifest_bytes: bytes
    signature: bytes
    payload: bytes


def damaged(details: str = "") -> Expected:
    """The refusal of what is no package, or no longer a whole one."""
    return Expected(
        "这个文件不是便民数据包，或者已经损坏、被改动过，没有读入，现有数据没有变。"
        "请让对方重新制作一份。",
        details,
    )


def what(file: Path) -> What:
    """What a file says it is; raises `Expected` for what is no package. Nothing is verified yet."""
    return read(file).what


class Stopped(Exception):
    """Somebody cancelled while a package was being filled."""


@dataclass(frozen=True, slots=True)
class Packed:
    """The lines of a payload, compressed; `inflated` is how many bytes they are."""

    data: bytes
    inflated: int


def pack(lines: Iterable[Any]) -> Packed | None:
    """Compress lines; None when their source raised `Stopped`."""
    deflate, inflated, parts = zlib.compressobj(6), 0, []
    try:
        for line in lines:
            text = (canonical(line) + "\n").encode()
            inflated += len(text)
            parts.append(deflate.compress(text))
    except Stopped:
        return None
    parts.append(deflate.flush())
    return Packed(b"".join(parts), inflated)


def write(
    file: Path, manifest: dict[str, Any], packed: Packed, receives: str, signing: bytes
) -> None:
    """Write a package: `packed` encrypted to `receives`, all of it signed with the key `signing`.

    Whole or not at all; raises `Expected` when the disk refuses.
    """
    import pyrage
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    receiver = pyrage.x25519.Recipient.from_str(receives)
    payload = pyrage.encrypt(packed.data, [receiver])
    sealed = {
        **manifest,
        "format": FORMAT,
        "algorithm": ALGORITHM,
        "payload": {
            "size": len(payload),
            "sha256": _sha256(payload),
            "inflated": packed.inflated,
        },
    }
    told = canonical(sealed).encode()
    signature = Ed25519PrivateKey.from_private_bytes(signing).sign(CONTEXT + told)
    write_replacing(file, _zipped({MANIFEST: told, SIGNATURE: signature, PAYLOAD: payload}))


def _zipped(members: dict[str, bytes]) -> bytes:
    from io import BytesIO

    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def read(file: Path) -> Sealed:
    """The parts of a package and what it says of itself; raises `Expected` for anything else."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise damaged("too large")
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            names = [info.filename for info in infos]
            if sorted(names) != sorted(MEMBERS):
                raise damaged("members")
            for info in infos:
                most = LARGEST_FILE if info.filename == PAYLOAD else LARGEST_MANIFEST
                plain = info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1
                if not plain or info.file_size > most or info.file_size != info.compress_size:
                    raise damaged("member")
            manifest, signature, payload = (
                archive.read(name) for name in (MANIFEST, SIGNATURE, PAYLOAD)
            )
    # zipfile says NotImplementedError of a way of packing it cannot read.
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        raise damaged(type(error).__name__) from error
    except OSError as error:
        raise Expected(
            "数据包文件读不出来，没有读入，现有数据没有变。请检查文件和磁盘（U 盘）后再试。",
            type(error).__name__,
        ) from error
    parsed = _object(manifest)
    return Sealed(_what(parsed), parsed, manifest, signature, payload)


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise damaged(type(error).__name__) from error
    if not isinstance(found, dict):
        raise damaged("no object")
    return found


def _what(manifest: dict[str, Any]) -> What:
    """What a manifest says; a later format or algorithm asks for a newer program."""
    try:
        if manifest["format"] != FORMAT or manifest["algorithm"] != ALGORITHM:
            raise newer(f"{manifest['format']} {manifest['algorithm']}")
        sender, rows, schema = manifest["sender"], manifest["rows"], manifest["schema"]
        if manifest["kind"] not in (PACKAGE, RECEIPT) or type(rows) is not int or rows < 0:
            raise damaged("kind")
        texts = [sender["code"], sender["name"], manifest["receiver"], schema]
        if not all(isinstance(text, str) and len(text) <= 200 for text in texts):
            raise damaged("texts")
        return What(
            kind=manifest["kind"],
            id=UUID(hex=manifest["id"]),
            sender=sender["code"],
            sender_name=sender["name"],
            receiver=manifest["receiver"],
            made_at=instant(manifest["made_at"]),
            rows=rows,
            schema=schema,
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise damaged(type(error).__name__) from error


def newer(details: str) -> Expected:
    """The refusal of what a newer program wrote."""
    return Expected(
        "这个数据包是由更新版本的程序制作的，没有读入，现有数据没有变。"
        "请先升级本站程序，再读入这个数据包。",
        details,
    )


def check_signature(sealed: Sealed, signs: bytes) -> None:
    """Raise `Expected` unless the manifest was signed with this key and the payload is its own."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(signs)
        key.verify(sealed.signature, CONTEXT + sealed.manifest_bytes)
    except (InvalidSignature, ValueError) as error:
        raise Expected(
            f"这个数据包的签名与“{sealed.what.sender_name}”的站点名片不符，没有读入，"
            "现有数据没有变。对方如果换了电脑或重建了数据，请重新交换站点名片并核对指纹。",
            "signature",
        ) from error
    told = sealed.manifest.get("payload")
    if not isinstance(told, dict) or told.get("sha256") != _sha256(sealed.payload):
        raise damaged("payload")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def lines_of(sealed: Sealed, receiving: str) -> Iterator[dict[str, Any]]:
    """The lines of a verified package, decrypted with the station's own key, never too many.

    Raises `Expected` when it is encrypted to another key or does not hold what it says.
    """
    import pyrage

    try:
        packed = pyrage.decrypt(sealed.payload, [pyrage.x25519.Identity.from_str(receiving)])
    except pyrage.DecryptError as error:
        raise Expected(
            "这个数据包不是发给本站现在的密钥的，打不开，没有读入，现有数据没有变。"
            "请把本站的站点名片重新交给对方，再请对方重新制作。",
            "decrypt",
        ) from error
    stated = sealed.manifest["payload"].get("inflated")
    if type(stated) is not int or not 0 <= stated <= LARGEST_INFLATED:
        raise damaged("size")
    return _lines(packed, stated)


def _lines(packed: bytes, stated: int) -> Iterator[dict[str, Any]]:
    inflate, waiting, seen = zlib.decompressobj(), bytearray(), 0
    source = packed
    while True:
        try:
            chunk = inflate.decompress(source, STEP)
        except zlib.error as error:
            raise damaged("zlib") from error
        source = inflate.unconsumed_tail
        seen += len(chunk)
        if seen > stated:
            raise damaged("larger than stated")
        waiting += chunk
        *whole, rest = waiting.split(b"\n")
        waiting = bytearray(rest)
        if len(waiting) > LONGEST_LINE:
            raise damaged("line")
        for line in whole:
            yield _object(bytes(line))
        if not chunk and not source:
            break
    if waiting or seen != stated or not inflate.eof or inflate.unused_data:
        raise damaged("end")
