"""The data key and who can unwrap it: each account by password, the office by its recovery key.

A random 32-byte data key encrypts the database. The key file holds it wrapped (AES-GCM) once per
account under argon2id and once under a printed 128-bit recovery key; it is small, holds no personal
data and belongs in every backup. Failed logins are counted beside it, since the database is locked
then. Nothing here imports the database, so that the login window starts at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from center.errors import Expected, Problem, Refused

KEY_FILE = "keys.json"
ATTEMPTS_FILE = "attempts.json"
SAMPLE_FILE = "sample.json"
TIME_COST, MEMORY_KIB, LANES = 3, 65536, 1
FREE_TRIES = 5
LOCK = timedelta(minutes=10)
MIN_PASSWORD = 8
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The data key and the account that opened it; `login` is empty for the recovery key."""

    key: bytes
    login: str


def password_problems(password: str, login: str = "") -> tuple[Problem, ...]:
    """What is wrong with a new password: 8 characters or more, three of four classes."""
    classes = (
        any(c.islower() for c in password),
        any(c.isupper() for c in password),
        any(c.isdigit() for c in password),
        any(not c.isalnum() for c in password),
    )
    if len(password) < MIN_PASSWORD:
        return (Problem("password", f"密码至少 {MIN_PASSWORD} 位"),)
    if sum(classes) < 3:
        return (Problem("password", "密码要含大写字母、小写字母、数字、符号中的三种"),)
    if login and login.lower() in password.lower():
        return (Problem("password", "密码不能包含登录名"),)
    return ()


