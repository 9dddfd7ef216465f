"""A base of a few thousand weights and data it can learn, both made on the spot."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

from troth.data import Dataset, load
from troth.standard import Charter, read

WORDS = [
    *["the", "a", "in", "of", "bank", "card", "pin", "lost", "new", "please", "visit"],
    *["met", "says", "rain", "sun", "tree", "road", "king", "queen", "river"],
]
NAMES = ["paris", "rome", "oslo", "anna", "boris", "carla"]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def make_base(folder: Path, *, positions: int = 64) -> Path:
    """An uncased BERT of two layers with random weights."""
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)] + list(".,?!0123456789")
    vocabulary = [*SPECIAL, *letters, *(f"##{one}" for one in letters), *WORDS, *NAMES]
    tokenizer = Tokenizer(models.WordPiece({word: place for place, word in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=positions,
    )
    BertModel(config).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def text_rows(count: int, seed: int = 0) -> list[tuple[str, str]]:
    """Questions about a card or the weather."""
    dice = random.Random(seed)
    rows = []
    for _ in range(count):
        label, words = dice.choice([("card", "lost card pin bank"), ("weather", "rain sun tree river")])
        chosen = dice.choices(WORDS[:3] + words.split() * 3, k=dice.randint(4, 12))
        rows.append((" ".join(chosen), label))
    return rows


def sentences(count: int, seed: int = 0) -> list[list[tuple[str, str]]]:
    """Sentences in which a capital tells a name: `Rain King` is one, `rain king` is not."""
    dice = random.Random(seed)
    made = []
    for _ in range(count):
        sentence = [(dice.choice(WORDS), "O") for _ in range(dice.randint(2, 8))]
        if dice.random() < 0.7:
            length = dice.randint(1, 2)
            name = [(dice.choice(WORDS + NAMES).title(), "I-PER" if place else "B-PER") for place in range(length)]
            at = dice.randint(0, len(sentence))
            sentence[at:at] = name
        made.append(sentence)
    return made


def write_texts(path: Path, rows: list[tuple[str, str]]) -> None:
    path.write_text("text,label\n" + "".join(f"{text},{label}\n" for text, label in rows))


def write_sentences(path: Path, made: list[list[tuple[str, str]]]) -> None:
    lines = []
    for number, sentence in enumerate(made):
        if number % 6 == 0:
            lines.append("-DOCSTART-\tO\n")
        lines.append("".join(f"{word}\t{tag}\n" for word, tag in sentence))
    path.write_text("\n".join(lines))


def text_task(folder: Path, base: Path, count: int = 160, **training: Any) -> tuple[Charter, Dataset]:
    """A charter over texts, and its data."""
    for split, seed, rows in (("train", 1, count), ("valid", 2, 40), ("test", 3, 40)):
        write_texts(folder / f"{split}.csv", text_rows(rows, seed))
    return _task(folder, base, "text-classification", "csv", "{text: text, label: label}", "macro_f1 >= 0.5", training)


def word_task(folder: Path, base: Path, count: int = 240, **training: Any) -> tuple[Charter, Dataset]:
    """A charter over sentences, and its data."""
    for split, seed, rows in (("train", 1, count), ("valid", 2, 40), ("test", 3, 40)):
        write_sentences(folder / f"{split}.tsv", sentences(rows, seed))
    columns = "{tokens: tokens, tags: tags}"
    return _task(folder, base, "token-classification", "tsv", columns, "entity_f1 >= 0.5", training)


def _task(
    folder: Path, base: Path, kind: str, ending: str, columns: str, clause: str, training: dict[str, Any]
) -> tuple[Charter, Dataset]:
    options = ", ".join(f"{name}: {value}" for name, value in training.items())
    layout = "\n  format: {kind: conll}" if ending == "tsv" else ""
    path = folder / "charter.yaml"
    path.write_text(
        f"charter: 1\nname: tiny\ntask: {{kind: {kind}}}\nmodel: {{base: {base}}}\n"
        f"data:\n  train: train.{ending}\n  validation: valid.{ending}\n  test: test.{ending}\n"
        f"  columns: {columns}{layout}\n"
        f"performance:\n  - {clause}\ntraining: {{{options}}}\n"
    )
    charter = read(path)
    return charter, load(charter)
