"""A chat model behind its charter: OpenAI's routes before an address that speaks as OpenAI's does.

    upstream = Upstream(charter.chat, key)
    digest = digest_of_upstream(charter.chat, await upstream.named())
    gateway = ChatGateway(ChatServes(…, digest, charter.name), chat_contract_of(charter), Chain(guards), upstream, …)
    server_of(ChatApplication(gateway, callers).asgi()).serve([listening("127.0.0.1", 8080)])

What goes in passes every guard, what comes out too, whole or in pieces, and how each answer ended is recorded.
"""

from troth.serving.chat.answers import ChatServes
from troth.serving.chat.application import ChatApplication
from troth.serving.chat.contract import Asked, ChatContract, chat_contract_of
from troth.serving.chat.flow import Flow
from troth.serving.chat.gateway import ChatGateway
from troth.serving.chat.sieve import Sieve
from troth.serving.chat.upstream import KEY, Upstream, digest_of_upstream

__all__ = [
    "KEY",
    "Asked",
    "ChatApplication",
    "ChatContract",
    "ChatGateway",
    "ChatServes",
    "Flow",
    "Sieve",
    "Upstream",
    "chat_contract_of",
    "digest_of_upstream",
]
