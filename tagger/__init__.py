"""How the taggers of `troth.personal` are made: text written by chance, with its spans, and a network taught by it.

    make tagger            # or: python -m tagger english

Everything a tagger learns from is written here: no text of anybody's, so that the weights may go where the program
goes. Names of people are the learned halves of `troth.data`'s lists and others made up letter by letter after them; the
other halves are what it is judged by.
"""
