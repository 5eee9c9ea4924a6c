"""Keep the list of methods: add one, change it, stop it and take it up again; by coordinator, HR or admin."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, Invalid
from register.learning.known_names import names_that_may_stand
from register.learning.labels.competences import check_competences
from register.learning.labels.methods import find_method, method_named, refuse_others
from register.learning.labels.models import WorkMethod
from register.once import once
from register.privacy.guarded import refuse_client_data

LONGEST_ABOUT = 3_000
MOST_OF_A_METHOD = 6
"""So many competences a method may have; of these an activity takes three at most."""


class MethodChangedMeanwhile(Conflict):
    """Somebody else saved a newer version; what was typed is kept on the page beside it (bar CO2)."""


@dataclass(frozen=True, kw_only=True)
class MethodEntry:
    """What somebody enters about a method."""

    name: str
    about: str = ""
    competences: tuple[str, ...] = ()
    """As "framework:code"."""


def add_method(
    viewer: Viewer, entry: MethodEntry, *, form_key: str, at: datetime, today: date, kept_anyway: str = ""
) -> int:
    """Add a method to the list of the organisation; returns its id.

    Raises:
        NotAllowed: the viewer does not keep the list.
        Invalid: a value cannot be accepted.
        ClientData: the text may point to a client, and the writer did not say that it may stay.

    """
    refuse_others(viewer)
    _guard(viewer, entry, today=today, kept_anyway=kept_anyway)

    def act(session: Session) -> dict[str, int]:
        audit.take_turn(session, viewer.organisation_id)
        columns = _checked(session, viewer, entry)
        method = WorkMethod(organisation_id=viewer.organisation_id, **columns)
        session.add(method)
        session.flush()
        _note(session, viewer, "werkmethode.toegevoegd", method.id, at)
        return {"method_id": method.id}

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return int(answer["method_id"])


def change_method(
    viewer: Viewer,
    method_id: int,
    entry: MethodEntry,
    *,
    version: int,
    at: datetime,
    today: date,
    kept_anyway: str = "",
) -> None:
    """Change a method; activities keep the name under which they were logged.

    Raises:
        NotFound: there is no such method.
        NotAllowed: the viewer does not keep the list.
        MethodChangedMeanwhile: a newer version was saved in the meantime.
        Invalid: a value cannot be accepted.
        ClientData: the text may point to a client, and the writer did not say that it may stay.

    """
    known = find_method(current_session(), viewer, method_id)
    refuse_others(viewer)
    _guard(viewer, entry, today=today, kept_anyway=kept_anyway, known=(known.name, known.about))
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        method = find_method(session, viewer, method_id)
        if method.version != version:
            raise MethodChangedMeanwhile("Iemand anders heeft deze werkmethode intussen gewijzigd. Vergelijk en kies.")
        for column, value in _checked(session, viewer, entry, method_id=method_id).items():
            setattr(method, column, value)
        _note(session, viewer, "werkmethode.gewijzigd", method_id, at)


def end_method(viewer: Viewer, method_id: int, *, at: datetime, today: date) -> str:
    """Stop working with a method: nobody chooses it any more, what was done with it stays. Returns its name."""
    return _set_end(viewer, method_id, today, act="werkmethode.gestopt", at=at)


def resume_method(viewer: Viewer, method_id: int, *, at: datetime) -> str:
    """Take a stopped method up again. Returns its name."""
    return _set_end(viewer, method_id, None, act="werkmethode.hervat", at=at)


def _set_end(viewer: Viewer, method_id: int, ended_on: date | None, *, act: str, at: datetime) -> str:
    with transaction() as session:
        method = find_method(session, viewer, method_id)
        refuse_others(viewer)
        method.ended_on = ended_on
        _note(session, viewer, act, method_id, at)
        return method.name


def _guard(viewer: Viewer, entry: MethodEntry, *, today: date, kept_anyway: str, known: tuple[str, ...] = ()) -> None:
    refuse_client_data(
        {"name": entry.name, "about": entry.about},
        colleagues=names_that_may_stand(current_session(), viewer, today=today),
        kept_anyway=kept_anyway,
        known=known,
    )


def _checked(session: Session, viewer: Viewer, entry: MethodEntry, method_id: int = 0) -> dict[str, object]:
    name, about = " ".join(entry.name.split()), entry.about.strip()
    if not 1 <= len(name) <= WorkMethod.name.type.length:
        raise Invalid("name", "Geef de werkmethode een naam van 1 tot 120 tekens.")
    if len(about) > LONGEST_ABOUT:
        raise Invalid("about", f"Deze tekst is te lang: hooguit {LONGEST_ABOUT} tekens. Kort haar in.")
    if method_named(session, viewer.organisation_id, name) not in {None, method_id}:
        raise Invalid("name", f"Er is al een werkmethode die “{name}” heet. Kies een andere naam, of open die.")
    chosen = check_competences(entry.competences, most=MOST_OF_A_METHOD)
    return {"name": name, "about": about, "competences": list(chosen)}


def _note(session: Session, viewer: Viewer, act: str, method_id: int, at: datetime) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="method",
        object_id=method_id,
        at=at,
    )
