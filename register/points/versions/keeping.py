"""What held before an own figure changes is kept (*bewaard*), for the periods that have ended by then."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.current import day_here
from register.points.models import OwnFigureRow
from register.points.versions.content import KEPT, content_of, laid_figures, own_figure
from register.points.versions.models import OwnRuleVersion
from register.rules.model import RuleSet
from register.rules.rulesets import with_figures


def keep_as_it_was(
    session: Session, organisation_id: int, shipped: RuleSet, row: OwnFigureRow | None, path: str, *, at: datetime
) -> None:
    """Keep a shipped version with the figures laid over it as they are now, before the one at this path changes.

    Filling in what nobody had seen changes nothing that was judged; and on the day itself a figure may be mended.
    """
    today = day_here(at)
    if row is not None and day_here(row.set_at) == today:
        return
    figures = laid_figures(session, organisation_id, shipped.register, shipped.version)
    rules = with_figures(shipped, [own_figure(one) for one in figures])
    known = any(slot.path == path and slot.value is not None for slot in rules.slots)
    last = _last_kept(session, organisation_id, shipped)
    if not known or (last is not None and last >= today):
        return
    file, version = shipped.origin
    kept = OwnRuleVersion(
        organisation_id=organisation_id,
        register_id=shipped.register,
        name=f"{shipped.version[:24]} tot {today.isoformat()}",
        copied_from=shipped.version,
        applies_from=version.valid_from,
        content=content_of(file, version),
        state=KEPT,
        digest=rules.digest,
        known_from=last,
        known_until=today,
        made_at=at,
        changed_at=at,
    )
    session.add(kept)
    session.flush()
    for figure in figures:
        figure.rule_version_id = kept.id
    session.add_all(figures)
    session.flush()


def _last_kept(session: Session, organisation_id: int, shipped: RuleSet) -> date | None:
    """Return until when the version that was kept last holds."""
    return session.scalar(
        select(func.max(OwnRuleVersion.known_until)).where(
            OwnRuleVersion.organisation_id == organisation_id,
            OwnRuleVersion.register_id == shipped.register,
            OwnRuleVersion.copied_from == shipped.version,
            OwnRuleVersion.state == KEPT,
        )
    )
