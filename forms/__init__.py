"""Paper forms of the centre (PDF)."""
