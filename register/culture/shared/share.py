"""Pass a learning on to other teams, change it, take it back (*les delen*, J4)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.shared.models import Learning, LearningCompetence
from register.culture.shared.search import search_key
from register.culture.shared.source import Source, source_of
from register.culture.taking_back import find_of_organisation, refuse_restoring, refuse_taking_back
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, Invalid, NotAllowed, NotFound
from register.learning.checks import LONGEST_TEXT
from register.learning.labels.competences import check_competences, competence_name
from register.learning.labels.methods import methods_of
from register.once import once
from register.privacy.guarded import refuse_client_data

WITHDRAWN = "les.ingetrokken"
"""The act in the trail by which it is known who took a learning back."""
LONGEST_TITLE = 160


class ChangedMeanwhile(Conflict):
    """The author saved another version; what was typed is kept on the page beside it (bar CO2)."""


@dataclass(frozen=True, kw_only=True)
class LearningEntry:
    """What somebody writes down to share."""

    title: str
    text: str
    method_id: int | None = None
    competences: tuple[str, ...] = ()
    """As "framework:code", at most three."""


def share_learning(
    viewer: Viewer, entry: LearningEntry, source: Source, *, kept_anyway: str, form_key: str, at: datetime, today: date
) -> int:
    """Share a learning with everybody of the organisation; returns its id.

    Raises:
        Invalid: something is missing or too long.
        ClientData: a text may point to a client, and the writer did not say that it may stay.

    """
    method = _check(current_session(), viewer, entry, today=today, method_before=source.method_id)
    refuse_client_data(_texts(entry), colleagues=source.names, kept_anyway=kept_anyway)

    def act(session: Session) -> dict[str, int]:
        learning = Learning(
            organisation_id=viewer.organisation_id,
            author_id=viewer.person_id,
            activity_id=source.activity_id,
            experiment_id=source.experiment_id,
            shared_at=at,
        )
        _write(learning, entry, method)
        session.add(learning)
        session.flush()
        _label(session, learning.id, entry)
        note(session, viewer, "les.gedeeld", learning.id, at)
        return {"learning_id": learning.id}

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return int(answer["learning_id"])


def change_learning(
    viewer: Viewer,
    learning_id: int,
    entry: LearningEntry,
    *,
    version: int,
    kept_anyway: str,
    at: datetime,
    today: date,
) -> None:
    """Change what one shared; what others said of it stays.

    Raises:
        NotFound: it is not there, or somebody else wrote it.
        ChangedMeanwhile: it was saved from another tab in the meantime.
        Invalid: something is missing or too long.
        ClientData: a text may point to a client, and the writer did not say that it may stay.

    """
    with transaction() as session:
        learning = changeable_learning(session, viewer, learning_id)
        if learning.version != version:
            raise ChangedMeanwhile("Je hebt deze les intussen op een andere plek gewijzigd. Vergelijk eerst.")
        method = _check(session, viewer, entry, today=today, method_before=learning.method_id)
        refuse_client_data(
            _texts(entry),
            colleagues=_names(session, viewer, learning, today),
            kept_anyway=kept_anyway,
            known=(learning.title, learning.text),
        )
        _write(learning, entry, method)
        _label(session, learning_id, entry)
        note(session, viewer, "les.gewijzigd", learning_id, at)


def withdraw_learning(viewer: Viewer, learning_id: int, *, at: datetime) -> str:
    """Take a learning back: by its author, or by a coordinator, HR or admin when a client can be known from it."""
    with transaction() as session:
        learning = find_of_organisation(session, viewer, Learning, learning_id)
        refuse_taking_back(viewer, own=learning.author_id == viewer.person_id)
        learning.withdrawn_at = at
        note(session, viewer, WITHDRAWN, learning_id, at)
        return learning.title


def restore_learning(viewer: Viewer, learning_id: int, *, at: datetime) -> str:
    """Undo taking back, by whoever did that; returns the title."""
    with transaction() as session:
        learning = find_of_organisation(session, viewer, Learning, learning_id, withdrawn=True)
        refuse_restoring(session, viewer, WITHDRAWN, learning_id)
        learning.withdrawn_at = None
        note(session, viewer, "les.teruggezet", learning_id, at)
        return learning.title


def changeable_learning(session: Session, viewer: Viewer, learning_id: int) -> Learning:
    """Return what the viewer wrote and may change.

    Raises:
        NotFound: it is not there, or somebody else wrote it.

    """
    learning = find_of_organisation(session, viewer, Learning, learning_id)
    if learning.author_id != viewer.person_id:
        raise NotFound
    return learning


def note(session: Session, viewer: Viewer, act: str, learning_id: int, at: datetime) -> None:
    """Write in the trail what was done with a learning; never its words."""
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="learning",
        object_id=learning_id,
        at=at,
    )


def _texts(entry: LearningEntry) -> dict[str, str]:
    return {"title": entry.title, "text": entry.text}


def _names(session: Session, viewer: Viewer, learning: Learning, today: date) -> tuple[str, ...]:
    """Return who may be named; a source that is gone takes its people with it."""
    try:
        return source_of(
            session, viewer, activity_id=learning.activity_id, experiment_id=learning.experiment_id, today=today
        ).names
    except (NotFound, NotAllowed, Conflict):
        return source_of(session, viewer, activity_id=None, experiment_id=None, today=today).names


def _check(session: Session, viewer: Viewer, entry: LearningEntry, *, today: date, method_before: int | None) -> str:
    """Refuse what cannot be; returns the name of the method."""
    if not entry.title.strip():
        raise Invalid("title", "Geef de les een titel: waar gaat ze over?")
    if len(entry.title.strip()) > LONGEST_TITLE:
        raise Invalid("title", f"Deze titel is te lang: hooguit {LONGEST_TITLE} tekens. Kort hem in.")
    if not entry.text.strip():
        raise Invalid("text", "Schrijf op wat een ander team hiervan kan leren.")
    if len(entry.text) > LONGEST_TEXT:
        raise Invalid("text", f"Deze tekst is te lang: hooguit {LONGEST_TEXT} tekens. Kort hem in.")
    check_competences(entry.competences)
    if entry.method_id is None:
        return ""
    names = {one.method_id: one.name for one in methods_of(session, viewer, today=today, also=method_before)}
    if entry.method_id not in names:
        raise Invalid("method", "Kies een werkmethode uit de lijst.")
    return names[entry.method_id]


def _write(learning: Learning, entry: LearningEntry, method: str) -> None:
    learning.title, learning.text, learning.method_id = entry.title.strip(), entry.text.strip(), entry.method_id
    labels = map(competence_name, entry.competences)
    learning.search_key = search_key(learning.title, learning.text, method, *labels)


def _label(session: Session, learning_id: int, entry: LearningEntry) -> None:
    wanted = dict.fromkeys(entry.competences)
    there = select(LearningCompetence).where(LearningCompetence.learning_id == learning_id)
    if {f"{one.framework}:{one.code}" for one in session.scalars(there)} == set(wanted):
        return
    session.execute(delete(LearningCompetence).where(LearningCompetence.learning_id == learning_id))
    for label in wanted:
        framework, _, code = label.partition(":")
        session.add(LearningCompetence(learning_id=learning_id, framework=framework, code=code))
