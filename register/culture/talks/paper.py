"""The sheet for the yearly talk as PDF: for its person, and for the manager once it was released."""

from datetime import date, datetime

from register.access import Viewer
from register.culture.talks.own_talk import own_talk
from register.culture.talks.released import released_talk
from register.culture.talks.sheet import Sheet
from register.db import session as current_session
from register.evidence.papers.issue import issue
from register.evidence.papers.opening import organisation_name
from register.evidence.papers.typeset import Draft, Paper

_REMARKS = (
    "Wie dit blad maakte, schreef de eigen woorden, koos de leerdoelen en gaf het blad zelf vrij.",
    "De punten zijn een voorspelling tot het register ze toekent.",
    "De documentcode is gelijk zolang de inhoud gelijk is.",
)


def make_own_paper(viewer: Viewer, year: int, *, at: datetime, today: date) -> Paper:
    """Make the PDF of the own sheet as it stands now.

    Raises:
        NotFound: there is no sheet of that year.
        PaperRefused: it cannot be set now.

    """
    sheet = own_talk(current_session(), viewer, year, today=today).sheet
    return _made(viewer, sheet, viewer.name, at=at)


def make_released_paper(viewer: Viewer, talk_id: int, *, at: datetime, today: date) -> Paper:
    """Make the PDF of a sheet as it was released.

    Raises:
        NotFound: not released (any more), or not of somebody in the viewer's teams.
        PaperRefused: it cannot be set now.

    """
    talk = released_talk(current_session(), viewer, talk_id, at=at, today=today)
    return _made(viewer, talk.sheet, talk.name, at=at, talk_id=talk_id)


def _made(viewer: Viewer, sheet: Sheet, name: str, *, at: datetime, talk_id: int | None = None) -> Paper:
    organisation = organisation_name(current_session(), viewer.organisation_id)
    return issue(viewer, _draft(sheet, name, organisation), "talk", talk_id, at=at)


def _draft(sheet: Sheet, name: str, organisation: str) -> Draft:
    return Draft(
        template="talk",
        kind="Blad voor het jaargesprek",
        prefix="JG",
        title=f"Jaargesprek {sheet.year}, {name}",
        organisation=organisation,
        file_name=f"jaargesprek-{sheet.year}",
        data={
            "heading": f"Jaargesprek {sheet.year}",
            "facts": [("Naam", name), ("Jaar", str(sheet.year))],
            "registrations": [(one.register_name, one.countable, one.needed, one.until) for one in sheet.registrations],
            "learnt": [
                (one.name, "van elkaar" if one.informal else "formeel", str(one.times), one.time)
                for one in sheet.learnt
            ],
            "goals": [(one.words, one.state) for one in sheet.goals],
            "looking_back": sheet.looking_back,
            "wishes": sheet.wishes,
            "remarks": _REMARKS,
        },
    )