def _password_key(password: str, salt: bytes, cost: dict[str, int]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(password.encode(), salt, cost["t"], cost["m"], cost["p"], 32, Type.ID)


def _wrap(key: bytes, under: bytes, label: str) -> dict[str, Any]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(12)
    sealed = AESGCM(under).encrypt(nonce, key, label.encode())
    return {"nonce": nonce.hex(), "sealed": sealed.hex()}


def _unwrap(entry: dict[str, Any], under: bytes, label: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(under).decrypt(
            bytes.fromhex(entry["nonce"]), bytes.fromhex(entry["sealed"]), label.encode()
        )
    except InvalidTag:
        return None


def write_replacing(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; the old content stays until the new one is on disk."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise Expected(
            f"文件“{path.name}”没有写成，原来的文件没有变。请检查磁盘空间和文件是否被占用后再试。",
            details=str(error),
        ) from error


def _checksum(wraps: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(wraps, sort_keys=True).encode()).hexdigest()


def _read(folder: Path) -> dict[str, Any]:
    path = folder / KEY_FILE
    damaged = Expected(
        "密钥文件已损坏或缺失，数据没有改动。请从备份中取回密钥文件（keys.json）放回数据文件夹。",
        details=str(path.name),
    )
    try:
        content = json.loads(path.read_text("utf-8"))
        wraps = content["wraps"]
        if content["checksum"] != _checksum(wraps):
            raise damaged
        for label, entry in wraps.items():
            _check_entry(label, entry)
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise damaged from error
    return dict(wraps)


def _check_entry(label: str, entry: dict[str, Any]) -> None:
    """Raise `ValueError` for an entry of the wrong shape, or one that asks for absurd work."""
    sizes = {"nonce": 12, "sealed": 48}
    if label != RECOVERY:
        sizes["salt"] = 16
        cost = entry["cost"]
        for name, most in (("t", 16), ("m", 1 << 20), ("p", 16)):
            if not 1 <= int(cost[name]) <= most:
                raise ValueError(name)
    for name, size in sizes.items():
        if len(bytes.fromhex(entry[name])) != size:
            raise ValueError(name)


def _write(folder: Path, wraps: dict[str, Any]) -> None:
    content = {"format": 1, "wraps": wraps, "checksum": _checksum(wraps)}
    write_replacing(folder / KEY_FILE, json.dumps(content, indent=1).encode())


def create(folder: Path) -> tuple[bytes, str]:
    """Make a data key and its key file; return the key and the recovery key to print."""
    key = secrets.token_bytes(32)
    return key, new_recovery_key(folder, key, {})


def new_recovery_key(folder: Path, key: bytes, wraps: dict[str, Any] | None = None) -> str:
    """Replace the recovery key; the one printed before stops working."""
    secret = secrets.token_bytes(16)
    entries = _read(folder) if wraps is None else wraps
    entries[RECOVERY] = _wrap(key, _recovery_wrapping(secret), RECOVERY)
    _write(folder, entries)
    return _spell(secret)


def set_password(folder: Path, key: bytes, login: str, password: str) -> None:
    """Wrap the data key for an account; raises `Refused` for a weak password."""
    problems = password_problems(password, login)
    if problems:
        raise Refused(problems)
    wraps = _read(folder)
    salt = secrets.token_bytes(16)
    cost = {"t": TIME_COST, "m": MEMORY_KIB, "p": LANES}
    label = f"account:{login}"
    wraps[label] = {
        "salt": salt.hex(),
        "cost": cost,
        **_wrap(key, _password_key(password, salt, cost), label),
    }
    _write(folder, wraps)


def remove(folder: Path, login: str) -> None:
    """Take an account's way in away."""
    wraps = _read(folder)
    if wraps.pop(f"account:{login}", None) is not None:
        _write(folder, wraps)


def logins(folder: Path) -> tuple[str, ...]:
    """The accounts that have a password, for the login window's list."""
    return tuple(
        sorted(label.removeprefix("account:") for label in _read(folder) if label != RECOVERY)
    )


def unlock(folder: Path, login: str, password: str, now: datetime) -> Unlocked:
    """Unwrap the data key with a password.

    After five failures an account waits ten minutes; the wait is counted in a file beside the key
    file. Raises `Expected` with the number of tries left, never saying which of the two was wrong.
    """
    label = f"account:{login}"
    entry = _read(folder).get(label)
    # What is no login may be a password typed into the wrong box: it is never written down.
    who = login if entry else ""
    check_wait(folder, who, now)
    cost = {"t": TIME_COST, "m": MEMORY_KIB, "p": LANES}
    if entry is None:
        _password_key(password, b"\0" * 16, cost)
        key = None
    else:
        under = _password_key(password, bytes.fromhex(entry["salt"]), entry["cost"])
        key = _unwrap(entry, under, label)
    if key is None:
        left = count_failure(folder, who, now)
        rest = f"还可以试 {left} 次。" if left else "请 10 分钟后再试。"
        raise Expected(f"账号或密码不对，没有打开数据。{rest}忘记密码请找主任用恢复密钥重设。")
    forget_failures(folder, who)
    return Unlocked(key, login)


def unlock_by_recovery(folder: Path, spelled: str) -> Unlocked:
    """Unwrap the data key with the printed recovery key; typing slips are named before trying."""
    key = _unwrap(_read(folder)[RECOVERY], _recovery_wrapping(_unspell(spelled)), RECOVERY)
    if key is None:
        raise Expected(
            "恢复密钥与本办公室的数据不符，没有打开数据。请核对是不是最近一次打印的那张。"
        )
    return Unlocked(key, "")


def sample_key(folder: Path) -> Unlocked | None:
    """The key of a sample office, which holds no real person and unlocks by itself; else None.

    A damaged marker is none: the sample's accounts and passwords still open it.
    """
    content = _sample(folder)
    return Unlocked(bytes.fromhex(content["key"]), content["login"]) if content else None


def sample_today(folder: Path) -> str | None:
    """The day (ISO) on which a sample office's clock starts; None for a real office."""
    content = _sample(folder)
    return content["now"] if content else None


def _sample(folder: Path) -> dict[str, str] | None:
    try:
        content = json.loads((folder / SAMPLE_FILE).read_text("utf-8"))
        bytes.fromhex(content["key"])
        return {name: str(content[name]) for name in ("key", "login", "now")}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def mark_sample(folder: Path, key: bytes, login: str, now: datetime) -> None:
    """Let a sample office unlock by itself, as `login`, with its clock starting at `now`."""
    content = {"key": key.hex(), "login": login, "now": now.isoformat()}
    write_replacing(folder / SAMPLE_FILE, json.dumps(content).encode())


def _recovery_wrapping(secret: bytes) -> bytes:
    return hashlib.blake2b(secret, digest_size=32, person=b"bianmin-recovery").digest()


def _spell(secret: bytes) -> str:
    """16 bytes and a 12-bit check in Crockford's alphabet, in groups of four: 28 characters."""
    number = int.from_bytes(secret, "big") << 12 | _check_bits(secret)
    digits = "".join(CROCKFORD[number >> shift & 31] for shift in range(135, -1, -5))
    return "-".join(digits[i : i + 4] for i in range(0, 28, 4))


def _check_bits(secret: bytes) -> int:
    """CRC-12: unlike a hash it catches every wrong letter and every two swapped neighbours."""
    rest = int.from_bytes(secret, "big") << 12
    for shift in range(127, -1, -1):
        if rest >> shift + 12 & 1:
            rest ^= 0x180F << shift
    return rest


def _unspell(spelled: str) -> bytes:
    digits = spelled.upper().translate(str.maketrans("OIL", "011"))
    digits = "".join(c for c in digits if c.isalnum())
    if len(digits) != 28 or any(c not in CROCKFORD for c in digits):
        raise Refused([Problem("recovery", "恢复密钥共 28 个字母或数字，请对照纸面逐组核对")])
    number = 0
    for digit in digits:
        number = number << 5 | CROCKFORD.index(digit)
    secret = (number >> 12).to_bytes(16, "big")
    if number & 0xFFF != _check_bits(secret):
        raise Refused([Problem("recovery", "恢复密钥抄写有误，请对照纸面逐组核对")])
    return secret


def check_wait(folder: Path, who: str, now: datetime) -> None:
    """Raise `Expected` while `who` must wait after too many failures; the sentence says how long.

    A clock moved back does not lengthen the wait.
    """
    count, at = _attempts(folder).get(who, (0, now))
    since = now - at
    if count >= FREE_TRIES and timedelta(0) <= since < LOCK:
        minutes = -(-(LOCK - since) // timedelta(minutes=1))
        raise Expected(
            f"连续 {FREE_TRIES} 次没有输对，这个账号先锁定。请 {minutes} 分钟后再试，"
            "或找主任用恢复密钥重设密码。"
        )


def count_failure(folder: Path, who: str, now: datetime) -> int:
    """Count one failure; returns how many tries are left. A long absence starts the count anew."""
    attempts = _attempts(folder)
    count, at = attempts.get(who, (0, now))
    if count >= FREE_TRIES or now - at >= LOCK:
        count = 0
    _keep_attempts(folder, {**attempts, who: (count + 1, now)})
    return FREE_TRIES - count - 1


def forget_failures(folder: Path, who: str) -> None:
    """Start the count of `who` anew."""
    attempts = _attempts(folder)
    if attempts.pop(who, None) is not None:
        _keep_attempts(folder, attempts)


def _attempts(folder: Path) -> dict[str, tuple[int, datetime]]:
    try:
        read = json.loads((folder / ATTEMPTS_FILE).read_text("utf-8"))
        return {who: (int(count), datetime.fromisoformat(at)) for who, (count, at) in read.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        # A damaged count must not keep anyone out of the office.
        return {}


def _keep_attempts(folder: Path, attempts: dict[str, tuple[int, datetime]]) -> None:
    plain = {who: (count, at.isoformat()) for who, (count, at) in attempts.items()}
    write_replacing(folder / ATTEMPTS_FILE, json.dumps(plain).encode())


def key_file_bytes(folder: Path) -> bytes:
    """The key file as it goes into a backup; raises if it is damaged."""
    _read(folder)
    return (folder / KEY_FILE).read_bytes()
