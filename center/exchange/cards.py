"""Station cards (站点名片): who a station is and its public keys; pairing with another station.

Each station signs its own card. Whether a card is really the other station's, a person finds out by
reading its fingerprint aloud over the telephone; only then is it taken in.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from center.canonical import canonical
from center.errors import Expected, NotAllowed, Problem, Refused
from center.exchange.container import CARD_SUFFIX
from center.exchange.records import ROLE_NAMES, Peer, Role, StationKeys
from center.records import Station
from center.rights import Right, needs
from center.settings import values
from center.storage import Store, Work
from center.text import clean_line

CARD_CONTEXT = b"bianmin station card 1\0"
LARGEST_CARD = 16 << 10
_FIELDS = ("code", "name", "role", "signs", "receives")


@dataclass(frozen=True, slots=True)
class Card:
    """A station's card: code, name, end of the star, and its keys (Ed25519, X25519 as age)."""

    code: str
    name: str
    role: Role
    signs: bytes
    receives: str

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """Six groups of five digits to compare by telephone (about 100 bits)."""
        told = canonical([self.code, self.role.value, self.signs.hex(), self.receives])
        number = int.from_bytes(hashlib.sha256(told.encode()).digest(), "big") % 10**30
        digits = f"{number:030d}"
        return tuple(digits[start : start + 5] for start in range(0, 30, 5))


@dataclass(frozen=True, slots=True)
class Own:
    """This station with its private keys (raw Ed25519, age's spelling of X25519)."""

    card: Card
    signing: bytes
    receiving: str


def role_of(work: Work) -> Role:
    """Which end of the star this office is, as the settings say."""
    return Role(values(work.session, work.now).text("station_role"))


@needs(Right.EDIT_SETTINGS)
def make_card(work: Work) -> bytes:
    """This station's card as a file; makes its keys the first time. The caller commits."""
    own = _own(work) or _make_keys(work)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    told = _told(own.card)
    signature = Ed25519PrivateKey.from_private_bytes(own.signing).sign(CARD_CONTEXT + told)
    return canonical({**json.loads(told), "signature": signature.hex()}).encode()


@needs(Right.EXCHANGE)
def own_card(work: Work) -> Card | None:
    """This station's card; None until `make_card` made its keys."""
    own = _own(work)
    return own.card if own is not None else None


def read_card(data: bytes) -> Card:
    """A card from its file; raises `Expected` for what is none, was altered or is of a later form.

    That its own signature is right says only that the card is whole.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    wrong = Expected(
        "这个文件不是站点名片，或者已经损坏、被改动过，没有读入。请让对方重新导出站点名片。"
    )
    try:
        if len(data) > LARGEST_CARD:
            raise wrong
        told = json.loads(data)
        if not all(isinstance(told[name], str) for name in _FIELDS) or told["format"] != 1:
            raise wrong
        card = Card(
            code=told["code"],
            name=clean_line(told["name"])[:100],
            role=Role(told["role"]),
            signs=bytes.fromhex(told["signs"]),
            receives=told["receives"],
        )
        if not (2 <= len(card.code) <= 8 and card.code.isalnum() and card.code.isascii()):
            raise wrong
        key = Ed25519PublicKey.from_public_bytes(card.signs)
        key.verify(bytes.fromhex(told["signature"]), CARD_CONTEXT + _told(card))
        _check_receiver(card.receives)
    except (ValueError, KeyError, TypeError, RecursionError, InvalidSignature) as error:
        raise wrong from error
    return card


def _check_receiver(receives: str) -> None:
    import pyrage

    try:
        pyrage.x25519.Recipient.from_str(receives)
    except pyrage.RecipientError as error:
        raise ValueError("receives") from error


def _told(card: Card) -> bytes:
    told = {"format": 1, "code": card.code, "name": card.name, "role": card.role.value}
    return canonical({**told, "signs": card.signs.hex(), "receives": card.receives}).encode()


def card_file_name(card: Card) -> str:
    """A name for the card's file."""
    name = "".join(c for c in card.name if c.isalnum())
    return f"站点名片-{card.code}-{name}{CARD_SUFFIX}"


@needs(Right.EDIT_SETTINGS)
def pair(work: Work, card: Card) -> Peer:
    """Exchange packages with this station from now on; the caller commits.

    Only after a person compared the fingerprint. A known station with a new key replaces the old
    one, which is voided. Raises `Refused` for the own card, for a station of the same end, for a
    second town and for a code that is ours.
    """
    problems = _pairing_problems(work, card)
    if problems:
        raise Refused(problems)
    known = _living(work.session, card.code)
    if known is not None:
        if (known.signs, known.receives, known.role) == (card.signs, card.receives, card.role):
            known.name = card.name
            return known
        known.voided_at, known.void_reason = work.now, "换了密钥，重新核对过站点名片"
        work.session.flush()
    peer = Peer(
        id=work.new_id(),
        station=work.station,
        code=card.code,
        name=card.name,
        role=card.role,
        signs=card.signs,
        receives=card.receives,
        confirmed_at=work.now,
        confirmed_by=work.actor.name,
    )
    work.session.add(peer)
    _know_station(work, card)
    return peer


