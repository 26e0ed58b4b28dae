"""The 投诉 page of the 信访投诉 tab: the list, a complaint, its steps."""
