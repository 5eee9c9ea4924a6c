"""Read the versions of a register (*versies van de regels*): which there are, who made them, what they judged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.current import day_here
from register.errors import NotAllowed, NotFound, Unavailable
from register.jobs.asking import JobLine, read_job
from register.people.models import Person, Registration
from register.people.registered import most_held
from register.points.judges import rule_book
from register.points.models import Claim
from register.points.versions.content import KEPT, figures_of, problem_with, readable_rules, rules_of, rules_or_problem
from register.points.versions.models import OwnRuleVersion
from register.points.versions.publishing import may_unpublish
from register.points.versions.simulating import stamp_of
from register.rules.facts import ClaimState
from register.rules.model import FigureSlot, RuleSet
from register.rules.rulesets import RegisterInfo
from register.rules.writing import as_toml, worked_in

BUSY = ("wacht", "bezig")
STATE_WORDS = {
    "geleverd": "bij Leerregister",
    "concept": "concept",
    "gepubliceerd": "gepubliceerd",
    "ingetrokken": "ingetrokken",
    KEPT: "bewaard",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that happened to a version: what, by whom, when."""

    what: str
    who: str | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class VersionLine:
    """A version among those of its register."""

    id: int | None
    """`None`: shipped, or kept; it has no page of its own."""
    name: str
    state: str
    applies_from: date | None
    known_from: date | None
    known_until: date | None
    copied_from: str
    steps: tuple[Step, ...]
    judged: int
    """How many claims name this version as the one that judged them last."""
    granted: int
    problem: str | None = None
    """Why it can not be read, where it takes part or is a draft."""
    taken_out: bool = False


@dataclass(frozen=True, kw_only=True)
class VersionsPage:
    """All versions of one register, those of the organisation's own among them, from new to old."""

    register: RegisterInfo
    registers: tuple[RegisterInfo, ...]
    lines: tuple[VersionLine, ...]
    may_change: bool


@dataclass(frozen=True, kw_only=True)
class OwnFigureView:
    """A figure that differs from what was copied."""

    source_on: date | None
    source: str
    example: bool
    set_by: str | None
    set_at: datetime


@dataclass(frozen=True, kw_only=True)
class VersionFigure:
    """A figure of an own version: what holds in it, what was copied, and who changed it."""

    slot: FigureSlot
    copied: FigureSlot
    own: OwnFigureView | None


@dataclass(frozen=True, kw_only=True)
class VersionPage:
    """An own version with its figures and its state."""

    id: int
    version: int
    register: RegisterInfo
    name: str
    state: str
    applies_from: date | None
    copied_from: str
    figures: tuple[VersionFigure, ...]
    steps: tuple[Step, ...]
    judged: int
    granted: int
    simulated_at: datetime | None
    """`None`: not yet, or not as it is now."""
    simulated_count: int | None
    still_holds: bool
    """Whether what was worked out is what publishing would do: on this day, beside the same rules and figures."""
    job: JobLine | None
    """The last job, while it is not done, or when it failed."""
    may_change: bool
    may_unpublish: bool
    may_withdraw: bool
    digest: str
    problem: str | None
    """Why the version can not be read; then there are no figures to show."""

    @property
    def under_way(self) -> bool:
        """Whether a job is working on this version."""
        return self.job is not None and self.job.state in BUSY


def read_versions(
    session: Session, viewer: Viewer, register_id: str | None = None, *, counted: bool = True
) -> VersionsPage:
    """Return the versions of a register, and what each judged if asked for; unasked, of the one most people are in.

    Raises:
        NotAllowed: for another role than admin or HR.
        NotFound: no such register.

    """
    require_reader(viewer)
    registers = rule_book().registers()
    if register_id is not None and register_id not in rule_book().infos:
        raise NotFound
    usual = register_id or most_held(session, viewer.organisation_id, rule_book().infos)
    register = rule_book().register(usual or registers[0].id)
    counts = _judged(session, viewer.organisation_id, register.id) if counted else {}
    rows = session.scalars(
        select(OwnRuleVersion)
        .where(OwnRuleVersion.organisation_id == viewer.organisation_id, OwnRuleVersion.register_id == register.id)
        .order_by(OwnRuleVersion.id)
    ).all()
    names = _names(session, rows)
    own = [_line(row, names, counts, _problem(session, row)) for row in rows]
    shipped = [_shipped(version, counts) for version in rule_book().versions(register.id)]
    return VersionsPage(
        register=register,
        registers=registers,
        lines=tuple(sorted((*shipped, *own), key=lambda line: line.applies_from or date.min, reverse=True)),
        may_change=viewer.has(Role.ADMIN),
    )


