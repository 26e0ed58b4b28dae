"""Duty rosters (值班): who sits at the centre, who keeps watch, and whether the load is fair."""
