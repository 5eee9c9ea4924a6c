"""What is measured: every line with its sides, its sizes and its goals, as PERFORMANCE promises them."""

from dataclasses import dataclass, field
from typing import Any

PEOPLE_IN_TEAM = 40
ACTIVITIES = (15, 150, 1500)
IMPORTED = (10_000, 20_000, 70_000)
HISTORY = (50_000, 100_000, 500_000)
PEOPLE_WITH_HISTORY = 2_000
SIMULATED = (500, 1_000, 2_000)
PRINTED = (50, 150, 500)
PACKED = (15, 50, 150)
ORGANISED = (10, 20, 40)
EXPORTED = (25_000, 50_000, 100_000)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the table."""

    name: str
    module: str
    data: str
    """"team" (sizes are activities per person), "organisation" and "judged" (sizes are people), or "people",
    "people-again", "history", "rows" (sizes are rows)."""
    sizes: tuple[int, ...]
    judged_at: int
    """The size at which the goal holds."""
    also_at: tuple[int, ...] = ()
    """The other sizes at which it holds."""
    ratio: float
    seconds: float | None = None
    child_mib: float | None = None
    growth_mib: float | None = None
    """How much memory our own process may gain."""
    queries: int | None = None
    sides: tuple[str, str] = ("ours", "bare")
    asked: dict[str, Any] = field(default_factory=dict)
    sqlite_only: bool = False
    rounds: int = 5
    """How often at most: a side of minutes is not done five times."""
    full: int | None = None
    """A size that takes so long that it is measured with `--full` alone, once."""


def _page(name: str, path: str, subject: str, queries: int) -> Line:
    return Line(
        name=name,
        module="tests.bench.pages",
        data="team",
        sizes=ACTIVITIES,
        judged_at=150,
        ratio=2.0,
        queries=queries,
        asked={"path": path, "subject": subject},
    )


def _carry_out(name: str, data: str) -> Line:
    """Bar XL19: 20,000 people within three seconds, once the preview was seen."""
    return Line(
        name=name,
        module="tests.bench.carry_out",
        data=data,
        sizes=(5_000, 10_000, 20_000),
        judged_at=20_000,
        ratio=3.0,
        seconds=3.0,
    )


LINES = (
    Line(
        name="beoordeling van één persoon",
        module="tests.bench.assessment",
        data="team",
        sizes=ACTIVITIES,
        judged_at=150,
        ratio=5.0,
        seconds=0.010,
    ),
    Line(
        name="beoordeling opnieuw",
        module="tests.bench.assessment",
        data="team",
        sizes=ACTIVITIES,
        judged_at=150,
        ratio=5.0,
        seconds=0.010,
        sides=("ours_anew", "bare"),
    ),
    _page("Vandaag", "/", "els", 8),
    _page("Mijn dossier", "/dossier", "els", 8),
    _page("Mijn team", "/team", "mia", 4),
    Line(
        name="overzicht van 2.000 mensen",
        module="tests.bench.organisation",
        data="organisation",
        sizes=(500, 1_000, 2_000),
        judged_at=2_000,
        ratio=0.5,
        queries=4,
    ),
    Line(
        name="overzicht van 70.000 mensen",
        module="tests.bench.organisation",
        data="organisation",
        sizes=(70_000,),
        judged_at=70_000,
        ratio=0.25,
        seconds=0.5,
        queries=4,
        rounds=2,
    ),
    Line(
        name="doorrekening van een regelwijziging",
        module="tests.bench.simulation",
        data="judged",
        sizes=SIMULATED,
        judged_at=2_000,
        ratio=150.0,
        rounds=3,
    ),
    Line(
        name="import van mensen",
        module="tests.bench.people_import",
        data="people",
        sizes=IMPORTED,
        judged_at=20_000,
        also_at=(70_000,),
        ratio=3.0,
        child_mib=512,
        sqlite_only=True,
    ),
    Line(
        name="dezelfde import nog eens",
        module="tests.bench.people_import",
        data="people-again",
        sizes=IMPORTED,
        judged_at=20_000,
        also_at=(70_000,),
        ratio=2.5,
        child_mib=512,
        sides=("ours_again", "bare_again"),
        sqlite_only=True,
    ),
    _carry_out("doorvoeren van mensen", "upload"),
    _carry_out("idem, ieder met register", "registered"),
    Line(
        name="import van scholing",
        module="tests.bench.training_import",
        data="history",
        sizes=HISTORY,
        judged_at=500_000,
        ratio=2.5,
        sqlite_only=True,
        rounds=1,
    ),
    Line(
        name="export van 20 kolommen",
        module="tests.bench.export",
        data="rows",
        sizes=EXPORTED,
        judged_at=100_000,
        ratio=2.5,
        sqlite_only=True,
    ),
    Line(
        name="dezelfde export naast openpyxl",
        module="tests.bench.export",
        data="rows",
        sizes=(5_000, 10_000),
        judged_at=10_000,
        ratio=0.25,
        sides=("ours", "openpyxl"),
        sqlite_only=True,
    ),
    Line(
        name="dossier als pdf",
        module="tests.bench.papers",
        data="rows",
        sizes=PRINTED,
        judged_at=500,
        ratio=1.25,
        child_mib=512,
        sqlite_only=True,
    ),
    Line(
        name="bewijsmap van één persoon",
        module="tests.bench.pack",
        data="rows",
        sizes=PACKED,
        judged_at=150,
        ratio=1.5,
        child_mib=512,
        sqlite_only=True,
    ),
    Line(
        name="bewijs van de organisatie",
        module="tests.bench.organisation_pack",
        data="rows",
        sizes=ORGANISED,
        judged_at=40,
        ratio=1.3,
        child_mib=512,
        growth_mib=300,
        sqlite_only=True,
        rounds=3,
        full=2_000,
    ),
    Line(
        name="werkboek van alle bewijs",
        module="tests.bench.evidence_export",
        data="team",
        sizes=(150, 1_500),
        judged_at=1_500,
        ratio=5.0,
        seconds=60,
        growth_mib=300,
        rounds=3,
        full=6_250,
    ),
)
