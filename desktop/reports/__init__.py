"""The 报表 tab: every table the office takes out, previewed before it leaves."""

from desktop.reports.tab import ReportsTab

__all__ = ["ReportsTab"]
