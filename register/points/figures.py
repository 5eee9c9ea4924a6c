"""The organisation's own figures (*eigen normen*, C12): laid over a rule set, with source, who and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.current import state
from register.db import transaction
from register.errors import Conflict, Invalid, NotAllowed, NotFound
from register.jobs.asking import JobLine
from register.people.models import Person
from register.people.registered import most_held
from register.points.judges import rule_book
from register.points.models import OwnFigureRow
from register.points.versions.finding import OnTop, versions_on_top
from register.points.versions.keeping import keep_as_it_was
from register.points.versions.recounting import Recount, recount, recount_under_way
from register.rules.model import FigureSlot, OwnFigure, RuleSet
from register.rules.rulesets import RegisterInfo, overridable_figures, with_figures

LONGEST_SOURCE = 500
_CHANGED = "Iemand anders heeft dit cijfer intussen gewijzigd. Bekijk de nieuwe waarde en probeer het opnieuw."


@dataclass(frozen=True, kw_only=True)
class OwnValue:
    """A figure of the organisation's own, as it stands."""

    value: Decimal
    source: str
    example: bool
    set_by: str | None
    set_at: datetime
    version: int


@dataclass(frozen=True, kw_only=True)
class FigureLine:
    """A place where a figure may be set: what was shipped, and what the organisation laid over it."""

    slot: FigureSlot
    own: OwnValue | None


@dataclass(frozen=True, kw_only=True)
class FiguresPage:
    """All figures of one version of the rules of one register."""

    register: RegisterInfo
    rule_set: RuleSet
    versions: tuple[str, ...]
    registers: tuple[RegisterInfo, ...]
    lines: tuple[FigureLine, ...]
    may_change: bool
    job: JobLine | None
    """The job that counts everybody in the register again, while it is not done."""
    on_top: tuple[OnTop, ...]
    """Versions of the organisation's own that judge instead of these rules."""


@dataclass(frozen=True, kw_only=True)
class FigureChange:
    """What a change did: the value before it (for undoing), and how many registrations are counted again."""

    register_id: str
    rule_version: str
    path: str
    label: str
    before: OwnValue | None
    version: int
    """Of the own figure as it stands now; 0: there is none."""
    counted: Recount
    on_top: tuple[OnTop, ...]


def read_figures(
    session: Session,
    viewer: Viewer,
    register_id: str | None = None,
    rule_version: str | None = None,
) -> FiguresPage:
    """Return the figures of a register; the one most people are in and its newest version unless said otherwise.

    Raises:
        NotAllowed: for another role than admin or HR.
        NotFound: no such register or version.

    """
    if not viewer.has(Role.ADMIN, Role.HR):
        raise NotAllowed("Deze pagina hoort bij een andere rol dan die van jou.")
    registers = rule_book().registers()
    asked = register_id or most_held(session, viewer.organisation_id, rule_book().infos) or registers[0].id
    register, rule_set = _rules(asked, rule_version)
    own = _own_values(session, viewer.organisation_id, register.id, rule_set.version)
    return FiguresPage(
        register=register,
        rule_set=rule_set,
        versions=tuple(version.version for version in rule_book().versions(register.id)),
        registers=registers,
        lines=tuple(FigureLine(slot=slot, own=own.get(slot.path)) for slot in overridable_figures(rule_set)),
        may_change=viewer.has(Role.ADMIN),
        job=recount_under_way(session, viewer, register.id, at=state().now()),
        on_top=_on_top(session, viewer, register.id, rule_set),
    )


def read_figure(session: Session, viewer: Viewer, register_id: str, rule_version: str, path: str) -> FigureLine:
    """Return one figure.

    Raises:
        NotAllowed, NotFound: as `read_figures`; also NotFound for a path that these rules do not have.

    """
    page = read_figures(session, viewer, register_id, rule_version)
    for line in page.lines:
        if line.slot.path == path:
            return line
    raise NotFound


def set_figure(
    viewer: Viewer,
    *,
    register_id: str,
    rule_version: str,
    path: str,
    value: Decimal,
    source: str,
    example: bool,
    version: int | None = None,
    at: datetime,
) -> FigureChange:
    """Lay a figure over the rules and count everybody in that register again.

    `version` is the own figure's version that the admin saw, 0 where there was none.

    Raises:
        NotAllowed: the viewer is no admin.
        NotFound: no such register, version or path.
        Invalid: no source, or a value that cannot be.
        Conflict: somebody else changed it in the meantime.

    """
    with transaction() as session:
        _require_admin(viewer)
        audit.take_turn(session, viewer.organisation_id)
        slot = _slot(register_id, rule_version, path)
        figure = _checked(register_id, rule_version, path, value=value, source=source, example=example)
        row, before = _row(session, viewer, register_id, rule_version, path, version=version)
        keep_as_it_was(session, viewer.organisation_id, _rules(register_id, rule_version)[1], row, path, at=at)
        row = row or OwnFigureRow(
            organisation_id=viewer.organisation_id, register_id=register_id, rule_version=rule_version, path=path
        )
        row.value, row.source, row.example = figure.value, figure.source, figure.example
        row.set_by_id, row.set_at = viewer.person_id, at
        session.add(row)
        change = _changed(session, viewer, slot, row, before=before, act="norm.gezet", at=at)
    change.counted.begin()
    return change


