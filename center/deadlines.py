"""Every open deadline of the office, recomputed after a change of the calendar."""

from __future__ import annotations

from center.cases import file as cases
from center.complaints import file as complaints
from center.petitions import file as petitions
from center.storage import Work
from center.workorders import file as workorders


def recompute_all(work: Work) -> int:
    """Recompute cases, petitions, complaints and work orders; journals and counts what moved."""
    kinds = (cases, petitions, complaints, workorders)
    return sum(kind.recompute(work) for kind in kinds)
