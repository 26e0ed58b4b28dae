"""Backup and restore of an office's data folder.

A backup is made from a snapshot through the driver, never by copying live files, and it is reopened
and checked before it is called done. A restore checks everything first, keeps the present data
aside and begins a new stream and number epoch, so that no number on paper is given out twice.
"""

from center.backup.checks import BACKUPS
from center.backup.making import backup, copy_before_upgrade, last_backup
from center.backup.restoring import Restored, restore

SUFFIX = ".bianmin"

__all__ = [
    "BACKUPS",
    "SUFFIX",
    "Restored",
    "backup",
    "copy_before_upgrade",
    "last_backup",
    "restore",
]
