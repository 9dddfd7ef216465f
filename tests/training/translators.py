"""Tiny translators of random weights, which say something else of every text."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import MarianConfig, MarianMTModel, T5Config, T5ForConditionalGeneration

from training.tiny import WORDS

PAD, END, UNKNOWN = "<pad>", "</s>", "<unk>"


def make_translator(folder: Path, seed: int) -> Path:
    """A T5 of one layer over the words of the tests."""
    config = T5Config(
        vocab_size=_save_tokenizer(folder),
        d_model=16,
        d_kv=8,
        d_ff=32,
        num_layers=1,
        num_heads=2,
        pad_token_id=0,
        eos_token_id=1,
        decoder_start_token_id=0,
        initializer_factor=8.0,
    )
    torch.manual_seed(seed)
    T5ForConditionalGeneration(config).save_pretrained(folder)
    return folder


def make_marian(folder: Path, positions: int) -> Path:
    """A Marian of one layer over the same words, with a table of so many positions; it seldom ends what it says."""
    config = MarianConfig(
        vocab_size=_save_tokenizer(folder),
        d_model=16,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=16,
        decoder_ffn_dim=16,
        max_position_embeddings=positions,
        pad_token_id=0,
        eos_token_id=1,
        decoder_start_token_id=0,
        forced_eos_token_id=None,
    )
    torch.manual_seed(1)
    MarianMTModel(config).save_pretrained(folder)
    return folder


def _save_tokenizer(folder: Path) -> int:
    """A tokenizer of the words of the tests; how many pieces it has."""
    vocabulary = [PAD, END, UNKNOWN, *dict.fromkeys(WORDS)]
    tokenizer = Tokenizer(models.WordLevel({word: place for place, word in enumerate(vocabulary)}, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(single=f"$A {END}", special_tokens=[(END, 1)])
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.add_special_tokens([PAD, END, UNKNOWN])
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    return len(vocabulary)
