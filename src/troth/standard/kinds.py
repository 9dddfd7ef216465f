"""The kinds of task that a charter can be of."""

from __future__ import annotations

from typing import Final, Literal

TaskKind = Literal["text-classification", "token-classification", "tabular-classification", "chat"]

TEXT: Final = "text-classification"
TOKENS: Final = "token-classification"
TABLE: Final = "tabular-classification"
CHAT: Final = "chat"
TASK_KINDS: tuple[TaskKind, ...] = (TEXT, TOKENS, TABLE)
"""Those of classifiers, which are trained, judged and explained here. A chat model is served alone."""
