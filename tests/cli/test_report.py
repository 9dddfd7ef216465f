"""`troth report`: papers again, or one sentence why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.cli.main import main


def ran(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000 + b"]" * 100_000,
        b'{"format": 1, "clauses": ' + b"[" * 400 + b"]" * 400 + b"}",
        b"\xff\xfe\x00",
        b"",
        b"[]",
        b'{"format": 99}',
    ],
    ids=["deep", "deep-inside", "binary", "empty", "list", "newer"],
)
def test_what_is_no_audit_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    (tmp_path / "report.json").write_bytes(content)
    assert ran("report", tmp_path / "report.json", "--format", "junit") == 2
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert list(tmp_path.iterdir()) == [tmp_path / "report.json"]
