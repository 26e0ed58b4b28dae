"""The facts of papers, filled in from records."""

from forms.filling.accountability import accountability_draft
from forms.filling.complaints import complaint_draft
from forms.filling.drafts import case_draft, draw, visit_draft
from forms.filling.petitions import petition_draft

__all__ = [
    "accountability_draft",
    "case_draft",
    "complaint_draft",
    "draw",
    "petition_draft",
    "visit_draft",
]
