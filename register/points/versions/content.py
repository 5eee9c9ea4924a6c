"""What an own version holds: a copied rule file of one version, the figures laid over it, and the rules they make."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from register.errors import Conflict, Unavailable
from register.points.models import OwnFigureRow
from register.points.versions.models import OwnRuleVersion, OwnVersionFigure
from register.rules.compiling import compile_version
from register.rules.explain import day
from register.rules.model import OwnFigure, RuleSet
from register.rules.schema import FileSpec, VersionSpec

Content = dict[str, Any]
KEPT = "bewaard"
"""State of what held before an own figure changed: it goes by the name it always had."""
IN_FORCE = (
    OwnRuleVersion.digest.is_not(None),
    or_(
        OwnRuleVersion.known_from.is_(None),
        OwnRuleVersion.known_until.is_(None),
        OwnRuleVersion.known_until >= OwnRuleVersion.known_from,
    ),
)
"""What takes part in judging: all that was published or kept. What was taken out (*eruit gehaald*), because it could
not be read any more, ends before it begins.
"""
_WORKED_OUT: dict[str, RuleSet] = {}
"""Published rules by their digest, which names all that is in them: worked out once a process."""
_MOST = 256


class Unreadable(ValueError):
    """A version that the engine can not read (any more); the message says why."""


def content_of(file: FileSpec, version: VersionSpec) -> Content:
    """Write one version of a rule file down whole, as it is kept."""
    one = file.model_copy(update={"versions": (version,)})
    return one.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def read_content(content: Content) -> FileSpec:
    """Read what was kept.

    Raises:
        Unreadable: the notation of rule files has changed since.

    """
    try:
        return FileSpec.model_validate(content)
    except ValidationError as wrong:
        place = ".".join(str(step) for step in wrong.errors()[0]["loc"])
        raise Unreadable(f"het veld {place} past niet meer bij deze versie van Leerregister") from wrong


def renamed(file: FileSpec, *, name: str, applies_from: date | None) -> FileSpec:
    """Give the one version of a file a name and a first day of its own, open at the end."""
    own = {"version": name, "valid_from": applies_from, "valid_to": None, "verified": False, "note": None}
    return file.model_copy(update={"versions": (file.versions[0].model_copy(update=own),)})


def rules_of(row: OwnRuleVersion, figures: Iterable[OwnVersionFigure], *, applies_from: date | None = None) -> RuleSet:
    """Make the rules of a version ready, its figures laid over what was copied; from another first day where asked.

    Raises:
        Unreadable: the content or a figure can not be read.

    """
    file = read_content(row.content)
    if row.state != KEPT:
        file = renamed(file, name=row.name, applies_from=applies_from or row.applies_from)
    try:
        return compile_version(file, file.versions[0], own=[own_figure(one) for one in figures])
    except (ValueError, KeyError) as wrong:
        raise Unreadable(str(wrong)) from wrong


def own_figure(row: OwnVersionFigure) -> OwnFigure:
    """Read a figure as the rules take it; the date of its source stands behind it."""
    source = row.source if row.source_on is None else f"{row.source} ({day(row.source_on)})"
    return OwnFigure(path=row.path, value=row.value, source=source, example=row.example)


def figures_of(session: Session, rule_version_id: int) -> tuple[OwnVersionFigure, ...]:
    """Load the figures of a version, in the order in which they were first set."""
    return tuple(
        session.scalars(
            select(OwnVersionFigure)
            .where(OwnVersionFigure.rule_version_id == rule_version_id)
            .order_by(OwnVersionFigure.id)
            .execution_options(populate_existing=True)
        )
    )


def laid_figures(
    session: Session, organisation_id: int, register_id: str, rule_version: str
) -> tuple[OwnVersionFigure, ...]:
    """Copy the figures that an organisation laid over a shipped version; who set them, and when, comes along."""
    rows = session.scalars(
        select(OwnFigureRow)
        .where(
            OwnFigureRow.organisation_id == organisation_id,
            OwnFigureRow.register_id == register_id,
            OwnFigureRow.rule_version == rule_version,
        )
        .order_by(OwnFigureRow.id)
    )
    return tuple(
        OwnVersionFigure(
            path=row.path,
            value=row.value,
            source=row.source,
            example=row.example,
            set_by_id=row.set_by_id,
            set_at=row.set_at,
        )
        for row in rows
    )


def published_rules(session: Session, rule_version_id: int, digest: str) -> RuleSet:
    """Return the rules of a published version.

    Raises:
        Unavailable: they can not be read, or are no longer what was published.

    """
    if digest not in _WORKED_OUT:
        if len(_WORKED_OUT) >= _MOST:
            _WORKED_OUT.clear()
        _WORKED_OUT[digest] = _published(session, rule_version_id, digest)
    return _WORKED_OUT[digest]


def forget_worked_out() -> None:
    """Read published rules anew at their next use, as a process that just started does."""
    _WORKED_OUT.clear()


def problem_with(session: Session, row: OwnRuleVersion) -> str | None:
    """Say why a version can not be used; `None` when it can."""
    found = rules_or_problem(session, row)
    return found if isinstance(found, str) else None


def rules_or_problem(session: Session, row: OwnRuleVersion) -> RuleSet | str:
    """Return the rules of a version, or why it can not be used."""
    try:
        rules = rules_of(row, figures_of(session, row.id))
    except Unreadable as wrong:
        return str(wrong)
    return rules if row.digest in {None, rules.digest} else "de inhoud is niet meer wat is gepubliceerd"


def readable_rules(session: Session, row: OwnRuleVersion) -> RuleSet:
    """Return the rules of a version to work with.

    Raises:
        Conflict: they can not be read.

    """
    try:
        return rules_of(row, figures_of(session, row.id))
    except Unreadable as wrong:
        raise Conflict(f"Versie ‘{row.name}’ is niet te lezen: {wrong}. Maak een nieuwe kopie.") from wrong


def _published(session: Session, rule_version_id: int, digest: str) -> RuleSet:
    row = session.get_one(OwnRuleVersion, rule_version_id)
    problem = problem_with(session, row)
    if problem is not None or row.digest != digest:
        raise Unavailable(
            f"Versie ‘{row.name}’ van de regels van {row.register_id} is niet te gebruiken. "
            "De beheerder kan haar intrekken bij Normen, Versies van deze regels. Er is niets gewijzigd."
        )
    return rules_of(row, figures_of(session, row.id))
