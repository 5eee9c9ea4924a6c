"""What somebody wants to be told by mail (*berichtvoorkeuren*): switched on the own page, or by the link in a mail."""

from collections.abc import Collection
from dataclasses import dataclass

from itsdangerous import BadData
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.db import transaction
from register.errors import NotFound
from register.learning.sign_links import serializer
from register.notices.kinds import SWITCHABLE, Kind, kinds_for
from register.notices.models import NoticePreference
from register.people.models import Person

PURPOSE = "leerregister.berichten-afmelden"
PATH = "/berichten/afmelden/"
"""Where the pages of these links are, below the register's own path."""


@dataclass(frozen=True, kw_only=True)
class Switch:
    """One kind of message, and whether it comes."""

    kind: Kind
    wanted: bool


def switches(session: Session, viewer: Viewer) -> tuple[Switch, ...]:
    """Return every kind that may come to the viewer."""
    off = _unwanted(session, viewer.person_id)
    return tuple(Switch(kind=kind, wanted=kind.code not in off) for kind in kinds_for(viewer))


def is_wanted(session: Session, person_id: int, kind: str) -> bool:
    """Whether this kind may be sent to somebody; what cannot be switched off always may."""
    return kind not in SWITCHABLE or kind not in _unwanted(session, person_id)


def keep_preferences(viewer: Viewer, wanted: Collection[str]) -> None:
    """Keep what the viewer wants to be told; what is not among `wanted` is switched off."""
    with transaction() as session:
        session.get_one(Person, viewer.person_id, with_for_update=True)
        for kind in kinds_for(viewer):
            _put(session, viewer.person_id, kind.code, wanted=kind.code in wanted)


def stop_token(person_id: int, kind: str) -> str:
    """Return the token by which a mail of this kind can be switched off, without signing in and however late."""
    return str(serializer(PURPOSE).dumps([person_id, kind]))


def look_at_stop(session: Session, token: str) -> Switch:
    """Say which kind a link switches off, and whether it still comes; writes nothing.

    Raises:
        NotFound: it is not a link of ours.

    """
    person_id, kind = _read(session, token)
    return Switch(kind=kind, wanted=is_wanted(session, person_id, kind.code))


def switch_by_token(token: str, *, wanted: bool) -> Switch:
    """Switch a kind off by the link in a mail, or on again; doing it twice is the same as once.

    Raises:
        NotFound: it is not a link of ours.

    """
    with transaction() as session:
        person_id, kind = _read(session, token)
        session.get_one(Person, person_id, with_for_update=True)
        _put(session, person_id, kind.code, wanted=wanted)
        return Switch(kind=kind, wanted=wanted)


def _read(session: Session, token: str) -> tuple[int, Kind]:
    try:
        person_id, code = serializer(PURPOSE).loads(token)
    except (BadData, TypeError, ValueError):
        person_id, code = 0, ""
    if code not in SWITCHABLE or session.get(Person, person_id) is None:
        raise NotFound("Deze link klopt niet. Open hem opnieuw vanuit de mail, of ga naar Berichten in Leerregister.")
    return person_id, SWITCHABLE[code]


def _unwanted(session: Session, person_id: int) -> frozenset[str]:
    rows = select(NoticePreference.kind).where(
        NoticePreference.person_id == person_id, NoticePreference.wanted.is_(False)
    )
    return frozenset(session.scalars(rows))


def _put(session: Session, person_id: int, kind: str, *, wanted: bool) -> None:
    row = session.scalar(
        select(NoticePreference).where(NoticePreference.person_id == person_id, NoticePreference.kind == kind)
    )
    if row is not None:
        row.wanted = wanted
    elif not wanted:
        session.add(NoticePreference(person_id=person_id, kind=kind, wanted=False))
