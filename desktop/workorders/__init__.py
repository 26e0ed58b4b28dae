"""The 12345 page of the 信访投诉 tab: the list, a work order, its steps, the import."""
