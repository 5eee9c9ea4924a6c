"""Begin an experiment, and change what its card says (J1)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.experiments.members import check_colleagues
from register.culture.experiments.models import Experiment, ExperimentMember
from register.culture.experiments.rights import changeable_experiment, note
from register.culture.shared.search import search_key
from register.db import session as current_session
from register.db import transaction
from register.errors import Invalid
from register.learning.change_activity import ChangedMeanwhile
from register.learning.known_names import names_that_may_stand
from register.learning.labels.methods import methods_of
from register.once import once
from register.people.teams import own_and_managed_teams
from register.privacy.guarded import refuse_client_data

LONGEST_QUESTION = 300
LONGEST_TEXT = 5_000
_OLDEST_YEAR, _MOST_YEARS_AHEAD = 2000, 3
CHANGED = "Iemand anders heeft dit experiment intussen gewijzigd. Vergelijk en kies."


@dataclass(frozen=True, kw_only=True)
class ExperimentEntry:
    """What somebody writes on the card."""

    question: str
    attempt: str = ""
    starts_on: date
    until_on: date | None = None
    team_id: int | None = None
    method_id: int | None = None


def make_experiment(
    viewer: Viewer,
    entry: ExperimentEntry,
    *,
    person_ids: Collection[int],
    kept_anyway: str,
    form_key: str,
    at: datetime,
    today: date,
) -> int:
    """Begin an experiment; whoever does leads it, `person_ids` take part. Returns its id.

    Raises:
        Invalid: something is missing, too long or impossible.
        ClientData: a text may point to a client, and the writer did not say that it may stay.
        NotFound: somebody in it does not work here.

    """
    _check(current_session(), viewer, entry, today=today)
    names = names_that_may_stand(current_session(), viewer, today=today, person_ids=person_ids)
    refuse_client_data(_texts(entry), colleagues=names, kept_anyway=kept_anyway)

    def act(session: Session) -> dict[str, int]:
        members = dict.fromkeys((viewer.person_id, *person_ids))
        check_colleagues(session, viewer, members)
        experiment = Experiment(organisation_id=viewer.organisation_id, created_by_id=viewer.person_id, created_at=at)
        _write(experiment, entry)
        session.add(experiment)
        session.flush()
        session.add_all(
            ExperimentMember(experiment_id=experiment.id, person_id=one, leads=one == viewer.person_id)
            for one in members
        )
        note(session, viewer, "experiment.begonnen", experiment.id, at, members=len(members))
        return {"experiment_id": experiment.id}

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return int(answer["experiment_id"])


def change_experiment(
    viewer: Viewer,
    experiment_id: int,
    entry: ExperimentEntry,
    *,
    version: int,
    kept_anyway: str,
    at: datetime,
    today: date,
) -> None:
    """Change the card; `version` is the one that the viewer saw.

    Raises:
        NotFound: not there, or the viewer neither made nor leads it.
        ChangedMeanwhile: somebody else saved another version.
        Invalid: something is missing, too long or impossible.
        ClientData: a text may point to a client, and the writer did not say that it may stay.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        experiment = changeable_experiment(session, viewer, experiment_id)
        refuse_older(experiment, version)
        _check(session, viewer, entry, today=today, before=experiment)
        refuse_client_data(
            _texts(entry),
            colleagues=names_in(session, viewer, experiment_id, today=today),
            kept_anyway=kept_anyway,
            known=(experiment.question, experiment.attempt),
        )
        _write(experiment, entry)
        note(session, viewer, "experiment.gewijzigd", experiment_id, at)


def refuse_older(experiment: Experiment, version: int) -> None:
    """Refuse a change of another version than the one that is stored.

    Raises:
        ChangedMeanwhile: somebody else saved another version.

    """
    if experiment.version != version:
        raise ChangedMeanwhile(CHANGED)


def names_in(session: Session, viewer: Viewer, experiment_id: int, *, today: date) -> tuple[str, ...]:
    """Return the names that may stand in the texts of an experiment: of who takes part, and of the own team."""
    members = session.scalars(
        select(ExperimentMember.person_id).where(ExperimentMember.experiment_id == experiment_id)
    ).all()
    return names_that_may_stand(session, viewer, today=today, person_ids=members)


def index(experiment: Experiment) -> None:
    """Write down by which words an experiment is found."""
    experiment.search_key = search_key(experiment.question, experiment.attempt, experiment.learnt)


def _write(experiment: Experiment, entry: ExperimentEntry) -> None:
    experiment.question, experiment.attempt = entry.question.strip(), entry.attempt.strip()
    experiment.starts_on, experiment.until_on = entry.starts_on, entry.until_on
    experiment.team_id, experiment.method_id = entry.team_id, entry.method_id
    experiment.learnt = experiment.learnt or ""
    index(experiment)


def _texts(entry: ExperimentEntry) -> dict[str, str]:
    return {"question": entry.question, "attempt": entry.attempt}


def _check(
    session: Session, viewer: Viewer, entry: ExperimentEntry, *, today: date, before: Experiment | None = None
) -> None:
    if not entry.question.strip():
        raise Invalid("question", "Schrijf op wat jullie willen weten, bijvoorbeeld: Helpt een wandeling bij …?")
    if len(entry.question.strip()) > LONGEST_QUESTION:
        raise Invalid("question", f"Deze vraag is te lang: hooguit {LONGEST_QUESTION} tekens. Kort haar in.")
    if len(entry.attempt) > LONGEST_TEXT:
        raise Invalid("attempt", f"Deze tekst is te lang: hooguit {LONGEST_TEXT} tekens. Kort haar in.")
    if not _OLDEST_YEAR <= entry.starts_on.year <= today.year + _MOST_YEARS_AHEAD:
        raise Invalid("starts_on", "Deze begindatum kan niet kloppen. Kijk het jaartal na.")
    if entry.until_on is not None and entry.until_on < entry.starts_on:
        raise Invalid("until_on", "Deze datum ligt voor het begin. Een experiment eindigt op of na de begindatum.")
    if entry.until_on is not None and entry.until_on.year > today.year + _MOST_YEARS_AHEAD:
        raise Invalid(
            "until_on", "Deze datum ligt te ver weg. Een experiment is afgebakend: kies een datum dichterbij."
        )
    team_before, method_before = (before.team_id, before.method_id) if before else (None, None)
    if entry.team_id not in {None, team_before, *own_and_managed_teams(session, viewer, today=today)}:
        raise Invalid("team", "Kies een team waarin je werkt.")
    offered = methods_of(session, viewer, today=today, also=method_before)
    if entry.method_id not in {None, *(one.method_id for one in offered)}:
        raise Invalid("method", "Kies een werkmethode uit de lijst.")
