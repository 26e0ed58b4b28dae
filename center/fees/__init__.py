"""Fees (收费): charged as published, receipted, voided or refunded, and reconciled every day."""
