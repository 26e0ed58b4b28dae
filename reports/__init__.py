"""Tables of the centre (Excel and PDF)."""
