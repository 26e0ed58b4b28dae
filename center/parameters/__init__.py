"""Every parameter the program uses, in the order of the settings page."""

from center.parameters.attendance import ATTENDANCE
from center.parameters.handling import HANDLING
from center.parameters.office import OFFICE
from center.parameters.petitions import PETITIONS
from center.parameters.roster import ROSTER
from center.parameters.shape import Definition, Shape

DEFINITIONS: tuple[Definition, ...] = (*OFFICE, *PETITIONS, *HANDLING, *ROSTER, *ATTENDANCE)
BY_NAME: dict[str, Definition] = {d.name: d for d in DEFINITIONS}

__all__ = ["BY_NAME", "DEFINITIONS", "Definition", "Shape"]
