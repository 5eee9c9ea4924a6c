"""Look a PDF over: what pikepdf's PDF/A validator finds, and whether it can be read aloud.

The validator knows the rules of PDF/A-2b and approves only what it recognises. `EXPLAINED` holds what it reports about
a good PDF/A-2a file, each with why; level A and PDF/UA-1 ask tags besides, and those are walked here. It is no veraPDF.
"""

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import pdfa

EXPLAINED = (
    "/CIDSet on a CIDFontType2 subset is not checked",  # optional in part 2, and not looked at
    "pdfaid:conformance is 'A', expected 'B'",  # level A holds all that level B asks
    "the content of structured XMP property xmpMM:History is not checked",
    "XMP namespace xmpTPg=",  # a namespace of XMP itself
    "XMP property xmpTPg:NPages",
    "XMP namespace pdfaExtension=",  # how a PDF/A declares a namespace of its own: that of PDF/UA
    "XMP namespace pdfaSchema=",
    "XMP namespace pdfaProperty=",
    "XMP property pdfaExtension:schemas",
    "XMP property pdfuaid:part",
)
_DESTINATIONS = ("pikepdf:schema-OutlineItem", "pikepdf:schema-LinkAnnot")  # an array by reference: PDF allows it
_ACTIVE = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/AA", "/OpenAction", "/URI", "/SubmitForm")


def faults(content: bytes) -> list[str]:
    """Return everything that is wrong with a PDF as an archived, accessible paper."""
    with pikepdf.open(io.BytesIO(content)) as document:
        found = [str(one) for one in pdfa.check(document, "2b").findings if not _is_explained(one)]
        return [*found, *_declared(document), *_tagged(document), *_passive(document)]


def text_of(content: bytes) -> str:
    """Return all text as a reader would copy it, every run of blanks one space."""
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return " ".join(" ".join(pages).replace("\u200b", "").replace("\ufffe", "-").split())


def text_left_of(content: bytes, head: str) -> str:
    """Return what stands whole on the first page before the column with this head, without blanks."""
    document = pypdfium2.PdfDocument(content)
    text = document[0].get_textpage()
    place, _ = text.search(head, match_case=True, match_whole_word=True).get_next()
    said = text.get_text_bounded(right=text.get_charbox(place)[0])
    document.close()
    return "".join(said.replace("\u200b", "").split())


def pages_of(content: bytes) -> int:
    """Return how many pages there are."""
    document = pypdfium2.PdfDocument(content)
    count = len(document)
    document.close()
    return count


def _is_explained(finding: pdfa.Finding) -> bool:
    if finding.rule in _DESTINATIONS and finding.where.endswith("/Dest"):
        return "is not valid under any of the given schemas" in finding.message
    return finding.message.startswith(EXPLAINED)


def _declared(document: pikepdf.Pdf) -> Iterator[str]:
    """Look at what the file says about itself."""
    root = document.Root
    with document.open_metadata() as xmp:
        said = {name: xmp.get(name) for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")}
        title = xmp.get("dc:title")
    if said != {"pdfaid:part": "2", "pdfaid:conformance": "A", "pdfuaid:part": "1"}:
        yield f"XMP says {said}"
    if not title:
        yield "no title"
    if str(root.get("/Lang")) != "nl-NL":
        yield f"language {root.get('/Lang')}"
    if not root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked"):
        yield "not marked"
    if not root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle"):
        yield "the window does not show the title"
    if "/Outlines" not in root:
        yield "no bookmarks"


def _tagged(document: pikepdf.Pdf) -> Iterator[str]:
    """Walk the tags: one first heading, no level skipped, every table with heads that have a scope."""
    if "/StructTreeRoot" not in document.Root:
        yield "no tags"
        return
    tags = list(elements(document.Root.StructTreeRoot))
    kinds = [str(one.get("/S")) for one in tags]
    levels = [int(kind[2:]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdigit()]
    if not levels or levels[0] != 1 or levels.count(1) != 1:
        yield f"headings start as {levels[:3]}"
    if any(after > before + 1 for before, after in pairwise(levels)):
        yield f"a level of headings is skipped: {levels}"
    for table in (one for one, kind in zip(tags, kinds, strict=True) if kind == "/Table"):
        heads = [one for one in elements(table) if str(one.get("/S")) == "/TH"]
        if not heads:
            yield "a table without heads"
        if any("/Scope" not in str(one.get("/A")) and "/Scope" not in repr(one.get("/A")) for one in heads):
            yield "a head without scope"
    if any(kind == "/Figure" and "/Alt" not in one for one, kind in zip(tags, kinds, strict=True)):
        yield "a figure without alternative"
    if any("/StructParents" not in page for page in document.pages):
        yield "a page outside the tags"


def elements(parent: Any) -> Iterator[Any]:
    """Go through all tags below one, from the top down."""
    below = parent.get("/K")
    for one in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(one, pikepdf.Dictionary) and "/S" in one:
            yield one
            yield from elements(one)


def _passive(document: pikepdf.Pdf) -> Iterator[str]:
    """Nothing runs, nothing goes out, and every font is inside."""
    for item in document.objects:
        if not isinstance(item, pikepdf.Dictionary):
            continue
        yield from (f"it has {key}" for key in _ACTIVE if key in item or str(item.get("/S")) == key)
        if item.get("/Type") == "/FontDescriptor" and not {"/FontFile2", "/FontFile3"} & set(item.keys()):
            yield f"font {item.get('/FontName')} is not inside"
