"""Attendance (考勤): hours, punches, what they mean, leave, outings, posts, the monthly sheet."""
