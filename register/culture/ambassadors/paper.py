"""The overview of an ambassador's work (*overzicht ambassadeurswerk*, J2): evidence that is there by itself, as PDF."""

from dataclasses import dataclass
from datetime import date, datetime

from register.access import Viewer
from register.culture.ambassadors.own_work import OwnSession, OwnWork, own_work
from register.db import session as current_session
from register.errors import Invalid
from register.evidence.papers.issue import issue
from register.evidence.papers.opening import organisation_name
from register.evidence.papers.typeset import Draft, Paper
from register.rules.explain import day, duration

_REMARKS = (
    (
        "Dit overzicht komt uit wat in het leerregister is vastgelegd. Bij “bevestigd” bevestigde de ambassadeur de "
        "eigen deelname. De presentielijst van een bijeenkomst zegt wie er nog meer waren."
    ),
    "Hoeveel punten dit geeft, zegt het register. Daarover staat hier niets.",
    "De documentcode is gelijk zolang de inhoud gelijk is.",
)


@dataclass(frozen=True, kw_only=True)
class Span:
    """The days that an overview is about; open where nobody said so."""

    first: date | None = None
    last: date | None = None


def make_overview(viewer: Viewer, method_id: int, span: Span, *, at: datetime) -> Paper:
    """Make the overview of one's own work for a method, of a period or ever.

    Raises:
        NotFound: there is no such method, or the viewer never was its ambassador.
        Invalid: the last day lies before the first.
        PaperRefused: it cannot be set now.

    """
    if span.first is not None and span.last is not None and span.last < span.first:
        raise Invalid("tot", "De laatste dag ligt voor de eerste. Draai de datums om.")
    session = current_session()
    work = own_work(session, viewer, method_id, first=span.first, last=span.last)
    organisation = organisation_name(session, viewer.organisation_id)
    draft = _draft(viewer, work, span, organisation=organisation)
    return issue(viewer, draft, "method", method_id, at=at)


def _draft(viewer: Viewer, work: OwnWork, span: Span, *, organisation: str) -> Draft:
    return Draft(
        template="ambassador",
        kind="Overzicht ambassadeurswerk",
        prefix="AW",
        title=f"Ambassadeurswerk {work.method}, {viewer.name}",
        organisation=organisation,
        file_name=f"ambassadeurswerk-{work.method_id}",
        data={
            "heading": "Overzicht ambassadeurswerk",
            "facts": _facts(viewer, work, span),
            "sessions": [_session(one) for one in reversed(work.sessions)],
            "remarks": _REMARKS,
        },
    )


def _facts(viewer: Viewer, work: OwnWork, span: Span) -> list[tuple[str, str]]:
    asked = " ".join(
        part
        for part in (
            f"vanaf {day(span.first)}" if span.first else "",
            f"tot en met {day(span.last)}" if span.last else "",
        )
        if part
    )
    minutes = sum(one.net_minutes or 0 for one in work.sessions)
    return [
        ("Naam", viewer.name),
        ("Werkmethode", work.method),
        ("Ambassadeur", "; ".join(_period(*one) for one in work.periods)),
        ("Periode van dit overzicht", asked or "alles"),
        ("Bijeenkomsten", str(len(work.sessions))),
        ("Netto tijd samen", duration(minutes)),
    ]


def _period(first: date, last: date | None) -> str:
    return f"{day(first)} tot en met {day(last)}" if last else f"vanaf {day(first)}"


def _session(one: OwnSession) -> dict[str, str]:
    return {
        "day": day(one.held_on),
        "title": one.title,
        "kind": one.kind_name,
        "role": one.role_name,
        "time": duration(one.net_minutes) if one.net_minutes is not None else "",
        "others": str(one.others),
        "confirmed": "bevestigd" if one.confirmed else "niet bevestigd",
    }
