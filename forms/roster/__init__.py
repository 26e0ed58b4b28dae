"""Duty rosters on paper (值班): the poster, the tables of a month, the sheets of one duty."""