def _pairing_problems(work: Work, card: Card) -> list[Problem]:
    own, role = _own(work), role_of(work)
    if own is None:
        return [Problem("card", "请先导出本站的站点名片交给对方，再读入对方的名片")]
    if card.signs == own.card.signs:
        return [Problem("card", "这是本站自己的站点名片，请读入对方的那一份")]
    if card.code == own.card.code:
        said = f"对方的站点代码 {card.code} 和本站一样，请先让其中一站改用别的代码"
        return [Problem("code", said)]
    if card.role is role:
        ours = ROLE_NAMES[role]
        said = f"本站和对方都登记为{ours}，数据包只在镇中心和村站之间交换，请核对设置"
        return [Problem("role", said)]
    if role is Role.VILLAGE:
        others = [peer for peer in _all_living(work.session) if peer.code != card.code]
        if others:
            said = f"本站已经和“{others[0].name}”结对，一个村站只对一个镇中心，请先解除"
            return [Problem("role", said)]
    return []


def _know_station(work: Work, card: Card) -> None:
    """Lists name stations; the other one's own record follows with its first package."""
    query = select(Station).where(Station.code == card.code, Station.voided_at.is_(None))
    if work.session.scalars(query).first() is None:
        work.session.add(
            Station(
                id=work.new_id(),
                station=work.station,
                code=card.code,
                name=card.name,
                village=card.role is Role.VILLAGE,
            )
        )


@needs(Right.EDIT_SETTINGS)
def unpair(work: Work, peer: Peer, reason: str) -> None:
    """Exchange nothing with this station any more; what it sent stays. The caller commits."""
    if not reason.strip():
        raise Refused([Problem("reason", "请写明为什么解除")])
    if peer.voided_at is not None:
        raise Refused("这个站点已经解除过，没有再改动。")
    peer.voided_at, peer.void_reason = work.now, clean_line(reason)


@needs(Right.EXCHANGE)
def peers(work: Work) -> list[Peer]:
    """The stations this one exchanges packages with, by code."""
    return _all_living(work.session)


@needs(Right.EXCHANGE)
def peer_of(work: Work, code: str) -> Peer:
    """The station of this code; raises `Expected` when it was never confirmed."""
    found = _living(work.session, code.upper())
    if found is None:
        raise Expected(
            f"没有和代码为 {code} 的站点核对过站点名片，没有做任何改动。"
            "请先在设置里读入它的站点名片并核对指纹。"
        )
    return found


def _living(session: Session, code: str) -> Peer | None:
    query = select(Peer).where(Peer.code == code, Peer.voided_at.is_(None))
    return session.scalars(query).one_or_none()


def _all_living(session: Session) -> list[Peer]:
    query = select(Peer).where(Peer.voided_at.is_(None)).order_by(Peer.code)
    return list(session.scalars(query))


def own_keys(work: Work) -> Own:
    """This station with its keys, for making and taking in packages.

    Raises `Expected` until its card was made, `NotAllowed` for the account of another station.
    """
    own = _own(work)
    if own is None:
        raise Expected(
            "本站还没有站点名片，没有做任何改动。请先在设置里导出本站的站点名片，和对方互相读入。"
        )
    if work.station != own.card.code and not work.actor.sees_all_stations:
        raise NotAllowed("数据包由本站的负责人制作和读入，这个账号属于别的站点，没有做任何改动。")
    return own


def _own(work: Work) -> Own | None:
    found = work.session.scalars(select(StationKeys)).first()
    if found is None:
        return None
    name = clean_line(values(work.session, work.now).text("unit_name"))[:100]
    card = Card(found.code, name, role_of(work), found.signs, found.receives)
    signing = _open(work.store, "signing", found.signing)
    return Own(card, signing, _open(work.store, "receiving", found.receiving).decode())


def _make_keys(work: Work) -> Own:
    import pyrage
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if not work.actor.sees_all_stations:
        raise NotAllowed("站点名片由本站的主任或系统管理员导出，没有做任何改动。")
    signing = Ed25519PrivateKey.generate()
    receiving = pyrage.x25519.Identity.generate()
    work.session.add(
        StationKeys(
            code=work.station,
            signs=signing.public_key().public_bytes_raw(),
            receives=str(receiving.to_public()),
            signing=_seal(work.store, "signing", signing.private_bytes_raw()),
            receiving=_seal(work.store, "receiving", str(receiving).encode()),
        )
    )
    work.session.flush()
    own = _own(work)
    if own is None:
        raise RuntimeError("the keys just made are not there")
    return own


def _sealing(key: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"bianmin station keys").derive(key))


def _seal(store: Store, name: str, secret: bytes) -> bytes:
    if store.key is None:
        return secret
    nonce = secrets.token_bytes(12)
    return nonce + bytes(_sealing(store.key).encrypt(nonce, secret, name.encode()))


def _open(store: Store, name: str, sealed: bytes) -> bytes:
    if store.key is None:
        return sealed
    return bytes(_sealing(store.key).decrypt(sealed[:12], sealed[12:], name.encode()))


def read_card_file(file: Path) -> Card:
    """A card from a file on disk; raises `Expected` when it cannot be read or is none."""
    try:
        with file.open("rb") as source:
            return read_card(source.read(LARGEST_CARD + 1))
    except OSError as error:
        raise Expected(
            "站点名片文件读不出来，没有读入。请检查文件和磁盘（U 盘）后再试。",
            type(error).__name__,
        ) from error
