"""责任追究 of the 监督考核 tab: the list, one matter opened, proposing one."""
