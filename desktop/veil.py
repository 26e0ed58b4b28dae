"""Numbers and addresses in a form that is filled in already: masked, and kept unless retyped (D8).

What is known does not stand in the field: the hint shows it masked, an empty field keeps it, and a
retyped one takes its place. Who has revealed the record sees all of it in the fields instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from center.identity import mask_address, mask_id, mask_phone
from desktop.fields import Form

_MASKS = {"phone": mask_phone, "id_number": mask_id, "address": mask_address}


def veiled(known: Any) -> dict[str, str]:
    """The fields of a form that hold something of the kind, each masked."""
    values = ((name, getattr(known, name, "")) for name in _MASKS)
    return {name: _MASKS[name](value) for name, value in values if value}


def veil(form: Form, masked: Mapping[str, str]) -> None:
    """Empty these fields and say under them what is kept."""
    for name, shown in masked.items():
        form.set_values({name: ""})
        form.set_hint(name, f"现为 {shown}，空着不变")


def kept(given: Any, known: Any, masked: Mapping[str, str]) -> dict[str, Any]:
    """What was known of the fields that were left empty."""
    return {name: getattr(known, name) for name in masked if not getattr(given, name)}
