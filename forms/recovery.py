"""The sheet with the recovery key, printed once at the first start and locked in the safe."""

from __future__ import annotations

from datetime import date

from forms import blocks, fonts
from forms.page import Scale, make_pdf
from forms.paragraph import Block, Paragraph, Style
from forms.tables import Cell, Table
from forms.words import say_date

TITLE = "恢复密钥"
_GROUPS_IN_LINE = 4

_WHY = (
    "办件、来访群众信息和文书都加密保存在本单位的电脑里，平时用各人的账号和密码打开。"
    "忘记所有管理员密码，或者电脑损坏需要用备份恢复时，只有这把恢复密钥能打开数据。"
)
_KEEP = (
    "一、请核对打印清楚后，把本页装入信封封好，由负责人签名，锁入保险柜。",
    "二、不要拍照，不要存在电脑、手机里，不要交给无关人员；任何人不会通过电话索要它。",
    "三、丢失本页不影响日常使用；请用管理员账号登录，在“设置”里换一把新的，旧的随即作废。",
    "四、没有密码又没有恢复密钥，数据谁也打不开，包括软件的编写者。",
)
_KEEPER = ("保管人（签名）：__", "封存日期：__", "存放地点：__")


def recovery_sheet(unit: str, key: str, made_on: date) -> bytes:
    """One A4 page with the recovery key of a data folder.

    `key` comes in groups separated by spaces or hyphens, as it is to be typed. The PDF holds the
    key in plain text: print it, do not store it.
    """
    fonts.check(unit + key)
    groups = key.replace("-", " ").split()

    def build(scale: Scale) -> list[Block]:
        head = blocks.Head(unit=unit, title=TITLE, number="", case="", code="", scale=scale)
        big = Style(role="latin", size=18, leading=30, align="center")
        lines = [
            groups[start : start + _GROUPS_IN_LINE]
            for start in range(0, len(groups), _GROUPS_IN_LINE)
        ]
        table = Table(
            [
                [Cell(group, big) for group in line]
                + [Cell("", big)] * (min(_GROUPS_IN_LINE, len(groups)) - len(line))
                for line in lines
            ],
            [1] * min(_GROUPS_IN_LINE, len(groups)),
            pad=6,
            before=14,
        )
        text = Style(size=scale.size, leading=22, indent=2, before=10)
        return [
            head,
            Paragraph(_WHY, text),
            table,
            *(Paragraph(line, text) for line in _KEEP[:-1]),
            Paragraph(_KEEP[-1], text, keep_next=True),
            blocks.Closing(
                ["保管人（签名）：__", "封存日期：__", "存放地点：__"],
                unit,
                say_date(made_on),
                scale,
            ),
        ]

    return make_pdf(build, title=TITLE, author=unit)
