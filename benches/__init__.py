"""Benchmarks: each file measures one promise of the README against a peer or a limit, in one run."""
