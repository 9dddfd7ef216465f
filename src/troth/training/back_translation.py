"""Texts said otherwise by two translators, there and back: a second look that keeps what is meant.

Sennrich, Haddow and Birch, Improving neural machine translation models with monolingual data, ACL 2016; for
classifiers: Xie et al., Unsupervised data augmentation for consistency training, NeurIPS 2020. The translators are the
user's own folders. Every text is translated once, before the training that needs it, and kept in the work folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from troth.errors import TrainingError
from troth.models import Translator, translator_digest
from troth.progress import Progress
from troth.standard import Charter
from troth.training import precision
from troth.training.examples import batches
from troth.training.interruption import Interruption
from troth.training.preflight import translators_of
from troth.training.workers import Workers, shares

FOLDER = "translations"
PIECES = 1000
"""Padded pieces that are translated at once."""

WAYS = ("there", "back")


@dataclass(frozen=True, slots=True)
class Translated:
    """Training texts as they came back. digests: of the translators' folders, there and back. back: by text, of those
    that came back as another text. count: of different texts in all.
    """

    digests: tuple[str, ...]
    back: Mapping[str, str]
    count: int

    def look(self, texts: Sequence[str], draw: np.random.Generator) -> list[str]:
        """See `looks.Look`; a text that did not come back as another is its own copy."""
        return [self.back.get(text, text) for text in texts]

    def note(self) -> str:
        """What a reader of the report should know of it."""
        return (
            f"Of {self.count} different training texts, {self.count - len(self.back)} were too long to be translated, "
            "or came back empty or unchanged: their translated copy is the text itself."
        )


@dataclass(slots=True)
class Translators:
    """Two translators' folders, and what they are asked. asked: of each, texts in the order in which they were: whoever
    goes on translates the same batches, and comes to the same texts.
    """

    folders: tuple[Path, Path]
    digests: tuple[str, str]
    work: Path
    progress: Progress
    asked: dict[str, dict[str, None]] = field(default_factory=lambda: {way: {} for way in WAYS})

    @classmethod
    def open(cls, charter: Charter, work: Path, progress: Progress) -> Translators | None:
        """Those that a charter names; None where it has no text translated. Raises ModelError for what is none."""
        folders = translators_of(charter)
        if not folders:
            return None
        there, back = (folders[way] for way in WAYS)
        return cls((there, back), (translator_digest(there), translator_digest(back)), work / FOLDER, progress)

    def of(self, texts: Iterable[str]) -> Translated:
        """These texts, there and back. Raises KeyboardInterrupt once what is translated is kept, and TrainingError
        where a translator's folder is no longer what it was.
        """
        wanted = list(dict.fromkeys(texts))
        there = self._said(0, wanted)
        back = self._said(1, [there[text] for text in wanted if there[text]])
        found = {text: back.get(there[text], "") for text in wanted}
        other = {text: said for text, said in found.items() if _plain(said) and _plain(said) != _plain(text)}
        return Translated(self.digests, other, len(wanted))

    def _said(self, place: int, texts: Sequence[str]) -> dict[str, str]:
        """What a translator says of these texts and of all before; what was not kept yet is translated now."""
        way, asked = WAYS[place], self.asked[WAYS[place]]
        path = self.work / f"{way}-{self.digests[place].removeprefix('sha256:')[:16]}.jsonl"
        said = _kept(path)
        new = [text for text in dict.fromkeys(texts) if text not in asked]
        if any(text not in said for text in new):
            self.work.mkdir(parents=True, exist_ok=True)
            self._translate(place, new, path, said)
        asked |= dict.fromkeys(new)
        return said

    def _translate(self, place: int, texts: Sequence[str], path: Path, said: dict[str, str]) -> None:
        translator, chosen = self._opened(place), precision.kept(self.work.parent)
        lengths = np.array(translator.lengths(texts), np.int64)
        parts = batches(range(len(texts)), lengths, PIECES, np.random.default_rng(0))
        count, threads = (chosen.workers, chosen.threads) if chosen else shares()
        with Interruption() as interruption, Workers(count, threads) as workers:
            for first in range(0, len(parts), count):
                wanted = [[texts[row] for row in part] for part in parts[first : first + count]]
                missing = [part for part in wanted if any(text not in said for text in part)]
                for part, answers in zip(missing, workers.each(translator, missing), strict=True):
                    _keep(path, said, dict(zip(part, answers, strict=True)))
                self.progress(f"translating {WAYS[place]}", min(first + count, len(parts)), len(parts))
                if interruption.asked:
                    raise KeyboardInterrupt

    def _opened(self, place: int) -> Translator:
        """The translator whose digest was taken: under that name its answers are kept, and the record has it."""
        translator = Translator(self.folders[place])
        if translator.digest != self.digests[place]:
            raise TrainingError(
                "the translator changed since the training began",
                where=str(self.folders[place]),
                remedy="Put back the files as they were, or run again: another translator makes another training.",
            )
        return translator


def _keep(path: Path, said: dict[str, str], new: Mapping[str, str]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps([text, answer], ensure_ascii=False) + "\n" for text, answer in new.items())
    said |= new


def _kept(path: Path) -> dict[str, str]:
    """What a file holds; a last line that was cut off is taken out of it."""
    content = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    whole = content[: content.rfind("\n") + 1]
    if whole != content:
        path.write_text(whole, encoding="utf-8")
    return dict(json.loads(line) for line in whole.split("\n")[:-1])


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
