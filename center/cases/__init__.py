"""Cases (办件): receive, supplement, accept, finish, notify, collect."""
