"""今日: the page in front of the tabs: the day, what waits, and a key to begin with."""

from desktop.today.page import TodayPage

__all__ = ["TodayPage"]
