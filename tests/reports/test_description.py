"""The page of a description: whole, offline, in two languages, and nothing in Chinese left in English."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reports.reading import Page
from troth.data import Asked, describe, document, read_reference, sheet_of
from troth.errors import ReportError
from troth.progress import Progress
from troth.reports import render_description
from troth.standard import Columns

KNOWN = frozenset(
    [
        *("Troth", "UTC", "UTF", "utf", "gb", "windows", "Unicode", "JSON", "csv", "conll", "kB", "MB", "NUL"),
        *("Clopper", "Pearson", "Bonferroni", "Krippendorff", "alpha", "tokens", "tags", "document"),
    ]
)
"""Names of people, encodings, formats and units that are written so in Chinese too."""
CHARACTERS = "我们的银行卡在哪里请告诉问题不是了会说时间现天明你他她来去上下大小多少好坏新旧开关门窗水火山石田土"
MADE = {"troth": "0.1", "made": "2026-11-23T08:00:00Z", "name": "数据", "charter": None}


def sentence(draw: random.Random, size: int = 14) -> str:
    return "".join(draw.choices(CHARACTERS, k=size))


def rows(draw: random.Random) -> list[list[str]]:
    """Texts with everything that is looked for among them."""
    found = [
        [sentence(draw, 9 + at % 13), "是否"[at % 2], "男女"[at // 3 % 2], str(20 + at % 50), ""] for at in range(400)
    ]
    one, other = sentence(draw, 30), sentence(draw, 30)
    found += [[one, "是", "男", "30", ""], [one, "是", "男", "30", ""], [one, "否", "女", "31", ""]]
    found += [[other + "了", "是", "女", "30", ""], [other + "的", "是", "女", "年", ""]]
    found += [
        ["", "是", "男", "40", ""],
        [sentence(draw), "", "男", "40", ""],
        [sentence(draw, 4000), "是", "女", "5", ""],
    ]
    found += [
        ["=" + sentence(draw), "否", "男", "33", ""],
        ["甲\u202e乙\u200b丙" + sentence(draw), "否", "男", "33", ""],
    ]
    found += [["丁\ufffd戊\u0007" + sentence(draw), "少", "男", "33", ""]]
    return found


def write(path: Path, header: list[str], lines: list[list[str]], end: str = "\n") -> None:
    text = end.join(",".join(f'"{cell}"' for cell in line) for line in [header, *lines]) + end
    path.write_bytes(text.encode())


def wrong(asked: Asked, _: Progress) -> np.ndarray[Any, Any]:
    """Answers that contradict a label in twenty."""
    shares = np.full((len(asked.codes), len(asked.labels)), 0.1)
    told = asked.codes.copy()
    told[::20] = (told[::20] + 1) % len(asked.labels)
    shares[np.arange(len(told)), told] = 0.9
    return shares / shares.sum(1, keepdims=True)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder, draw = tmp_path_factory.mktemp("数据"), random.Random(1)
    train = rows(draw)
    header = ["文", "标", "性", "年龄", "空"]
    write(folder / "训.csv", header, train)
    near = [train[403][0][:-1] + "在", *train[403][1:]]
    foreign = "\r\n".join(f"{sentence(draw)},是,男,30," for _ in range(4)) + "\r\n"
    write(folder / "测.csv", header, [train[0], near, *([sentence(draw), "否", "女", "9", ""] for _ in range(9))])
    with (folder / "测.csv").open("ab") as file:
        file.write(foreign.encode("gb18030"))
    (folder / "普查.csv").write_text("group,value,share\n性,男,0.9\n性,女,0.1\n")
    columns = Columns(text="文", label="标", groups=("性",))
    sheets = [sheet_of(folder / name, columns=columns) for name in ("训.csv", "测.csv")]
    reference = read_reference(folder / "普查.csv")
    return {**MADE, **document(describe(sheets, reference=reference, probabilities=wrong))}


@pytest.fixture(scope="module")
def votes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder, draw = tmp_path_factory.mktemp("票"), random.Random(2)
    lines = [[sentence(draw), "甲乙"[at % 2], "甲乙"[at % 7 > 2]] for at in range(120)]
    write(folder / "票.csv", ["文", "一", "二"], lines)
    return {
        **MADE,
        **document(describe([sheet_of(folder / "票.csv", columns=Columns(text="文", annotators=("一", "二")))])),
    }


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder, draw = tmp_path_factory.mktemp("表"), random.Random(3)
    lines = [
        [str(20 + at % 50), str(at), "甲乙丙"[at % 3], f"2024-01-{at % 28 + 1:02d}", draw.choice(["是", "否"])]
        for at in range(300)
    ]
    write(
        folder / "表.csv",
        ["年龄", "收入", "城", "日", "标"],
        [*lines, ["年", "3", "?", "", "是"], ["9999", "3", "", "", "是"]],
    )
    return {**MADE, **document(describe([sheet_of(folder / "表.csv", columns=Columns(label="标", groups=("城",)))]))}


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder, draw = tmp_path_factory.mktemp("词"), random.Random(4)
    lines = [f"{draw.choice(CHARACTERS)}\t{draw.choice(['O', 'O', 'B-人'])}\n" for _ in range(900)]
    text = "".join(line + "\n" * (at % 9 == 8) for at, line in enumerate(lines))
    (folder / "词.conll").write_text(text + "\n你\tO\n好\tO\n\n你\tO\n好\tB-人\n")
    return {**MADE, **document(describe([sheet_of(folder / "词.conll")]))}


DOCUMENTS = ["texts", "votes", "table", "words"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_pages_are_whole_and_fetch_nothing(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    papers = render_description(request.getfixturevalue(name), tmp_path, "page")
    for language in ("en", "zh"):
        page = Page(papers[f"html.{language}"].read_text("utf-8"))
        assert page.count("table") >= 2
        assert page.count("section") >= 4
    assert json.loads(papers["json"].read_text())["name"] == "数据"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_in_chinese_is_left_in_english(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    papers = render_description(request.getfixturevalue(name), tmp_path, "page")
    text = re.sub(r"sha256:\w+|/\S+\.\w+:\d+", " ", Page(papers["html.zh"].read_text("utf-8")).text)
    left = {word for word in re.findall(r"[A-Za-z][A-Za-z]+", text) if word not in KNOWN}
    assert not left, [part for part in text.split("。") if set(re.findall("[A-Za-z]{2,}", part)) - KNOWN]


def test_everything_that_is_looked_for_is_on_the_page(texts: dict[str, Any], votes: dict[str, Any]) -> None:
    kinds = {one["kind"] for one in texts["listings"]}
    assert kinds == {
        *("copies", "near_copies", "conflicts", "leaked", "nearly_leaked", "suspects", "odd", "formulas", "outliers"),
        *("without_content", "without_label"),
    }
    assert {one["kind"] for one in votes["listings"]} >= {"tied"}
    assert votes["sheets"][0]["agreement"]["estimate"] is not None
    assert texts["representation"][0]["differ"]


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_two_words_of_a_picture_overlap(
    name: str, language: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    papers = render_description(request.getfixturevalue(name), tmp_path, "page")
    page = papers[f"html.{language}"].read_text("utf-8")
    pictures = re.findall(r'<svg class="plot" viewBox="0 0 (\d+) (\d+)".*?</svg>', page, re.DOTALL)
    assert len(pictures) == page.count('class="plot"')
    for picture in re.finditer(r'<svg class="plot" viewBox="0 0 (\d+) (\d+)"(.*?)</svg>', page, re.DOTALL):
        boxes = [_box(*text) for text in re.findall(r"<text([^>]*)>([^<]*)</text>", picture[3])]
        for left, right, low, high in boxes:
            assert left >= 0
            assert right <= int(picture[1])
            assert low >= 0
            assert high <= int(picture[2])
        for at, one in enumerate(boxes):
            for other in boxes[:at]:
                beside = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
                assert beside, picture[0]


def _box(attributes: str, text: str) -> tuple[float, float, float, float]:
    """The room of a text of 11 units' size: a wide character takes all of it, another one six tenths."""
    found = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
    wide = sum(11.0 if ord(one) > 0x2E80 else 6.6 for one in text)
    start = float(found["x"]) - wide * {"middle": 0.5, "end": 1.0}.get(found.get("text-anchor", ""), 0.0)
    return start, start + wide, float(found["y"]) - 9, float(found["y"]) + 2


def test_what_is_no_description_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="is not a description"):
        render_description({"format": 2}, tmp_path, "page")
    assert not list(tmp_path.iterdir())
