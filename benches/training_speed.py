"""One epoch on CoNLL-2003, ours against the usual loop, with the same base: seconds, and entity F1 on the test split
after it.

The usual loop is what the tutorials have: transformers' token classification, every sentence padded to 128 pieces,
float32, batches of 16, AdamW with linear decay from 5e-5, the loss on first pieces. Ours is the default run's settings,
told to take one epoch.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from troth.data import Dataset, load
from troth.measures import Spans
from troth.models import load as load_model
from troth.models import resolve_base
from troth.progress import silent
from troth.standard import read
from troth.training import train

HERE = Path(__file__).parent
PADDED, BATCH, RATE = 128, 16, 5e-5
IGNORED = -100  # what cross entropy leaves out
Report = Callable[[str, str, str], None]


def run(report: Report) -> bool:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    charter = read(HERE / "conll2003" / "charter.yaml")
    charter = replace(charter, training=replace(charter.training, epochs=1))
    dataset = load(charter)
    with tempfile.TemporaryDirectory() as folder:
        our_seconds, our_f1 = ours(charter, dataset, Path(folder))
    their_seconds, their_f1 = theirs(dataset)
    amx = "amx_bf16" in Path("/proc/cpuinfo").read_text(encoding="utf-8")
    target = 8 if amx else 4
    ratio = their_seconds / our_seconds
    report("one epoch, the usual loop", f"{their_seconds:.0f} s, entity F1 {their_f1:.4f}", "-")
    report("one epoch, ours", f"{our_seconds:.0f} s, entity F1 {our_f1:.4f}", "F1 no lower")
    report("times as fast", f"{ratio:.1f}", f">= {target}")
    return ratio >= target and our_f1 >= their_f1


def ours(charter: Any, dataset: Dataset, folder: Path) -> tuple[float, float]:
    """Seconds of training from the cutting of the text to the saved model, validation left out; entity F1 on test."""
    started = time.monotonic()
    without = replace(dataset, validation=replace(dataset.validation, frame=dataset.validation.frame.head(0)))
    made = train(charter, without, folder=folder / "model", work=folder / "work", seed=1, progress=silent)
    seconds = time.monotonic() - started
    model = load_model(made.path, kind=dataset.kind, labels=dataset.labels)
    documents = dataset.test.documents()
    answers = model.predict(dataset.test.inputs(), documents=None if documents is None else documents.tolist())
    return seconds, entity_f1(dataset, answers.codes)


def theirs(dataset: Dataset) -> tuple[float, float]:
    """The same of the usual loop."""
    from tokenizers import Tokenizer
    from transformers import AutoModelForTokenClassification, get_linear_schedule_with_warmup

    torch.manual_seed(1)
    torch.set_num_threads(os.cpu_count() or 1)
    base = resolve_base("minilm").folder
    started = time.monotonic()
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.enable_truncation(PADDED)
    tokenizer.enable_padding(length=PADDED)
    model: Any = AutoModelForTokenClassification.from_pretrained(base, num_labels=len(dataset.labels))
    ids, mask, truth = encoded(tokenizer, dataset, "train")
    steps = -(-len(ids) // BATCH)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE)
    schedule = get_linear_schedule_with_warmup(optimiser, 0, steps)
    model.train()
    for rows in torch.randperm(len(ids)).split(BATCH):
        loss = model(input_ids=ids[rows], attention_mask=mask[rows], labels=truth[rows]).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
    seconds = time.monotonic() - started
    return seconds, entity_f1(dataset, answered(model.eval(), *encoded(tokenizer, dataset, "test"), dataset))


def encoded(tokenizer: Any, dataset: Dataset, name: str) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pieces, mask and labels of first pieces, [sentences, PADDED]."""
    split = {one.name: one for one in dataset.splits}[name]
    encodings = tokenizer.encode_batch(split.inputs(), is_pretokenized=True)
    codes = {label: code for code, label in enumerate(dataset.labels)}
    flat = np.array([codes[label] for label in split.labels()])
    lengths = split.lengths()
    assert lengths is not None
    starts = np.cumsum(lengths) - lengths
    truth = np.full((len(encodings), PADDED), IGNORED)
    for row, encoding in enumerate(encodings):
        seen: set[int] = set()
        for place, word in enumerate(encoding.word_ids):
            if word is not None and word not in seen:
                seen.add(word)
                truth[row, place] = flat[starts[row] + word]
    ids = torch.tensor([encoding.ids for encoding in encodings])
    return ids, torch.tensor([encoding.attention_mask for encoding in encodings]), torch.from_numpy(truth)


def answered(
    model: Any, ids: torch.Tensor, mask: torch.Tensor, truth: torch.Tensor, dataset: Dataset
) -> np.ndarray[Any, Any]:
    """The most probable tag of every word of the test split; O for words beyond the padded length."""
    lengths = dataset.test.lengths()
    assert lengths is not None
    outside = dataset.labels.index("O")
    found: list[int] = []
    with torch.inference_mode():
        for row in range(0, len(ids), 64):
            best = model(input_ids=ids[row : row + 64], attention_mask=mask[row : row + 64]).logits.argmax(-1)
            for place, codes in enumerate(best, start=row):
                kept = codes[truth[place] != IGNORED].tolist()
                found += kept + [outside] * (int(lengths[place]) - len(kept))
    return np.array(found)


def entity_f1(dataset: Dataset, codes: np.ndarray[Any, Any]) -> float:
    """As seqeval has it, micro."""
    names = np.array(dataset.labels)
    lengths = dataset.test.lengths()
    assert lengths is not None
    spans = Spans.count(dataset.test.labels(), names[codes].tolist(), lengths)
    right, wrong = 2 * int(spans.right.sum()), int(spans.extra.sum() + spans.missed.sum())
    return right / (right + wrong)
