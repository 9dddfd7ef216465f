"""Requests over connections that stay open, in a process of its own: as many as are answered, or at a rate.

    python -m benches._load URL KEY CONNECTIONS REQUESTS RATE < inputs.json

RATE 0 asks again as soon as an answer is there; else requests are due at even times, and their time counts from when
they were due. Prints one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from typing import Any
from urllib.parse import urlsplit

PARTS = ("overhead", "guards", "model", "commit")


async def main(url: str, key: str, connections: int, requests: int, rate: float, bodies: list[bytes]) -> dict[str, Any]:
    host = urlsplit(url)
    heads = [
        f"POST /v1/infer HTTP/1.1\r\nhost: {host.netloc}\r\nauthorization: Bearer {key}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode()
        + body
        for body in bodies
    ]
    times: list[float] = []
    parts: list[str] = []
    statuses: dict[str, int] = {}
    began = time.perf_counter()

    async def ask(number: int) -> None:
        reader, writer = await asyncio.open_connection(host.hostname, host.port)
        for place in range(number, requests, connections):
            due = began + place / rate if rate else time.perf_counter()
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            writer.write(heads[place % len(heads)])
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", head)
            assert length is not None
            await reader.readexactly(int(length[1]))
            times.append(time.perf_counter() - due)
            statuses[head[9:12].decode()] = statuses.get(head[9:12].decode(), 0) + 1
            if timing := re.search(rb"server-timing: ([^\r]*)", head):
                parts.append(timing[1].decode())
        writer.close()

    await asyncio.gather(*(ask(number) for number in range(connections)))
    seconds = time.perf_counter() - began
    told = {
        part: [float(found[1]) for one in parts if (found := re.search(rf"{part};dur=([\d.]+)", one))] for part in PARTS
    }
    return {
        "rate": requests / seconds,
        "statuses": statuses,
        "ms": {"all": quantiles([1000 * one for one in times])} | {part: quantiles(told[part]) for part in PARTS},
    }


def quantiles(values: list[float]) -> dict[str, float]:
    ordered = sorted(values) or [0.0]
    return {
        name: ordered[min(len(ordered) - 1, int(share * len(ordered)))] for name, share in (("p50", 0.5), ("p99", 0.99))
    }


if __name__ == "__main__":
    url_, key_, connections_, requests_, rate_ = sys.argv[1:]
    made = [json.dumps({"inputs": one}).encode() for one in json.load(sys.stdin)]
    try:
        import uvloop as runner
    except ImportError:
        runner = asyncio
    found_ = runner.run(main(url_, key_, int(connections_), int(requests_), float(rate_), made))
    print(json.dumps(found_))
