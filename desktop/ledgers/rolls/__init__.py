"""对象花名册: who is on which roll, whose review is due, who must be stopped."""
