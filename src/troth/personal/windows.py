"""Where a text is cut into windows, each of which is looked at for itself: the same whole as streamed.

A window ends with its line, with its sentence, or, where it grows longer than `LONGEST`, at the gap between words that
is least likely to lie inside of something. Where it ends is settled by what stands before and at most `AHEAD`
characters more, so that a reader of a stream knows it soon. A run without a gap is a window of up to `RUN` characters,
and a private key in its armour (RFC 7468) one of up to `ARMOUR`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 256  # characters: what the tagger reads at once
SHORTEST = 128  # of a window that is cut at a gap
RUN = 4096  # characters without a gap
ARMOUR = 16_384  # a private RSA key of 16,384 bits as text
MARK = "-----BEGIN "
BEFORE, AFTER = (
    56,
    24,
)  # characters beside a finding in which words that tell of it are looked for; after it, of its window
AHEAD = 64  # as long as the first line of any armour

_ENDS = re.compile(
    r"[\n.!?。！？；](?:"  # a set comes first: Python's matcher leaps from one such sign to the next
    r"(?<=\n)"
    r"|(?<=[.!?])[\"'”’)\]]{0,3}[ \t]+(?=[^\s\d])"  # no digit: "No. 12"
    r"|(?<=[。！？；])[”’」』）]{0,3}(?=[^”’」』）]))"
)
_GAP = re.compile(r"\s|[，、]")
_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?-----")
_END = re.compile(r"-----END [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?-----[ \t]*\n?")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"'])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Rev|Hon|No|Nos|Ave|Blvd|Rd|Apt|Ste|vs|etc|e\.g|i\.e|Inc|Ltd|Co|"
    r"Corp|Gen|Sgt|Col|Capt|Lt|Mt|Ft|Str|Bldg|Dept|[Tt]el|Nr)\.$"
)
_HELD = re.compile(r"[\d@:=#/\\]")  # near a gap: it may lie inside of a number, or between a name and its value


def windows(text: str, *, last: bool = True) -> Iterator[tuple[int, int]]:
    """The windows of a text, from first character to last, one after the other without a gap.

    last: whether the text ends here; if not, only the windows whose end no text that follows can move.
    """
    start, armoured = 0, MARK in text
    for found in _ENDS.finditer(text):
        end = found.end()
        if end <= start:
            continue
        if armoured or end - start > LONGEST or found.start() < start:
            while start < end and (cut := _next(text, start, last=last)):
                yield start, cut
                start = cut
            if start < end:
                return
        elif _settles(text, start, found):
            yield start, end
            start = end
    if last and not armoured and start < len(text) <= start + LONGEST:  # every end was looked at
        yield start, len(text)
        return
    while start < len(text) and (cut := _next(text, start, last=last)):
        yield start, cut
        start = cut


def _next(text: str, start: int, *, last: bool) -> int | None:
    """Where the window from `start` ends, None where what follows may decide."""
    armour = text.startswith(MARK, start)
    return _armour(text, start, last=last) if armour else _end(text, start, last=last)


def _settles(text: str, start: int, found: re.Match[str]) -> bool:
    """Whether the end of a line or sentence is one: no abbreviation ends there."""
    if text[found.start()] != ".":
        return True
    return not _ABBREVIATED.search(text[max(start, found.start() - 8) : found.start() + 1])


def _end(text: str, start: int, *, last: bool) -> int | None:
    """By line, sentence, the beginning of a key, or a gap."""
    known = last or len(text) - start >= LONGEST + AHEAD
    mark = text.find(MARK, start + 1, start + LONGEST + AHEAD)  # a private key begins a window of its own
    for found in _ENDS.finditer(text, start, min(len(text), start + LONGEST + 1)):
        if found.end() - start > LONGEST or found.end() > mark >= 0:
            break
        if _settles(text, start, found):
            return found.end()
    if 0 <= mark <= start + LONGEST:
        return mark
    if not known:
        return None
    return len(text) if len(text) - start <= LONGEST else _cut(text, start, last=last)


def _cut(text: str, start: int, *, last: bool) -> int | None:
    """After the last gap that nothing seems to lie across, else after the last gap, else where the run ends."""
    gaps = [gap.end() for gap in _GAP.finditer(text, start + 1, start + LONGEST)]
    for gap in reversed(gaps):
        if gap - start <= SHORTEST:
            break
        if not _HELD.search(text, max(start, gap - 12), min(gap + 12, start + LONGEST)):
            return gap
    if gaps:
        return gaps[-1]
    if found := _GAP.search(text, start + LONGEST, start + RUN):
        mark = text.find(MARK, start + LONGEST, found.end())
        return found.end() if mark < 0 else mark
    return min(start + RUN, len(text)) if last or len(text) - start >= RUN else None


def _armour(text: str, start: int, *, last: bool) -> int | None:
    """Where a private key that begins at `start` ends; as any window where it is something else that does."""
    if not (last or len(text) - start >= AHEAD):
        return None
    if not _BEGIN.match(text, start):
        return _end(text, start, last=last)
    if found := _END.search(text, start, start + ARMOUR):
        return None if found.end() == len(text) and not last else found.end()
    return min(start + ARMOUR, len(text)) if last or len(text) - start >= ARMOUR else None