def read_version(
    session: Session, viewer: Viewer, rule_version_id: int, *, at: datetime, counted: bool = True
) -> VersionPage:
    """Return one own version with its figures, and what it judged unless that is not asked for.

    Raises:
        NotAllowed: for another role than admin or HR.
        NotFound: not a version of this organisation.

    """
    row = own_row(session, viewer, rule_version_id)
    on = day_here(at)
    found = rules_or_problem(session, row)
    rules, problem = (None, found) if isinstance(found, str) else (found, None)
    job = read_job(session, viewer, row.job_id, at=at) if row.job_id is not None else None
    busy = job is not None and job.state in BUSY
    judged, granted = _judged_by(session, row) if counted and not busy else (0, 0)
    fresh = rules is not None and row.simulated_digest is not None and row.state == "concept"
    return VersionPage(
        id=row.id,
        version=row.version,
        register=rule_book().register(row.register_id),
        name=row.name,
        state=row.state,
        applies_from=row.applies_from,
        copied_from=row.copied_from,
        figures=() if rules is None else tuple(_figures(session, row, rules)),
        steps=_steps(row, _names(session, [row])),
        judged=judged,
        granted=granted,
        simulated_at=row.simulated_at if fresh else None,
        simulated_count=row.simulated_count if fresh else None,
        still_holds=fresh and rules is not None and _still_holds(session, row, rules, on=on),
        job=job if job is not None and job.state != "klaar" else None,
        may_change=viewer.has(Role.ADMIN),
        may_unpublish=problem is None and may_unpublish(row, on=on),
        may_withdraw=row.state == "gepubliceerd" or (problem is not None and row.state != "concept"),
        digest=row.digest or ("" if rules is None else rules.digest),
        problem=None if row.taken_out else problem,
    )


def read_version_figure(
    session: Session, viewer: Viewer, rule_version_id: int, path: str, *, at: datetime
) -> tuple[VersionPage, VersionFigure]:
    """Return one figure of an own version, with the version.

    Raises:
        NotAllowed, NotFound: as `read_version`; also NotFound for a path that these rules do not have.

    """
    page = read_version(session, viewer, rule_version_id, at=at, counted=False)
    for figure in page.figures:
        if figure.slot.path == path:
            return page, figure
    raise NotFound


def version_file(session: Session, viewer: Viewer, rule_version_id: int) -> tuple[str, str]:
    """Return an own version as a rule file: its text, and a name for it.

    Raises:
        NotAllowed, NotFound: as `read_version`.
        Conflict: it can not be read.

    """
    row = own_row(session, viewer, rule_version_id)
    rules = readable_rules(session, row)
    file = worked_in(rules.origin[0], rules.own)
    return as_toml(file), f"{row.register_id}-{row.name.replace(' ', '-')}.toml"


def own_row(session: Session, viewer: Viewer, rule_version_id: int) -> OwnRuleVersion:
    """Load a version of the viewer's organisation, to read it.

    Raises:
        NotAllowed, NotFound: as `read_version`.

    """
    require_reader(viewer)
    row = session.scalar(
        select(OwnRuleVersion).where(
            OwnRuleVersion.id == rule_version_id,
            OwnRuleVersion.organisation_id == viewer.organisation_id,
            OwnRuleVersion.state != KEPT,
        )
    )
    if row is None:
        raise NotFound
    return row


def require_reader(viewer: Viewer) -> None:
    """Raise NotAllowed for whoever is neither admin nor HR."""
    if not viewer.has(Role.ADMIN, Role.HR):
        raise NotAllowed("Deze pagina hoort bij een andere rol dan die van jou.")


def _problem(session: Session, row: OwnRuleVersion) -> str | None:
    return None if row.taken_out else problem_with(session, row)


