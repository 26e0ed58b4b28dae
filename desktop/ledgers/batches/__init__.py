"""批量办理: one village list for a year, ticked row by row."""
