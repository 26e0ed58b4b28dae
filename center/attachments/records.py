"""The record of one attachment (附件)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from center.attachments.contents import Media
from center.records import Base, Record, link
from center.secrecy import OFFICE


class Attachment(Record, Base):
    """One scan or photo of a record (`about_kind`, `about`), perhaps of one line of its checklist.

    `size` is in bytes, `sha256` of the bytes as kept. They lie in the `blob`, or, `in_file`, in an
    encrypted file beside the database that bears the attachment's id.
    """

    __tablename__ = "attachments"
    kind = "attachment"

    about_kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[UUID] = mapped_column(index=True)
    name: Mapped[str]
    media: Mapped[Media]
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    adder: Mapped[UUID] = mapped_column(link("accounts.id"))
    adder_name: Mapped[str]
    width: Mapped[int] = mapped_column(Integer, default=0)
    height: Mapped[int] = mapped_column(Integer, default=0)
    pages: Mapped[int] = mapped_column(Integer, default=1)
    material: Mapped[UUID | None] = mapped_column(link("case_materials.id"), default=None)
    blob: Mapped[UUID | None] = mapped_column(link("blobs.id"), default=None)
    in_file: Mapped[bool] = mapped_column(Boolean, default=False)
    audience: Mapped[str] = mapped_column(String(40), default=OFFICE)

    @property
    def valid(self) -> bool:
        """Not voided."""
        return self.voided_at is None
