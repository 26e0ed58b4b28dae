"""台账: the office's smaller books, one page each."""

from desktop.ledgers.page import LedgersPage

__all__ = ["LedgersPage"]
