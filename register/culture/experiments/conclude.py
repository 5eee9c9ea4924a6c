"""Conclude an experiment with its outcome and what was learnt, take it up again, take it back (J1)."""

from dataclasses import dataclass
from datetime import date, datetime

from register import audit
from register.access import Viewer
from register.culture.experiments.make import LONGEST_TEXT, index, names_in, refuse_older
from register.culture.experiments.outcomes import OUTCOMES
from register.culture.experiments.rights import (
    WITHDRAWN,
    changeable_experiment,
    find_experiment,
    may_change,
    note,
)
from register.culture.taking_back import refuse_restoring, refuse_taking_back
from register.db import transaction
from register.errors import Conflict, Invalid
from register.privacy.guarded import refuse_client_data


@dataclass(frozen=True, kw_only=True)
class Conclusion:
    """What came of it, and what was learnt; "mislukt, geleerd" is an outcome like the others."""

    outcome: str
    learnt: str


def conclude_experiment(
    viewer: Viewer,
    experiment_id: int,
    conclusion: Conclusion,
    *,
    version: int,
    kept_anyway: str,
    at: datetime,
    today: date,
) -> None:
    """Conclude an experiment, or change how it was concluded; its first moment stays.

    Raises:
        NotFound: not there, or the viewer neither made nor leads it.
        ChangedMeanwhile: somebody else saved another version.
        Invalid: no outcome, or nothing was learnt.
        ClientData: the text may point to a client, and the writer did not say that it may stay.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        experiment = changeable_experiment(session, viewer, experiment_id)
        refuse_older(experiment, version)
        _check(conclusion)
        refuse_client_data(
            {"learnt": conclusion.learnt},
            colleagues=names_in(session, viewer, experiment_id, today=today),
            kept_anyway=kept_anyway,
            known=(experiment.learnt,),
        )
        experiment.outcome, experiment.learnt = conclusion.outcome, conclusion.learnt.strip()
        experiment.concluded_at = experiment.concluded_at or at
        index(experiment)
        note(session, viewer, "experiment.afgerond", experiment_id, at, outcome=conclusion.outcome)


def reopen_experiment(viewer: Viewer, experiment_id: int, *, at: datetime) -> None:
    """Take a concluded experiment up again; what was learnt so far stays on its card.

    Raises:
        NotFound: not there, or the viewer neither made nor leads it.
        Conflict: it runs already.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        experiment = changeable_experiment(session, viewer, experiment_id)
        if experiment.outcome is None:
            raise Conflict("Dit experiment loopt al.")
        experiment.outcome, experiment.concluded_at = None, None
        note(session, viewer, "experiment.heropend", experiment_id, at)


def withdraw_experiment(viewer: Viewer, experiment_id: int, *, at: datetime) -> None:
    """Take an experiment back: nobody else sees it; its sessions stay activities of their people.

    Raises:
        NotFound: not there, or not for this viewer to take back.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        experiment = find_experiment(session, viewer, experiment_id)
        refuse_taking_back(viewer, own=may_change(session, viewer, experiment))
        experiment.withdrawn_at = at
        note(session, viewer, WITHDRAWN, experiment_id, at)


def restore_experiment(viewer: Viewer, experiment_id: int, *, at: datetime) -> None:
    """Undo taking back, by whoever did that.

    Raises:
        NotFound: it was not taken back, or by somebody else.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        experiment = find_experiment(session, viewer, experiment_id, withdrawn=True)
        refuse_restoring(session, viewer, WITHDRAWN, experiment_id)
        experiment.withdrawn_at = None
        note(session, viewer, "experiment.teruggezet", experiment_id, at)


def _check(conclusion: Conclusion) -> None:
    if conclusion.outcome not in OUTCOMES:
        raise Invalid("outcome", "Kies hoe het ging: gelukt, deels gelukt of mislukt, geleerd.")
    if not conclusion.learnt.strip():
        raise Invalid("learnt", "Schrijf in een of twee zinnen wat jullie leerden. Daar gaat het om.")
    if len(conclusion.learnt) > LONGEST_TEXT:
        raise Invalid("learnt", f"Deze tekst is te lang: hooguit {LONGEST_TEXT} tekens. Kort haar in.")
