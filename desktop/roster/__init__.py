"""The 值班 tab: rosters by month, duty records, the watch log, swaps, meetings, who takes turns."""
