"""The page from which people learn together (*samen leren*): one tile per subject, with what is going on in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.ambassadors.listing import methods_line
from register.culture.experiments.listing import experiments_line
from register.culture.matching.page import matching_line
from register.culture.meetings.listing import meetings_line
from register.culture.shared.listing import learnings_line

Line = Callable[[Session, Viewer, date], str]
"""One sentence of what is going on for this viewer today; empty where nothing is."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A subject of learning together, and the page where it begins."""

    label: str
    about: str
    endpoint: str
    line: Line = lambda _session, _viewer, _today: ""


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A subject as this viewer sees it today."""

    subject: Subject
    line: str


SUBJECTS: tuple[Subject, ...] = (
    Subject(
        label="Experimenten",
        about="Klein iets uitproberen met je team en leren van hoe het ging. Een ander team neemt het over.",
        endpoint="leerregister.experiments",
        line=experiments_line,
    ),
    Subject(
        label="Werkmethoden",
        about="Waar jullie mee werken. Stel je vraag aan een ambassadeur, of leg vast wat jij ermee deed.",
        endpoint="leerregister.methods",
        line=methods_line,
    ),
    Subject(
        label="Leervragen",
        about="Jij wilt iets leren, een collega heeft ervaring. Jij kiest wie je het vraagt; verder ziet niemand het.",
        endpoint="leerregister.matching",
        line=matching_line,
    ),
    Subject(
        label="Gedeelde lessen",
        about="Wat collega's leerden, ook van wat niet lukte. Zoek, reageer en pas toe in je eigen team.",
        endpoint="leerregister.learnings",
        line=learnings_line,
    ),
    Subject(
        label="Wat blijft hangen?",
        about="Welk leren verandert het werk? De antwoorden van iedereen samen, zonder namen.",
        endpoint="leerregister.what_stays",
    ),
    Subject(
        label="Totalen",
        about="Hoeveel jullie samen leerden, per jaar en zonder namen.",
        endpoint="leerregister.totals",
    ),
    Subject(
        label="Wie weet wat",
        about="Bij wie je in je team terechtkunt, en wie iets wil leren. Je kiest zelf wat er van jou staat.",
        endpoint="leerregister.knowledge",
    ),
    Subject(
        label="Teamoverleg",
        about="Leren jullie in het overleg van elkaar? Leg dat agendapunt vast voor iedereen die er was.",
        endpoint="leerregister.team_meetings",
        line=meetings_line,
    ),
)
"""In the order in which they show."""


def tiles(session: Session, viewer: Viewer, *, today: date) -> tuple[Tile, ...]:
    """Return every subject with what is going on in it."""
    return tuple(Tile(subject=one, line=one.line(session, viewer, today)) for one in SUBJECTS)
