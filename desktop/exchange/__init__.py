"""数据包 between village stations and the town: made, read, answered, and what differs."""
