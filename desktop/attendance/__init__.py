"""The 考勤 tab: who is away, the monthly sheet, punches, leave, outings, posts."""
