"""Whose files go out with a dossier: of who opened it, and of a colleague who opened the own dossier just as far.

Everybody in a meeting can put a file with it. The choice of one of them does not open what is another's.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from register.access import Viewer
from register.people.managing import held_on
from register.people.models import Membership
from register.privacy.layers import Audience, Layer, opened_by


def open_uploaders(
    session: Session,
    viewer: Viewer,
    owner_id: int,
    uploader_ids: Collection[int],
    audience: Audience,
    *,
    on: date,
) -> frozenset[int]:
    """Return whose files may go out with somebody's dossier, in two queries at most.

    Those are the owner's, those of whoever looks, and those of who opened all evidence for the same audience. Opened
    for a manager means for the own manager, so the uploader has to sit in a team of this one; the owner who looks at
    what a manager sees is shown the files of who sits in a team with him or her.
    """
    others = sorted(set(uploader_ids) - {owner_id, viewer.person_id})
    opened = opened_by(session, others, audience, on=on) if others else {}
    wide = {one for one, may in opened.items() if may.least is Layer.EVIDENCE}
    if wide and audience is Audience.MANAGER:
        wide &= _in_a_team_of(session, viewer, owner_id, wide, on)
    return frozenset(wide | {owner_id, viewer.person_id})


def _in_a_team_of(session: Session, viewer: Viewer, owner_id: int, people: Collection[int], on: date) -> set[int]:
    query = select(Membership.person_id).where(Membership.person_id.in_(sorted(people)), held_on(Membership, on))
    if viewer.person_id != owner_id:
        return set(session.scalars(query.where(Membership.team_id.in_(sorted(viewer.managed_team_ids)))))
    own = aliased(Membership)
    teams = select(own.team_id).where(own.person_id == owner_id, held_on(own, on))
    return set(session.scalars(query.where(Membership.team_id.in_(teams))))
