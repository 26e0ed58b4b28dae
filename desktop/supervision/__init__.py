"""The 监督考核 tab."""

from desktop.supervision.page import SupervisionPage

__all__ = ["SupervisionPage"]
