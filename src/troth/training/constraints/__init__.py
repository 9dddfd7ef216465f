"""Clauses as constraints of a training: what they demand of rates, what is aimed at, and what holding them costs."""
