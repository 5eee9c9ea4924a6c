"""Which own version a viewer means, held against others until the end of the transaction."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.errors import Conflict, NotAllowed, NotFound
from register.points.versions.content import KEPT
from register.points.versions.models import OwnRuleVersion

_CHANGED = "Iemand anders heeft deze versie intussen gewijzigd. Bekijk haar opnieuw en probeer het dan nog eens."
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


def own_draft(session: Session, viewer: Viewer, rule_version_id: int, *, version: int | None = None) -> OwnRuleVersion:
    """Load a draft of the viewer's organisation, to change it.

    Raises:
        NotAllowed, NotFound, Conflict: as `own_version`; also Conflict for one that is published.

    """
    row = own_version(session, viewer, rule_version_id, version=version)
    if row.state != "concept":
        raise Conflict(_NO_DRAFT)
    return row
