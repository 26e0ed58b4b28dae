"""Complaints (投诉) about windows and staff: investigate, decide, answer."""
