"""The backup file: a zip with the encrypted database and attachments, key file and manifest.

Nothing in it is compressed, so nothing can blow up; nothing is unpacked by its own name, so
nothing can land elsewhere. Whoever holds the file needs a password or the recovery key to read it.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from center.attachments.files import FOLDER, NAME
from center.errors import Expected
from center.keys import KEY_FILE, SAMPLE_FILE
from center.storage import DATABASE

FORMAT = 1
MANIFEST = "manifest.json"
SMALL = 1 << 20  # everything but the database and the attachments
LARGE = 64 << 20  # an attachment
CHUNK = 1 << 20
NEEDED = frozenset({MANIFEST, KEY_FILE, DATABASE})


def is_attachment(name: str) -> bool:
    """Whether a member is the encrypted file of an attachment."""
    folder, _, file = name.partition("/")
    return folder == FOLDER and NAME.fullmatch(file) is not None


def _fixed(names: Iterable[str]) -> set[str]:
    """The members that are no attachments."""
    return {name for name in names if not is_attachment(name)}


Tell = Callable[[int], None]
"""Called with the number of bytes handled so far; may raise to stop."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: when and of which schema, rows per table, the journal's head, hashes."""

    made_at: str
    schema: str
    stream: str
    seq: int
    hash: str
    epoch: int
    rows: dict[str, int]
    sha256: dict[str, str]
    format: int = FORMAT


def damaged(details: str = "") -> Expected:
    """The refusal of a file that is no backup or no longer a whole one."""
    return Expected(
        "这个文件不是本程序的备份，或者已经损坏，没有恢复，现有数据没有变。请换一份备份。", details
    )


def sha256_of(file: IO[bytes], tell: Tell | None = None) -> str:
    """The hash of everything that can still be read from a file."""
    digest, done = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        done += len(chunk)
        if tell is not None:
            tell(done)
    return digest.hexdigest()


def write(file: Path, manifest: Manifest, members: Mapping[str, Path], tell: Tell) -> None:
    """Write a backup file from its manifest and members."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        archive.writestr(_entry(MANIFEST), json.dumps(asdict(manifest), indent=1))
        for name, path in members.items():
            with path.open("rb") as source, archive.open(_entry(name), "w", force_zip64=True) as to:
                done = 0
                while chunk := source.read(CHUNK):
                    to.write(chunk)
                    done += len(chunk)
                    tell(done)


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))


@contextmanager
def reading(file: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup file whose members are those of a backup, with its manifest; else `Expected`."""
    try:
        with zipfile.ZipFile(file) as archive:
            _check_members(archive, file.stat().st_size)
            yield archive, _manifest(archive.read(MANIFEST))
    # zipfile says NotImplementedError of a way of packing it cannot read.
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        # A wrong checksum, a cut end, an unknown method, an encrypted member.
        raise damaged(type(error).__name__) from error
    except OSError as error:
        raise Expected(
            "备份文件读不出来，没有恢复，现有数据没有变。请检查文件路径和磁盘。", str(error)
        ) from error


def unpack(archive: zipfile.ZipFile, manifest: Manifest, folder: Path, tell: Tell) -> None:
    """Put the members into a folder, each checked against its hash."""
    for name, wanted in manifest.sha256.items():
        digest, done = hashlib.sha256(), 0
        (folder / name).parent.mkdir(exist_ok=True)
        with archive.open(name) as source, (folder / name).open("wb") as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                target.write(chunk)
                done += len(chunk)
                tell(done)
        if digest.hexdigest() != wanted:
            raise damaged(name)


def check_hashes(file: Path, tell: Tell) -> Manifest:
    """Read a backup file from beginning to end; raise `Expected` unless every byte is right."""
    with reading(file) as (archive, manifest):
        for name, wanted in manifest.sha256.items():
            with archive.open(name) as source:
                if sha256_of(source, tell) != wanted:
                    raise damaged(name)
        return manifest


def _check_members(archive: zipfile.ZipFile, size: int) -> None:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if len(names) != len(set(names)) or _fixed(names) - {SAMPLE_FILE} != NEEDED:
        raise damaged("members")
    for info in infos:
        stored = info.compress_type == zipfile.ZIP_STORED and info.file_size == info.compress_size
        if not stored or info.flag_bits & 1:
            raise damaged(info.filename)
        most = LARGE if is_attachment(info.filename) else SMALL
        if info.filename != DATABASE and info.file_size > most:
            raise damaged(info.filename)
    if sum(info.file_size for info in infos) > size:
        raise damaged("size")


def _manifest(data: bytes) -> Manifest:
    try:
        content: Any = json.loads(data)
        if content["format"] != FORMAT:
            raise Expected(
                "这份备份是由更新版本的程序做的，没有恢复，现有数据没有变。"
                "请先在这台电脑上安装新版本。"
            )
        manifest = Manifest(
            made_at=datetime.fromisoformat(content["made_at"]).isoformat(),
            schema=str(content["schema"]),
            stream=str(content["stream"]),
            seq=int(content["seq"]),
            hash=str(content["hash"]),
            epoch=int(content["epoch"]),
            rows={str(table): int(count) for table, count in content["rows"].items()},
            sha256={str(name): str(value) for name, value in content["sha256"].items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise damaged(MANIFEST) from error
    if _fixed(manifest.sha256) - {SAMPLE_FILE} != NEEDED - {MANIFEST}:
        raise damaged(MANIFEST)
    return manifest
