"""The 办件 tab: the list of cases, the page of one case, its steps and papers."""
