"""The gateway killed a hundred times under load, fed fifty thousand bent requests, and left without a disk.

    python -m benches durability

After every kill -9 it is begun again and timed until it answers. At the end every answer that anybody got, by its
signed receipt, is in the log of decisions, and `verify` calls that log genuine. A disk that is full, or may not be
written, is a 503 and leaves the log as it was.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx

from benches._served import Place, place
from benches.gateway import CHARTER, banking
from benches.int8 import NAMES, SHARED, train, trained

KILLS, BENT, BACK = 100, 50_000, 3.0
CALLERS = 8
MEGABYTES = 24
Report = Callable[[str, str, str], None]


def run(report: Report) -> bool:
    """All of it; good where nothing is lost."""
    model = trained().get(NAMES[1]) or train(NAMES[1])
    with place(model, CHARTER.format(data=SHARED, names="false")) as here:
        good = killed(here, report, KILLS)
        good &= mutated(here, report, BENT)
    with place(model, CHARTER.format(data=SHARED, names="false")) as here:
        return full(here, report) and good


def killed(here: Place, report: Report, kills: int) -> bool:
    """Kill it at random points while callers ask; then hold every receipt against the log."""
    from troth.record import open_receipt, open_record, verify

    texts, draw = banking(), random.Random(1)
    receipts: list[str] = []
    back: list[float] = []
    port = free()
    for _ in range(kills):
        began = time.perf_counter()
        url = here.start("--port", str(port))
        while not ready(url):
            time.sleep(0.01)
        back.append(time.perf_counter() - began)
        stop = threading.Event()
        callers = [
            threading.Thread(target=keep_asking, args=(url, here.key, texts, stop, receipts)) for _ in range(CALLERS)
        ]
        for one in callers:
            one.start()
        time.sleep(draw.uniform(0.05, 1.0))
        here.stop(signal.SIGKILL)
        stop.set()
        for one in callers:
            one.join()
    with open_record(here.log) as record:
        size = len(record)
        promised = [leaf for one in receipts for leaf in open_receipt(one.encode(), record.key).leaves]
        lost = sum(index >= size or record.entry(index).leaf_hash != leaf for index, leaf in promised)
    genuine = verify(here.log).genuine and verify(here.folder / ".troth" / "record.db").genuine
    worst = max(back)
    report("kill -9 under load", f"{kills} times, {len(receipts):,} answers, {size:,} entries", "")
    report("answers that the log does not have", str(lost), "0")
    report("both logs genuine", str(genuine), "True")
    report("back after", f"p50 {sorted(back)[kills // 2]:.2f} s, at most {worst:.2f} s", f"{BACK} s")
    return lost == 0 and genuine and worst <= BACK and len(receipts) > kills


def keep_asking(url: str, key: str, texts: list[str], stop: threading.Event, receipts: list[str]) -> None:
    """Ask until told to stop, or nobody answers; keep the receipt of every answer that arrived whole."""
    draw = random.Random(threading.get_ident())
    with httpx.Client(headers={"authorization": f"Bearer {key}"}, trust_env=False) as client:
        while not stop.is_set():
            try:
                answer = client.post(f"{url}/v1/infer", json={"inputs": [{"text": draw.choice(texts)}]})
            except httpx.HTTPError:
                return
            if answer.status_code == 200:
                receipts.append(answer.json()["receipt"])


def ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def mutated(here: Place, report: Report, count: int) -> bool:
    """Requests bent at random places: none may be a 5xx, or keep it from answering others."""
    url = here.start()
    host, port = "127.0.0.1", int(url.rpartition(":")[2])
    body = json.dumps({"inputs": [{"text": "where is my card", "subject": "a"}]}).encode()
    whole = (
        f"POST /v1/infer HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {here.key}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    ).encode() + body
    draw, seen = random.Random(7), Counter[str]()
    for number in range(count):
        seen[status(host, port, bend(whole, draw, number))] += 1
    answers = httpx.post(
        f"{url}/v1/infer",
        json={"inputs": [{"text": "where is my card"}]},
        headers={"authorization": f"Bearer {here.key}"},
        trust_env=False,
    )
    bad = {code: times for code, times in seen.items() if code.startswith("5")}
    stands = answers.status_code == 200 and here.process is not None and here.process.poll() is None
    here.stop()
    report("requests bent at random", f"{count:,}: {dict(seen.most_common(8))}", "no 5xx")
    report("and it stands", str(stands), "True")
    return not bad and stands


def bend(whole: bytes, draw: random.Random, number: int) -> bytes:
    """Some bytes changed, removed, put in, or repeated; every fourth time in the body alone, which stays as long."""
    bent = bytearray(whole)
    start = whole.index(b"\r\n\r\n") + 4 if number % 4 == 0 else 0
    for _ in range(draw.randint(1, 6)):
        place_ = draw.randrange(start, len(bent))
        how = draw.randrange(4) if start == 0 else 0
        if how == 0:
            bent[place_] = draw.randrange(256)
        elif how == 1:
            del bent[place_ : place_ + draw.randint(1, 20)]
        elif how == 2:
            bent[place_:place_] = draw.randbytes(draw.randint(1, 20))
        else:
            bent[place_:place_] = bent[draw.randrange(len(bent)) :][:30]
    return bytes(bent)


def status(host: str, port: int, data: bytes) -> str:
    """The status of what comes back; `closed` where nothing does, `waits` where more is waited for."""
    try:
        with socket.create_connection((host, port), timeout=5) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(2)
            head = connection.recv(32)
    except TimeoutError:
        return "waits"
    except OSError:
        return "closed"
    return head[9:12].decode("ascii", "replace") if head.startswith(b"HTTP/1.1 ") else "closed"


def full(here: Place, report: Report) -> bool:
    """A disk that fills while it serves, and one that may not be written."""
    from troth.record import verify

    with small(here) as mounted:
        if not mounted:
            report("full disk", "not tried: nothing can be mounted here", "")
            return True
        url = here.start()
        filler = here.folder / ".troth" / "filler"
        taken = os.statvfs(filler.parent)
        filler.write_bytes(b"x" * max(0, taken.f_bavail * taken.f_frsize - 200_000))
        seen = Counter(asked(url, here.key) for _ in range(400))
        filler.unlink()
        after = asked(url, here.key)
        here.stop()
        genuine = verify(here.log).genuine
        report("full disk", f"{dict(seen)}; with room again {after}", "200, then 503")
        subprocess.run(["mount", "-o", "remount,ro", str(here.folder / ".troth")], check=True)
        started = subprocess.run(
            [sys.executable, "-m", "troth.cli.main", "serve", "charter.yaml", "--port", "0"],
            cwd=here.folder,
            capture_output=True,
            text=True,
            timeout=120,
        )
        clear = started.returncode == 2 and "Traceback" not in started.stderr
        report("read-only disk", f"exit {started.returncode}: {started.stderr.strip()[:80]}", "refused, exit 2")
    return set(seen) == {200, 503} and after == 200 and genuine and clear


def asked(url: str, key: str) -> int:
    body = {"inputs": [{"text": "where is my card"}]}
    headers = {"authorization": f"Bearer {key}"}
    return httpx.post(f"{url}/v1/infer", json=body, headers=headers, trust_env=False, timeout=30).status_code


@contextmanager
def small(here: Place) -> Iterator[bool]:
    """The home on a disk of a few megabytes; whether that could be."""
    home, aside = here.folder / ".troth", here.folder / "aside"
    home.rename(aside)
    home.mkdir(mode=0o700)
    kind = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(home)]
    try:
        mounted = subprocess.run(kind, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    try:
        subprocess.run(["cp", "-a", f"{aside}/.", str(home)], check=True)
        yield mounted
    finally:
        here.stop()
        if mounted:
            subprocess.run(["umount", str(home)], check=False)
