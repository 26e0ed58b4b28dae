"""Windows (PySide6): what the clerk sees; rules live in `center`."""
