"""What the papers of accountability (责任追究, ACC-02) say, and how it is checked."""

from __future__ import annotations

from forms.facts import Fact, optional
from forms.petition_facts import LETTER

_WHAT = (
    Fact("accountability_number", "责任追究编号"),
    Fact("happened_on", "发生日期", "date"),
    optional("window", "窗口"),
    Fact("facts", "违规事实"),
    Fact("situations", "情形"),
)
_DECIDED = (
    Fact("names", "责任人"),
    Fact("opinion", "决定的理由"),
    Fact("decided_by", "作出决定的人或会议"),
    Fact("decided_on", "决定日期", "date"),
)

ACCOUNTABILITY_FACTS: dict[str, tuple[Fact, ...]] = {
    # ACC-02 … ACC-11: everything of the matter, for the file.
    "accountability_record": (
        Fact("unit", "单位名称"),
        Fact("date", "打印日期", "date"),
        *_WHAT,
        optional("source", "来源"),
        Fact("severity", "情节"),
        optional("fault_kind", "过错"),
        optional("breach", "违反的规定"),
        optional("consequence", "造成的后果"),
        optional("aggravating", "从重、加重情形"),
        optional("mitigating", "从轻、减轻情形"),
        Fact(
            "persons",
            "责任人",
            "rows",
            columns=(
                Fact("name", "姓名"),
                Fact("part", "责任"),
                optional("tier", "档次"),
                optional("measure", "处理"),
            ),
        ),
        optional("opinion", "决定的理由"),
        optional("decided_by", "作出决定的人或会议"),
        optional("decided_on", "决定日期", "date"),
        optional("referred", "移送"),
        optional("appeal", "申诉"),
        optional("review", "复核"),
        optional("result", "执行情况"),
        Fact("registrar", "提出人"),
        optional("replaces", "被代替文书的编号"),
    ),
    # ACC-02, 较轻: handed to the person.
    "accountability_admonition": (*LETTER, *_WHAT, *_DECIDED, optional("breach", "违反的规定")),
    # ACC-02, 严重: hangs in the hall or goes round; the names as the office wants them.
    "accountability_circular": (
        *LETTER,
        *_WHAT,
        *_DECIDED,
        Fact("measure", "处理"),
        optional("consequence", "造成的后果"),
    ),
}
