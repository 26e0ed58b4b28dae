"""Scans and photos kept with a record (附件): checked by content, encrypted, voided, never deleted.

Keyed by kind and id of the record, so that cases, petitions and leave slips share them.
"""
