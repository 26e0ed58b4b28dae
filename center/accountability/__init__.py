"""Accountability (责任追究, ACC-01…13): who answers for a fault, what is decided, what follows."""
