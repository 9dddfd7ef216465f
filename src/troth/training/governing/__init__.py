"""Neural training that obeys the charter's clauses on rates: the prices they put on answers, and their rise."""
