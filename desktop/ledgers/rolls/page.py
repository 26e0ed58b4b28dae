"""The 对象花名册 page of the 台账 tab."""

from __future__ import annotations

from desktop.desk import Desk
from desktop.settings.frame import Frame


class RollsPage(Frame):
    """The rolls."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("对象花名册")
        self.say("还没有对象。")
