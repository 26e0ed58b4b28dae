"""Corrections are events, signers and copies facts of the paper: no table changes for them."""

from __future__ import annotations

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to change."""