def remove_figure(
    viewer: Viewer,
    *,
    register_id: str,
    rule_version: str,
    path: str,
    version: int | None = None,
    at: datetime,
) -> FigureChange:
    """Take an own figure away: what the rule file says holds again. `before` in the answer is for undoing.

    Raises:
        NotAllowed, NotFound, Conflict: as `set_figure`; also NotFound where there is no own figure.

    """
    with transaction() as session:
        _require_admin(viewer)
        audit.take_turn(session, viewer.organisation_id)
        slot = _slot(register_id, rule_version, path)
        row, before = _row(session, viewer, register_id, rule_version, path, version=version)
        if row is None:
            raise NotFound
        keep_as_it_was(session, viewer.organisation_id, _rules(register_id, rule_version)[1], row, path, at=at)
        session.delete(row)
        change = _changed(session, viewer, slot, row, before=before, act="norm.weggehaald", at=at)
    change.counted.begin()
    return change


def put_back_figure(
    viewer: Viewer,
    *,
    register_id: str,
    rule_version: str,
    path: str,
    value: Decimal | None,
    source: str,
    example: bool,
    version: int,
    at: datetime,
) -> FigureChange:
    """Undo a change (*ongedaan maken*): what stood there before stands there again; `value=None` was no own figure.

    `version` is the own figure's version that the change left, 0 where it left none.

    Raises:
        NotAllowed, NotFound, Invalid, Conflict: as `set_figure` and `remove_figure`.

    """
    if value is None:
        return remove_figure(
            viewer, register_id=register_id, rule_version=rule_version, path=path, version=version, at=at
        )
    return set_figure(
        viewer,
        register_id=register_id,
        rule_version=rule_version,
        path=path,
        value=value,
        source=source,
        example=example,
        version=version,
        at=at,
    )


def _changed(
    session: Session,
    viewer: Viewer,
    slot: FigureSlot,
    row: OwnFigureRow,
    *,
    before: OwnValue | None,
    act: str,
    at: datetime,
) -> FigureChange:
    session.flush()
    register_id, rule_version = row.register_id, row.rule_version
    counted = recount(session, viewer, register_id, at=at)
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="figure",
        object_id=None,
        at=at,
        details={
            "register": register_id,
            "version": rule_version,
            "path": slot.path,
            "before": str(before.value) if before else None,
            "recounted": counted.count,
        },
    )
    return FigureChange(
        register_id=register_id,
        rule_version=rule_version,
        path=slot.path,
        label=slot.label,
        before=before,
        version=0 if inspect(row).deleted else row.version,
        counted=counted,
        on_top=_on_top(session, viewer, register_id, _rules(register_id, rule_version)[1]),
    )


def _on_top(session: Session, viewer: Viewer, register_id: str, under: RuleSet) -> tuple[OnTop, ...]:
    return versions_on_top(session, viewer.organisation_id, rule_book().versions(register_id), under)


def _require_admin(viewer: Viewer) -> None:
    if not viewer.has(Role.ADMIN):
        raise NotAllowed("Alleen de beheerder wijzigt normen. HR kan ze hier lezen.")


def _rules(register_id: str, rule_version: str | None) -> tuple[RegisterInfo, RuleSet]:
    book = rule_book()
    if register_id not in book.infos:
        raise NotFound
    versions = book.versions(register_id)
    found = [one for one in versions if rule_version is None or one.version == rule_version]
    if not found:
        raise NotFound
    return book.register(register_id), found[-1]


def _slot(register_id: str, rule_version: str, path: str) -> FigureSlot:
    _, rule_set = _rules(register_id, rule_version)
    found = next((slot for slot in overridable_figures(rule_set) if slot.path == path), None)
    if found is None:
        raise NotFound
    return found


def _checked(
    register_id: str, rule_version: str, path: str, *, value: Decimal, source: str, example: bool
) -> OwnFigure:
    """Let the rules themselves say whether they can be worked with."""
    source = " ".join(source.split())
    if not source:
        raise Invalid("source", "Schrijf op waar je dit cijfer hebt gelezen: document, paragraaf en datum.")
    if len(source) > LONGEST_SOURCE:
        raise Invalid("source", f"Houd de bron korter dan {LONGEST_SOURCE} tekens.")
    if value.is_finite() and value != value.quantize(Decimal("0.0001")):
        raise Invalid("value", "Gebruik hooguit vier cijfers achter de komma.")
    figure = OwnFigure(version=rule_version, path=path, value=value, source=source, example=example)
    try:
        with_figures(_rules(register_id, rule_version)[1], [figure])
    except ValueError as wrong:
        raise Invalid("value", str(wrong)) from wrong
    return figure


def _row(
    session: Session, viewer: Viewer, register_id: str, rule_version: str, path: str, *, version: int | None
) -> tuple[OwnFigureRow | None, OwnValue | None]:
    row = session.scalar(
        select(OwnFigureRow)
        .where(
            OwnFigureRow.organisation_id == viewer.organisation_id,
            OwnFigureRow.register_id == register_id,
            OwnFigureRow.rule_version == rule_version,
            OwnFigureRow.path == path,
        )
        .execution_options(populate_existing=True)
    )
    if version is not None and version != (row.version if row else 0):
        raise Conflict(_CHANGED)
    return row, _own_value(row, None) if row else None


def _own_values(session: Session, organisation_id: int, register_id: str, rule_version: str) -> dict[str, OwnValue]:
    rows: Sequence[tuple[OwnFigureRow, str | None]] = [
        (row, name)
        for row, name in session.execute(
            select(OwnFigureRow, Person.display_name)
            .outerjoin(Person, Person.id == OwnFigureRow.set_by_id)
            .where(
                OwnFigureRow.organisation_id == organisation_id,
                OwnFigureRow.register_id == register_id,
                OwnFigureRow.rule_version == rule_version,
            )
        )
    ]
    return {row.path: _own_value(row, name) for row, name in rows}


def _own_value(row: OwnFigureRow, name: str | None) -> OwnValue:
    return OwnValue(
        value=row.value, source=row.source, example=row.example, set_by=name, set_at=row.set_at, version=row.version
    )