def _still_holds(session: Session, row: OwnRuleVersion, rules: RuleSet, *, on: date) -> bool:
    try:
        return row.simulated_digest == stamp_of(session, row.organisation_id, rules, on=on)
    except Unavailable:
        return False


def _figures(session: Session, row: OwnRuleVersion, rules: RuleSet) -> Iterator[VersionFigure]:
    figures = figures_of(session, row.id)
    copied = rules_of(row, ())
    names = _people(session, {one.set_by_id for one in figures})
    own = {
        one.path: OwnFigureView(
            source_on=one.source_on,
            source=one.source,
            example=one.example,
            set_by=names.get(one.set_by_id),
            set_at=one.set_at,
        )
        for one in figures
    }
    before = {slot.path: slot for slot in copied.slots}
    for slot in {slot.path: slot for slot in rules.slots}.values():
        yield VersionFigure(slot=slot, copied=before[slot.path], own=own.get(slot.path))


def _line(
    row: OwnRuleVersion, names: Mapping[int | None, str], counts: Mapping[str, tuple[int, int]], problem: str | None
) -> VersionLine:
    judged, granted = counts.get(row.digest or "", (0, 0))
    return VersionLine(
        id=None if row.state == KEPT else row.id,
        name=row.name,
        state=row.state,
        applies_from=row.applies_from,
        known_from=row.known_from,
        known_until=row.known_until,
        copied_from=row.copied_from,
        steps=_steps(row, names),
        judged=judged,
        granted=granted,
        problem=problem,
        taken_out=row.taken_out,
    )


def _shipped(version: RuleSet, counts: Mapping[str, tuple[int, int]]) -> VersionLine:
    """Show a shipped version, with everything that names it, whatever figures lay over it."""
    judged, granted = counts.get(version.version, (0, 0))
    return VersionLine(
        id=None,
        name=version.version,
        state="geleverd",
        applies_from=version.valid_from,
        known_from=None,
        known_until=None,
        copied_from="",
        steps=(),
        judged=judged,
        granted=granted,
    )


def _judged(session: Session, organisation_id: int, register_id: str) -> dict[str, tuple[int, int]]:
    """Count claims by the digest of the version that judged them; those of a shipped version also by its name."""
    granted = func.count(Claim.id).filter(Claim.state == ClaimState.GRANTED)
    rows = session.execute(
        select(Claim.rule_version, Claim.rule_digest, func.count(Claim.id), granted)
        .join(Registration, Registration.id == Claim.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(Person.organisation_id == organisation_id, Claim.register_id == register_id)
        .group_by(Claim.rule_version, Claim.rule_digest)
    )
    found: dict[str, tuple[int, int]] = {}
    for name, digest, judged, given in rows:
        for key in {name, digest} - {""}:
            before = found.get(key, (0, 0))
            found[key] = (before[0] + judged, before[1] + given)
    return found


def _judged_by(session: Session, row: OwnRuleVersion) -> tuple[int, int]:
    """Count the claims that name this one version, and those of them that were granted."""
    if row.digest is None:
        return 0, 0
    granted = func.count(Claim.id).filter(Claim.state == ClaimState.GRANTED)
    found = session.execute(
        select(func.count(Claim.id), granted)
        .join(Registration, Registration.id == Claim.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(
            Claim.rule_digest == row.digest,
            Claim.register_id == row.register_id,
            Person.organisation_id == row.organisation_id,
        )
    ).one()
    return found[0], found[1]


def _steps(row: OwnRuleVersion, names: Mapping[int | None, str]) -> tuple[Step, ...]:
    done = (
        (f"overgenomen van {row.copied_from}", row.made_by_id, row.made_at),
        ("gepubliceerd", row.published_by_id, row.published_at),
        ("ingetrokken", row.withdrawn_by_id, row.withdrawn_at),
    )
    return tuple(Step(what=what, who=names.get(who), at=at) for what, who, at in done if at is not None)


def _names(session: Session, rows: Sequence[OwnRuleVersion]) -> dict[int | None, str]:
    return _people(session, {one for row in rows for one in (row.made_by_id, row.published_by_id, row.withdrawn_by_id)})


def _people(session: Session, ids: set[int | None]) -> dict[int | None, str]:
    query = select(Person.id, Person.display_name).where(Person.id.in_(ids - {None}))
    return {row.id: row.display_name for row in session.execute(query)}
