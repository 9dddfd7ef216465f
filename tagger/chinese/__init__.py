"""Chinese text of many kinds, with the people, places, organisations and street addresses in it."""

from tagger.chinese.writer import text

__all__ = ["text"]
