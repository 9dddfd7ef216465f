"""The command line: one file per command, wiring only.

    $ troth check charter.yaml

Exit status: 0 fine or met, 1 a clause is broken, 2 bad input, 3 undecided or not measured, 4 refused, 5 not genuine,
70 an internal error, 130 interrupted.
"""

__all__: list[str] = []
