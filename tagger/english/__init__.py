"""English text of many kinds, with the people, places, organisations and street addresses in it."""

from tagger.english.writer import text

__all__ = ["text"]
