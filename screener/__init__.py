"""How what `troth.screening` knows was learned: the pairs of letters of language, and the classifier of injections.

make screener          # or: python -m screener
"""
