"""Make a version of the rules (*eigen versie*, C12): copied whole, then its figures changed one by one, with source."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.once import once
from register.points.judges import rule_book
from register.points.versions.content import (
    KEPT,
    Content,
    Unreadable,
    content_of,
    figures_of,
    laid_figures,
    own_figure,
    read_content,
    rules_of,
)
from register.points.versions.finding import own_draft, require_admin
from register.points.versions.models import OwnRuleVersion, OwnVersionFigure
from register.points.versions.simulating import forget_effects
from register.rules.references import loose_ends
from register.rules.writing import worked_in

LONGEST_NAME, LONGEST_SOURCE = 40, 450
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]*")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_MOST_YEARS = 40


@dataclass(frozen=True, kw_only=True)
class NewFigure:
    """A figure as an admin gives it, with where it was read and of which day that is."""

    path: str
    value: Decimal
    source: str
    source_on: date | None
    example: bool = False


def copy_version(
    viewer: Viewer, *, register_id: str, copied: str, name: str, applies_from: date, form_key: str, at: datetime
) -> int:
    """Make a draft out of a version, shipped or own, with the figures that the organisation laid over it; its id.

    Raises:
        NotAllowed: the viewer is no admin.
        NotFound: no such register or version.
        Invalid: a name or day that cannot be.

    """
    require_admin(viewer)

    def act(session: Session) -> dict[str, Any]:
        audit.take_turn(session, viewer.organisation_id)
        checked = checked_name(session, viewer, register_id, name)
        content, figures = _source(session, viewer, register_id, copied)
        row = new_draft(viewer, register_id, checked, applies_from=applies_from, copied=copied, content=content, at=at)
        return {"id": add_draft(session, viewer, row, figures, at=at)}

    return int(once(form_key, person_id=viewer.person_id, at=at, act=act)[0]["id"])


def new_draft(
    viewer: Viewer, register_id: str, name: str, *, applies_from: date, copied: str, content: Content, at: datetime
) -> OwnRuleVersion:
    """Make the row of a draft, not yet kept."""
    return OwnRuleVersion(
        organisation_id=viewer.organisation_id,
        register_id=register_id,
        name=name,
        copied_from=copied,
        applies_from=_first_day(applies_from),
        content=content,
        state="concept",
        made_by_id=viewer.person_id,
        made_at=at,
        changed_at=at,
    )


def checked_name(session: Session, viewer: Viewer, register_id: str, name: str) -> str:
    """Check that a name is short, plain and not in use in this register, also by a shipped version."""
    name = " ".join(name.split())
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise Invalid(
            "name", f"Geef een naam van letters, cijfers, punten en streepjes, hooguit {LONGEST_NAME} tekens lang."
        )
    if register_id not in rule_book().infos:
        raise NotFound
    shipped = {one.version for one in rule_book().versions(register_id)}
    taken = session.scalar(
        select(OwnRuleVersion.id).where(
            OwnRuleVersion.organisation_id == viewer.organisation_id,
            OwnRuleVersion.register_id == register_id,
            OwnRuleVersion.name == name,
        )
    )
    if name in shipped or taken is not None:
        raise Invalid("name", f"Er is al een versie met de naam ‘{name}’. Kies een andere naam.")
    return name


def add_draft(
    session: Session, viewer: Viewer, row: OwnRuleVersion, figures: tuple[OwnVersionFigure, ...], *, at: datetime
) -> int:
    """Keep a new draft with its figures; returns its id.

    Raises:
        Invalid: the rules can not be read with these figures.

    """
    session.add(row)
    session.flush()
    for figure in figures:
        figure.rule_version_id = row.id
    session.add_all(figures)
    try:
        rules_of(row, figures)
    except Unreadable as wrong:
        raise Invalid("copied", f"Deze versie is niet over te nemen: {wrong}.") from wrong
    _note(session, viewer, row, "regelversie.gemaakt", at=at)
    return row.id


def change_draft(
    viewer: Viewer, rule_version_id: int, *, name: str, applies_from: date, version: int | None, at: datetime
) -> None:
    """Give a draft another name or first day.

    Raises:
        NotAllowed, NotFound, Conflict: as `own_draft`.
        Invalid: a name or day that cannot be.

    """
    with transaction() as session:
        row = own_draft(session, viewer, rule_version_id, version=version)
        if name != row.name:
            row.name = checked_name(session, viewer, row.register_id, name)
        row.applies_from = _first_day(applies_from)
        _changed(session, viewer, row, "regelversie.gewijzigd", at=at)


def set_draft_figure(
    viewer: Viewer, rule_version_id: int, figure: NewFigure, *, version: int | None, at: datetime
) -> None:
    """Change one figure of a draft.

    Raises:
        NotAllowed, NotFound, Conflict: as `own_draft`; also NotFound for a path that these rules do not have.
        Invalid: no source, no date of it, or a value that cannot be.

    """
    with transaction() as session:
        row = own_draft(session, viewer, rule_version_id, version=version)
        checked = _checked(figure)
        kept = {one.path: one for one in figures_of(session, row.id)}
        _require_place(row, tuple(kept.values()), figure.path)
        line = kept.get(figure.path) or OwnVersionFigure(rule_version_id=row.id, path=figure.path)
        line.value, line.source, line.source_on = checked.value, checked.source, checked.source_on
        line.example, line.set_by_id, line.set_at = checked.example, viewer.person_id, at
        session.add(line)
        kept[figure.path] = line
        _refuse_loose_ends(row, tuple(kept.values()))
        session.flush()
        _changed(session, viewer, row, "regelversie.cijfer", at=at, path=figure.path)


def reset_draft_figure(viewer: Viewer, rule_version_id: int, path: str, *, version: int | None, at: datetime) -> None:
    """Let a figure be again as it was in the rule file that was copied.

    Raises:
        NotAllowed, NotFound, Conflict: as `own_draft`; also NotFound where nothing was changed.

    """
    with transaction() as session:
        row = own_draft(session, viewer, rule_version_id, version=version)
        line = next((one for one in figures_of(session, row.id) if one.path == path), None)
        if line is None:
            raise NotFound
        session.delete(line)
        session.flush()
        _changed(session, viewer, row, "regelversie.cijfer-terug", at=at, path=path)


def discard_draft(viewer: Viewer, rule_version_id: int, *, version: int | None, at: datetime) -> str:
    """Throw a draft away; returns its register.

    Raises:
        NotAllowed, NotFound, Conflict: as `own_draft`.

    """
    with transaction() as session:
        row = own_draft(session, viewer, rule_version_id, version=version)
        _note(session, viewer, row, "regelversie.weggegooid", at=at)
        forget_effects(session, row)
        session.flush()
        session.execute(delete(OwnVersionFigure).where(OwnVersionFigure.rule_version_id == row.id))
        session.delete(row)
        return row.register_id


def _source(
    session: Session, viewer: Viewer, register_id: str, copied: str
) -> tuple[Content, tuple[OwnVersionFigure, ...]]:
    """Find what is copied, and the figures that lie over it; who set them, and when, comes along."""
    own = session.scalar(
        select(OwnRuleVersion).where(
            OwnRuleVersion.organisation_id == viewer.organisation_id,
            OwnRuleVersion.register_id == register_id,
            OwnRuleVersion.name == copied,
            OwnRuleVersion.state != KEPT,
        )
    )
    if own is not None:
        return own.content, tuple(_again(one) for one in figures_of(session, own.id))
    shipped = next((one for one in rule_book().sets.get(register_id, ()) if one.version == copied), None)
    if shipped is None:
        raise NotFound
    file, version = shipped.origin
    return content_of(file, version), laid_figures(session, viewer.organisation_id, register_id, copied)


def _again(figure: OwnVersionFigure) -> OwnVersionFigure:
    return OwnVersionFigure(
        path=figure.path,
        value=figure.value,
        source=figure.source,
        source_on=figure.source_on,
        example=figure.example,
        set_by_id=figure.set_by_id,
        set_at=figure.set_at,
    )


def _first_day(applies_from: date) -> date:
    if not _FIRST_YEAR <= applies_from.year <= _LAST_YEAR:
        raise Invalid("applies_from", "Kijk het jaar na: vanaf welke dag gelden deze regels?")
    return applies_from


def _checked(figure: NewFigure) -> NewFigure:
    source = " ".join(figure.source.split())
    if not source:
        raise Invalid("source", "Schrijf op waar je dit cijfer hebt gelezen: document en paragraaf.")
    if len(source) > LONGEST_SOURCE:
        raise Invalid("source", f"Houd de bron korter dan {LONGEST_SOURCE} tekens.")
    if figure.source_on is None and not figure.example:
        raise Invalid("source_on", "Vul de datum van de bron in. Dan weet iedereen later welke uitgave het was.")
    value = figure.value
    if not value.is_finite() or not 0 <= value < 1_000_000:  # noqa: PLR2004 - as in a rule file
        raise Invalid("value", "Vul een getal in van 0 tot 1.000.000.")
    if value != value.quantize(Decimal("0.0001")):
        raise Invalid("value", "Gebruik hooguit vier cijfers achter de komma.")
    if figure.path == "period.years" and (value != value.to_integral_value() or not 1 <= value <= _MOST_YEARS):
        raise Invalid("value", f"Een periode duurt een heel aantal jaren, van 1 tot {_MOST_YEARS}.")
    return replace(figure, source=source)


def _require_place(row: OwnRuleVersion, figures: tuple[OwnVersionFigure, ...], path: str) -> None:
    try:
        rules = rules_of(row, figures)
    except Unreadable as wrong:
        raise Conflict(f"Deze versie is niet te lezen: {wrong}. Maak een nieuwe kopie.") from wrong
    if path not in {slot.path for slot in rules.slots}:
        raise NotFound


def _refuse_loose_ends(row: OwnRuleVersion, figures: tuple[OwnVersionFigure, ...]) -> None:
    """Ask of the figures what is asked of a rule file: no minimum above its maximum, no empty block."""
    file = worked_in(read_content(row.content), [own_figure(one) for one in figures])
    for loose in loose_ends(file):
        raise Invalid("value", f"{loose.what} {loose.remedy}")


def _changed(
    session: Session, viewer: Viewer, row: OwnRuleVersion, act: str, *, at: datetime, path: str | None = None
) -> None:
    """Note a change: what was worked out before it no longer holds."""
    forget_effects(session, row)
    row.changed_at = at
    _note(session, viewer, row, act, at=at, path=path)


def _note(
    session: Session, viewer: Viewer, row: OwnRuleVersion, act: str, *, at: datetime, path: str | None = None
) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="rule_version",
        object_id=row.id,
        at=at,
        details={"register": row.register_id} | ({"path": path} if path else {}),
    )
