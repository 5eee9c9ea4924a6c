"""Which own version a viewer means, held against others until the end of the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.errors import Conflict, NotAllowed, NotFound
from register.points.versions.content import IN_FORCE, KEPT, problem_with
from register.points.versions.models import OwnRuleVersion
from register.rules.model import RuleSet

_CHANGED = "Iemand anders heeft deze versie intussen gewijzigd. Bekijk haar opnieuw en probeer het dan nog eens."
_LONGEST_NUMBER = 10
_NO_DRAFT = "Deze versie is al gepubliceerd en verandert niet meer. Maak er een kopie van."


def require_admin(viewer: Viewer) -> None:
    """Raise NotAllowed for whoever is no admin."""
    if not viewer.has(Role.ADMIN):
        raise NotAllowed("Alleen de beheerder maakt en publiceert versies van de regels. HR kan ze hier lezen.")


def own_version(
    session: Session, viewer: Viewer, rule_version_id: int, *, version: int | None = None
) -> OwnRuleVersion:
    """Load a version of the viewer's organisation, to change it.

    Raises:
        NotAllowed: the viewer is no admin.
        NotFound: not a version of this organisation.
        Conflict: somebody changed it since `version`.

    """
    require_admin(viewer)
    audit.take_turn(session, viewer.organisation_id)
    row = session.scalar(
        select(OwnRuleVersion)
        .where(
            OwnRuleVersion.id == rule_version_id,
            OwnRuleVersion.organisation_id == viewer.organisation_id,
            OwnRuleVersion.state != KEPT,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    if version is not None and row.version != version:
        raise Conflict(_CHANGED)
    return row


def version_of(session: Session, organisation_id: int, rule_version_id: int) -> OwnRuleVersion:
    """Load a version of an organisation, kept ones too, to change it from the command line.

    Raises:
        NotFound: not a version of this organisation.

    """
    audit.take_turn(session, organisation_id)
    row = session.scalar(
        select(OwnRuleVersion)
        .where(OwnRuleVersion.id == rule_version_id, OwnRuleVersion.organisation_id == organisation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound(f"Er is geen eigen versie met nummer {rule_version_id}. ‘rules check’ noemt de nummers.")
    return row


def own_draft(session: Session, viewer: Viewer, rule_version_id: int, *, version: int | None = None) -> OwnRuleVersion:
    """Load a draft of the viewer's organisation, to change it.

    Raises:
        NotAllowed, NotFound, Conflict: as `own_version`; also Conflict for one that is published.

    """
    row = own_version(session, viewer, rule_version_id, version=version)
    if row.state != "concept":
        raise Conflict(_NO_DRAFT)
    return row


@dataclass(frozen=True, kw_only=True)
class Unusable:
    """A version that judges and can not be read, with the reason."""

    id: int
    register_id: str
    name: str
    problem: str


def unusable_versions(
    session: Session, *, organisation_id: int | None = None, register_id: str | None = None
) -> tuple[Unusable, ...]:
    """Return the versions that take part in judging and can not be used any more; of any organisation and register."""
    query = select(OwnRuleVersion).where(*IN_FORCE).order_by(OwnRuleVersion.id)
    if organisation_id is not None:
        query = query.where(OwnRuleVersion.organisation_id == organisation_id)
    if register_id is not None:
        query = query.where(OwnRuleVersion.register_id == register_id)
    rows = session.scalars(query).all()
    found = ((row, problem_with(session, row)) for row in rows)
    return tuple(
        Unusable(id=row.id, register_id=row.register_id, name=row.name, problem=problem)
        for row, problem in found
        if problem is not None
    )


@dataclass(frozen=True, kw_only=True)
class OnTop:
    """A published version that judges instead of a shipped one, from its first day."""

    id: int
    name: str
    applies_from: date | None


def versions_on_top(
    session: Session, organisation_id: int, shipped: Sequence[RuleSet], under: RuleSet
) -> tuple[OnTop, ...]:
    """Return the published versions that judge periods which this shipped version would have judged."""
    starts = [one.valid_from for one in shipped if one.valid_from is not None]
    later = [one for one in starts if under.valid_from is None or one > under.valid_from]
    query = select(OwnRuleVersion).where(
        OwnRuleVersion.organisation_id == organisation_id,
        OwnRuleVersion.register_id == under.register,
        OwnRuleVersion.state == "gepubliceerd",
    )
    if later:
        query = query.where(OwnRuleVersion.applies_from < min(later))
    rows = session.scalars(query.order_by(OwnRuleVersion.applies_from, OwnRuleVersion.published_at))
    return tuple(OnTop(id=row.id, name=row.name, applies_from=row.applies_from) for row in rows)


def find_versions(
    session: Session, organisation_id: int, target: str, *, register_id: str | None = None
) -> tuple[OwnRuleVersion, ...]:
    """Return the own versions with this name, else the one with this number."""
    own = [OwnRuleVersion.organisation_id == organisation_id, OwnRuleVersion.state != KEPT]
    if register_id is not None:
        own.append(OwnRuleVersion.register_id == register_id)
    named = session.scalars(select(OwnRuleVersion).where(*own, OwnRuleVersion.name == target)).all()
    if named or not (target.isascii() and target.isdigit() and len(target) < _LONGEST_NUMBER):
        return tuple(named)
    return tuple(session.scalars(select(OwnRuleVersion).where(*own, OwnRuleVersion.id == int(target))))
