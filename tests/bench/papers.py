"""The dossier as a PDF (500 activities: 57 pages), beside typst alone on the same source and data."""

import json
from datetime import UTC, datetime
from typing import Any

from register.evidence.papers import typeset as setting
from register.evidence.papers.press import FONTS, PRESS
from register.evidence.papers.printable import printable
from register.evidence.papers.typeset import Draft
from tests.bench.side import Figures, cost_of

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def ours(rows: int) -> Figures:
    """Set the dossier the way the product does; the child is there already, as in a running app."""
    draft = _draft(rows)
    setting.typeset(_draft(1), at=AT)
    figures = cost_of(lambda: setting.typeset(draft, at=AT))
    PRESS.close()  # so that the memory of the child is counted; its seconds of CPU are not
    return {"seconds": figures["seconds"]}


def bare(rows: int) -> Figures:
    """Set the same source with the same data by typst alone, in this process."""
    import typst

    draft = _draft(rows)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    data, _ = printable(dict(draft.data))
    heading = {
        "title": draft.title,
        "kind": draft.kind,
        "organisation": "Noord",
        "code": "DO",
        "made": "nu",
        "coded": False,
    }

    def compile_it(said: Any) -> bytes:
        made: bytes = typst.compile(
            setting._source(draft.template).encode(),
            font_paths=fonts,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps({"paper": heading, "data": said})},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=int(AT.timestamp()),
        )
        return made

    compile_it(printable(dict(_draft(1).data))[0])
    return cost_of(lambda: compile_it(data))


def _draft(rows: int) -> Draft:
    line = {
        "title": "Intervisie over grenzen stellen in de wijk",
        "about": "Intervisie, 09:30 tot 11:30, 1 uur en 45 minuten netto, deelnemer. Bevestiging: 5 maart 2026.",
        "reasons": ["2 uur, min 15 minuten pauze = 1 uur en 45 minuten netto.", "Eén netto uur geeft één punt.", "Ja."],
        "points": "1,75",
        "counted": "1,75",
        "state": "Ingevoerd",
    }  # fmt: skip
    return Draft(
        template="dossier",
        kind="Dossier",
        prefix="DO",
        title="Dossier",
        organisation="Noord",
        file_name="dossier",
        data={
            "heading": "Dossier",
            "name": "Els van den Berg",
            "register": "Register",
            "facts": [("Stand op", "22 november 2026")],
            "summary": "Veel activiteiten.",
            "labels": [],
            "standing": {"intro": "Stand.", "rows": [], "remarks": []},
            "conditions": [],
            "activities-intro": "Alle activiteiten.",
            "parts": [{"name": "Reflectie", "lines": [line | {"day": f"dag {n}"} for n in range(rows)]}],
            "own-parts": [],
            "files": [],
            "files-note": "",
            "remarks": ["Wel.", "Niet."],
        },
    )
