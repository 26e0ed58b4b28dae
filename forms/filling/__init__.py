"""The facts of papers, filled in from records."""

from forms.filling.drafts import case_draft, draw, visit_draft

__all__ = ["case_draft", "draw", "visit_draft"]
