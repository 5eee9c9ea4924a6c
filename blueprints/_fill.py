"""Put typed values back into the form of a finished page, whatever made that form."""

from collections import defaultdict
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser

from register.draft import Draft

_NOTE = (
    '<p class="rg-flash rg-flash--good" role="status">Wat je zonet typte staat er nog. '
    "Kijk het na en sla het op. Een bestand kies je opnieuw.</p>"
)
_LEFT_ALONE = frozenset({"csrf_token", "form_key"})
_NOT_TYPED = frozenset({"submit", "button", "image", "reset", "file", "password"})


def fill(page: str, draft: Draft, *, path: str) -> str:
    """Return the page with the draft in the form that posts to `draft.path`; `path` is where the page stands."""
    filler = _Filler(draft, path)
    filler.feed(page)
    filler.close()
    return "".join(filler.out)


class _Filler(HTMLParser):
    """Copies a page sign for sign and changes only the fields of one form."""

    def __init__(self, draft: Draft, path: str) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._draft = draft
        self._path = path
        self._values: dict[str, list[str]] = defaultdict(list)
        for name, value in draft.fields:
            self._values[name].append(value)
        self._inside = False
        self._select: Sequence[str] | None = None
        self._skip_text = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy a start tag, filled in where it is a field of our form."""
        given = {name: value or "" for name, value in attrs}
        written = self.get_starttag_text() or ""
        if tag == "form":
            self._inside = self._is_ours(given)
            written += _NOTE if self._inside else ""
        elif self._inside and tag in {"input", "select", "option", "textarea"}:
            written = self._filled(tag, given, written)
        self.out.append(written)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy a tag that closes itself as any other."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Copy an end tag; after `</form>` nothing is filled in any more."""
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._skip_text = False
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Copy text, but for what stood in a text area that was filled in."""
        if not self._skip_text:
            self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        """Copy a named sign as it was written."""
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Copy a numbered sign as it was written."""
        self.handle_data(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """Copy a comment."""
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        """Copy the declaration at the top."""
        self.out.append(f"<!{decl}>")

    def _is_ours(self, given: dict[str, str]) -> bool:
        action = given.get("action", "").split("?")[0] or self._path.split("?")[0]
        target = self._draft.path
        return given.get("method", "get").lower() == "post" and (
            action == target or (action != "/" and target.startswith(f"{action}/"))
        )

    def _filled(self, tag: str, given: dict[str, str], written: str) -> str:
        name = given.get("name", "")
        if tag == "option":
            if self._select is None:
                return written
            return _rewritten(tag, given, mark="selected", on=given.get("value", "") in self._select)
        if not name or name in _LEFT_ALONE:
            return written
        if tag == "select":
            self._select = self._values[name]
            return written
        return self._textarea(name, written) if tag == "textarea" else self._input(name, given, written)

    def _textarea(self, name: str, written: str) -> str:
        if not self._values[name]:
            return written
        self._skip_text = True
        return f"{written}\n{escape(self._values[name].pop(0))}"

    def _input(self, name: str, given: dict[str, str], written: str) -> str:
        kind = given.get("type", "text").lower()
        if kind in _NOT_TYPED:
            return written
        if kind in {"checkbox", "radio"}:
            return _rewritten("input", given, mark="checked", on=given.get("value", "on") in self._values[name])
        if not self._values[name]:
            return written
        return _rewritten("input", {**given, "value": self._values[name].pop(0)})


def _rewritten(tag: str, given: dict[str, str], *, mark: str = "", on: bool = False) -> str:
    kept = {name: value for name, value in given.items() if name != mark}
    if mark and on:
        kept[mark] = ""
    written = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
    return f"<{tag}{written}>"
