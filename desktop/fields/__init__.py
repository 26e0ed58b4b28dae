"""Fields of forms on the screen (paper forms are in `forms/`)."""

from desktop.choice import Choice
from desktop.fields.editor import Editor
from desktop.fields.form import Form
from desktop.fields.spec import Field

__all__ = ["Choice", "Editor", "Field", "Form"]
