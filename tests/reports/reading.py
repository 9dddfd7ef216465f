"""A strict reader of HTML for the tests: every tag closed in order, every id once, nothing that fetches or runs."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "wbr", "link", "img", "input", "hr"}
ADDRESSES = {"href", "src", "srcset", "action", "data", "poster", "xlink:href", "background", "formaction"}


class Page(HTMLParser):
    """What a page holds. Fails on the first fault."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.referred: set[str] = set()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.styles: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, f"left open: {self.open}"
        assert self.links <= self.ids, f"links to nowhere: {self.links - self.ids}"
        assert self.referred <= self.ids

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> at {self.getpos()} closes another tag"

    def handle_data(self, data: str) -> None:
        (self.styles if self.open and self.open[-1] == "style" else self.words).append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment in the page: {data[:60]}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration in the page: {data[:60]}")

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs), f"an attribute twice in <{tag}> at {self.getpos()}"
        assert tag not in {"script", "iframe", "object", "embed", "base", "form", "link", "img"}, tag
        for name, value in given.items():
            assert not name.startswith("on"), f"{name} in <{tag}>"
            if name in ADDRESSES:
                assert (value or "").startswith("#"), f"{name}={value} leaves the page"
                self.links.add((value or "")[1:])
        if "id" in given:
            assert given["id"] not in self.ids, f"id {given['id']} twice"
            self.ids.add(given["id"] or "")
        self.referred |= set((given.get("aria-labelledby") or "").split())
        self.tags.append((tag, given))

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def count(self, tag: str, kind: str | None = None) -> int:
        return sum(
            1 for name, given in self.tags if name == tag and (not kind or kind in (given.get("class") or "").split())
        )
