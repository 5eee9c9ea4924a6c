"""A template and data become a PDF: tagged (PDF/UA-1), archival (PDF/A-2a), equal for equal data and moment (EX10)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from register.current import AMSTERDAM
from register.evidence.names import clean_name
from register.evidence.papers.press import PRESS, Awaited
from register.evidence.papers.printable import printable
from register.rules.explain import day

LONGEST_TITLE = 300
_FOLDER = "register.evidence.papers"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A paper before it is set: which template, what it says, and how the file will be called."""

    template: str
    """Name of a file in `templates/`, without its ending."""
    kind: str
    """What it is called above it ("Presentielijst")."""
    prefix: str
    """Two letters of the document code."""
    title: str
    """Title in the file's properties and in the reader's window."""
    organisation: str
    file_name: str
    data: Mapping[str, Any]
    """What the template prints: texts, numbers, lists; printed as text whatever stands in it."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A made paper (*stuk*)."""

    name: str
    """Cleaned file name, "presentielijst-2026-03-05.pdf"."""
    title: str
    code: str
    """The document code: the same for the same content, whenever it is printed."""
    content: bytes


def typeset(draft: Draft, *, at: datetime) -> Paper:
    """Make the PDF of a draft; the same draft and moment give the same bytes.

    Raises:
        PaperRefused: it cannot be set now.

    """
    heading, request = _laid_out(draft, at)
    return Paper(
        name=clean_name(draft.file_name, "pdf"),
        title=heading["title"],
        code=heading["code"],
        content=PRESS.set(request),
    )


def ask_ahead(draft: Draft, *, at: datetime) -> Awaited:
    """Ask for the PDF of a draft, the same bytes as `typeset` makes, to be taken later.

    Raises:
        PaperRefused: it cannot be set now.

    """
    return PRESS.ask(_laid_out(draft, at)[1])


def _laid_out(draft: Draft, at: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what stands at the head of a paper, and what the press is asked."""
    data, coded = printable(dict(draft.data))
    made = at.astimezone(AMSTERDAM)
    heading, _ = printable(
        {
            "title": shortened(draft.title),
            "kind": draft.kind,
            "organisation": draft.organisation,
            "code": document_code(draft),
            "made": f"{day(made.date())}, {made:%H:%M}",
        }
    )
    request = {
        "source": _source(draft.template),
        "data": json.dumps({"paper": heading | {"coded": coded}, "data": data}),
        "moment": int(at.timestamp()),
    }
    return heading, request


def shortened(title: str) -> str:
    """Return a title that fits in the properties of a file; the paper itself says it whole."""
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def document_code(draft: Draft) -> str:
    """Return the code of a content: two letters and 12 hexadecimal figures of its SHA-256 ("PL-3F2A-91BC-07DE")."""
    said = [draft.template, draft.title, draft.organisation, draft.data]
    figures = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12].upper()
    return "-".join([draft.prefix, figures[:4], figures[4:8], figures[8:]])


@cache
def _source(template: str) -> str:
    """Read what all papers share and the template itself; nothing of the data is ever in it."""
    folder = files(_FOLDER).joinpath("templates")
    return "".join(folder.joinpath(f"{name}.typ").read_text("utf-8") for name in ("paper", template))
