"""设置: what an office is and how it counts, who may enter, catalogue, calendar, data."""

from desktop.settings.page import SettingsPage

__all__ = ["SettingsPage"]
