"""A tiny language model of random weights, and `transformers serve` before it, as OpenAI's servers answer."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

NAME = "tests/tiny"
TEMPLATE = "{% for one in messages %}<{{ one['role'] }}>{{ one['content'] }}\n{% endfor %}<assistant>"


def write_model(cache: Path) -> None:
    """Into a cache of the hub, where the server looks for what it has: two layers, and a tokenizer of bytes."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    # The signs that the bytes of ASCII have: whatever the model draws is text.
    alphabet = ["Ċ", "Ġ", *map(chr, range(33, 127))]
    vocabulary = {sign: code for code, sign in enumerate([*alphabet, "<|end|>"])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|end|>", pad_token="<|end|>")
    fast.chat_template = TEMPLATE
    torch.manual_seed(5)
    config = LlamaConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=2048,
        eos_token_id=vocabulary["<|end|>"],
        pad_token_id=vocabulary["<|end|>"],
        bos_token_id=None,
    )
    room = cache / f"models--{NAME.replace('/', '--')}"
    commit = "0" * 40
    snapshot = room / "snapshots" / commit
    LlamaForCausalLM(config).eval().save_pretrained(snapshot)
    fast.save_pretrained(snapshot)
    (room / "refs").mkdir()
    (room / "refs" / "main").write_text(commit)


class Served:
    """The server as a process of its own. address: where it answers."""

    def __init__(self, room: Path) -> None:
        write_model(room / "hub")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/v1"
        self.log = room / "serve.log"
        environment = {**os.environ, "HF_HOME": str(room), "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "transformers.cli.transformers", "serve", "--device", "cpu"]
        command += ["--host", "127.0.0.1", "--port", str(port)]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)

    def wait(self, seconds: float = 120.0) -> None:
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and self.process.poll() is None:
            try:
                httpx.get(f"{self.address}/models", timeout=5, trust_env=False)
            except httpx.HTTPError:
                time.sleep(0.2)
            else:
                return
        raise AssertionError(f"it does not listen: {self.log.read_text()[-2000:]}")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(30)
