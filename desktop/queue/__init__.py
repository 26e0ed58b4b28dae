"""The queue at the windows: its panel beside the form, its dialogs, the second screen."""
