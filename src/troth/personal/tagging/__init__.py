"""Names of people, places and organisations, and street addresses: what no pattern tells, a small network does.

It reads one window at a time (`troth.personal.windows`), so that a text that comes in pieces is read as the whole is. A
window with a Chinese character in it goes to the Chinese tagger, any other to the English one.
"""

from troth.personal.tagging.tagger import LANGUAGES, Tagger, tagger, tagger_for

__all__ = ["LANGUAGES", "Tagger", "tagger", "tagger_for"]
