"""附件: scans and photos of a record, dropped, chosen or pasted, seen, printed and saved."""
