"""Old ledgers, the platform's exports and the catalogue, brought in row by row and undoable."""
