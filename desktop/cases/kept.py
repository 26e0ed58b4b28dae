"""What a case keeps beside its papers: attachments, money, its place in the archive."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from center.attachments.keeping import count_of
from center.cases.file import CaseFile, open_file
from center.fees.charging import fees_of, standard
from center.filing import filing_of
from desktop.attachments.section import AttachmentsPage
from desktop.cases.fees import FeesPage
from desktop.cases.filing import FilingPage
from desktop.desk import Desk
from desktop.record import RecordPage, Section

KINDS = frozenset({"fee", "filing", "filing_loan"})
"""What is saved elsewhere and shown here; attachments look after themselves."""


def sections(desk: Desk, record: RecordPage, file: CaseFile) -> list[Section]:
    """附件 always; 收费 where the item costs something (FEE-07); 归档 once the case has ended."""
    case, settings = file.case, desk.settings
    with desk.read() as work:
        attached = count_of(work, case.id)
        paid = [fee for fee in fees_of(work.session, case.id) if fee.valid]
        filed = filing_of(work.session, case.id)
    found = [Section("attachments", _title(attached), partial(_attachments, desk, record, file))]
    charged = standard(file.item.fee) != 0 and not settings.switch("free_service")
    if charged or paid:
        title = "收费 ✓" if paid else "收费"
        found.append(Section("fees", title, lambda: FeesPage(desk, file)))
    if case.ended_on is not None and case.voided_at is None:
        title = "归档 ✓" if filed is not None else "归档"
        found.append(Section("filing", title, lambda: FilingPage(desk, file)))
    return found


def _title(attached: int) -> str:
    return f"附件 {attached}" if attached else "附件"


def _attachments(desk: Desk, record: RecordPage, file: CaseFile) -> QWidget:
    page = AttachmentsPage(
        desk,
        file.case.id,
        lambda work: open_file(work, file.case.id).case,
        {material.id: material.name for material in file.materials},
    )
    page.counted.connect(lambda count: record.rename("attachments", _title(count)))
    return page
