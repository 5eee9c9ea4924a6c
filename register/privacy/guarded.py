"""The guard in forms: a text with client data in it is not kept before its writer saw what stands there (D5, PR9)."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from register.errors import Invalid
from register.privacy.anonymity.finding import Finding, Sort
from register.privacy.anonymity.guard import look

KEPT_ANYWAY = "kept_anyway"
"""The name of the tick "Toch bewaren" in every form; its value is the digest of what was warned about."""

MOST_SHOWN = 8
"""So many places of one sort are shown; the others are counted."""
_AROUND = 40
"""Letters shown before and after what was found."""
_WARNING = "Hier staat misschien iets waaraan een cliënt te herkennen is. Er is nog niets bewaard."


@dataclass(frozen=True, kw_only=True)
class Place:
    """One finding with the words around it, so that its writer finds it back."""

    before: str
    words: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """Everything of one sort in the texts, with what to write instead."""

    kind: Sort
    remedy: str
    places: tuple[Place, ...]
    more: int
    """So many places of this sort are not among `places`."""


class ClientData(Invalid):
    """A text may point to a client (*mogelijk cliëntgegeven*): show it with `ui.guard` and ask once more.

    It is an `Invalid`, so that a form which forgets about it still refuses: catch it before `Invalid`.
    """

    def __init__(self, found: Mapping[str, tuple[str, tuple[Finding, ...]]]) -> None:
        super().__init__(next(iter(found)), _WARNING)
        self._found = found

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields in which something was found, in the order of the form."""
        return tuple(self._found)

    @cached_property
    def digest(self) -> str:
        """The value of "Toch bewaren": belongs to these very texts, another text is looked at again."""
        return _digest({field: text for field, (text, _) in self._found.items()})

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """What was found, by sort, in the order of the texts."""
        by_kind: dict[Sort, list[tuple[str, Finding]]] = {}
        for text, findings in self._found.values():
            for finding in findings:
                by_kind.setdefault(finding.kind, []).append((text, finding))
        return tuple(_group(found) for found in by_kind.values())


def refuse_client_data(
    texts: Mapping[str, str],
    *,
    colleagues: Collection[str] = (),
    kept_anyway: str = "",
    known: Collection[str] = (),
) -> None:
    """Warn for client data in what is about to be kept, once for these very texts.

    `texts` are the texts by form field; `colleagues` the names that may stand there (see `anonymity.guard.look`);
    `kept_anyway` what the form's tick "Toch bewaren" carried; `known` texts that are kept already.

    Raises:
        ClientData: something was found, and the writer did not say that it may stay.

    """
    kept = set(map(_plain, known))
    looked_at = {field: text for field, text in texts.items() if text.strip() and _plain(text) not in kept}
    found = {
        field: (text, findings) for field, text in looked_at.items() if (findings := look(text, colleagues=colleagues))
    }
    if not found:
        return
    warning = ClientData(found)
    if kept_anyway != warning.digest:
        raise warning


def _digest(texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for field, text in sorted(texts.items()):
        digest.update(f"{field}\0{_plain(text)}\0".encode())
    return digest.hexdigest()


def _plain(text: str) -> str:
    """Take out what a browser changes on the way: line ends and blanks."""
    return " ".join(text.split())


def _group(found: list[tuple[str, Finding]]) -> Group:
    shown = found[:MOST_SHOWN]
    return Group(
        kind=found[0][1].kind,
        remedy=found[0][1].remedy,
        places=tuple(_place(text, finding) for text, finding in shown),
        more=len(found) - len(shown),
    )


def _place(text: str, finding: Finding) -> Place:
    return Place(
        before="".join(_before(text[: finding.start])),
        words=text[finding.start : finding.end],
        after="".join(_after(text[finding.end :])),
    )


def _before(text: str) -> Iterator[str]:
    """Give the last words of the line before a finding, with an ellipsis where it begins earlier."""
    line = text.rpartition("\n")[2]
    if len(line) > _AROUND:
        yield "…"
        line = line[-_AROUND:].partition(" ")[2]
    yield line


def _after(text: str) -> Iterator[str]:
    """Give the first words of the line after a finding, with an ellipsis where it goes on."""
    line = text.partition("\n")[0]
    if len(line) <= _AROUND:
        yield line
        return
    yield line[:_AROUND].rpartition(" ")[0]
    yield "…"
