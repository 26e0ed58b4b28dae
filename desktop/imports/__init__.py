"""Importing tables: file, columns, dry run, result, undo."""

from desktop.imports.page import ImportPage

__all__ = ["ImportPage"]
