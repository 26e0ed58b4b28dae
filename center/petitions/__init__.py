"""Petitions (信访): register, route, answer, opinion, review and final review."""
