"""`flask register assess`: where one person stands, for administrators and tests; the JSON is stable."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from register.commands._refused import Refused
from register.commands._shared import organisation
from register.current import state
from register.db import session
from register.errors import RegisterError
from register.people.models import Employment, Person, Registration
from register.points.dossier import standing_text, time_left
from register.points.standing import assess_registration
from register.rules.explain import day, number
from register.rules.facts import Assessment, Condition, CountedClaim, TrackStanding


def add_to(group: AppGroup) -> None:
    """Hang the command on `flask register`."""
    group.add_command(assess)


@click.command("assess")
@click.argument("personnel_number", metavar="PERSONEELSNUMMER")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="Peildatum, jjjj-mm-dd; anders vandaag.")
@click.option("--json", "as_json", is_flag=True, help="Geef het antwoord als JSON.")
@with_appcontext
def assess(personnel_number: str, on: datetime | None, *, as_json: bool) -> None:
    """Zeg waar iemand staat, per registratie."""
    current = session()
    person = _person(current, personnel_number)
    at = on.date() if on else state().today()
    try:
        found = [assess_registration(current, one, on=at) for one in _registrations(current, person.id)]
    except (RegisterError, ValueError) as refused:
        raise Refused(str(refused)) from refused
    if as_json:
        document = {
            "person": {"personnel_number": personnel_number, "name": person.display_name},
            "on": at.isoformat(),
            "registrations": [as_document(one) for one in found],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _tell(person, found, at)


def as_document(assessment: Assessment) -> dict[str, Any]:
    """Write an assessment as JSON: points as text, unknown as null."""
    return {
        "register": assessment.register,
        "name": assessment.register_name,
        "version": assessment.version,
        "digest": assessment.digest,
        "period": {"from": assessment.cycle.starts_on.isoformat(), "to": assessment.cycle.ends_on.isoformat()},
        "days_left": assessment.days_left,
        "labels": list(assessment.labels),
        "tracks": [_track(one) for one in assessment.tracks],
        "total": _track(assessment.total),
        "forecast": None if assessment.forecast is None else f"{assessment.forecast:.2f}",
        "closes_the_gap": list(assessment.closes_the_gap),
        "conditions": [_condition(one) for one in assessment.conditions],
        "claims": [_claim(one) for one in assessment.claims],
    }


def _track(standing: TrackStanding) -> dict[str, Any]:
    return {
        "track": standing.code,
        "name": standing.name,
        "logged": _text(standing.logged),
        "countable": _text(standing.countable),
        "granted": _text(standing.granted),
        "needed": _text(standing.needed),
        "minimum": _text(standing.minimum),
        "maximum": _text(standing.maximum),
        "minimum_known": standing.minimum_known,
        "maximum_known": standing.maximum_known,
        "logged_minutes": standing.logged_minutes,
        "undetermined": standing.undetermined,
        "labels": list(standing.labels),
        "sources": list(standing.sources),
    }


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        "code": condition.code,
        "text": condition.text,
        "met": condition.met,
        "expires": condition.expires_on.isoformat() if condition.expires_on else None,
        "source": condition.source,
    }


def _claim(entry: CountedClaim) -> dict[str, Any]:
    return {
        "id": int(entry.claim.reference),
        "activity": entry.claim.title,
        "date": entry.claim.facts.completed_on.isoformat(),
        "kind": entry.claim.facts.kind,
        "minutes": entry.score.net_minutes,
        "track": entry.score.track,
        "points": _text(entry.score.points),
        "counted": _text(entry.counted),
        "granted": _text(entry.claim.granted),
        "state": str(entry.claim.state),
        "version": entry.score.version,
        "digest": entry.score.digest,
        "reasons": [reason.text for reason in entry.reasons],
        "sources": [reason.source for reason in entry.reasons],
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _person(current: Session, personnel_number: str) -> Person:
    """Find a person of the organisation of these settings by personnel number."""
    found = current.scalars(
        select(Person)
        .join(Employment, Employment.person_id == Person.id)
        .where(
            Employment.organisation_id == organisation(current).id,
            Employment.personnel_number == personnel_number.strip(),
        )
    ).first()
    if found is None:
        raise Refused(f"Personeelsnummer {personnel_number} kennen we niet. Kijk het nummer na, met de nullen ervoor.")
    return found


def _registrations(current: Session, person_id: int) -> list[Registration]:
    return list(
        current.scalars(
            select(Registration)
            .where(Registration.person_id == person_id)
            .options(joinedload(Registration.pauses), joinedload(Registration.person))
            .order_by(Registration.register_id, Registration.cycle_starts_on)
        ).unique()
    )


def _tell(person: Person, found: list[Assessment], at: date) -> None:
    click.echo(f"{person.display_name}, {day(at)}")
    if not found:
        click.echo("Geen registratie. Zet die erin met: flask register people import BESTAND")
    for assessment in found:
        click.echo(
            f"\n{assessment.register_name} (regels {assessment.version}): {time_left(assessment.cycle.ends_on, on=at)}"
        )
        for standing in (*assessment.tracks, assessment.total):
            needed = f", nog {number(standing.needed)} nodig" if standing.needed else ""
            label = f" ({', '.join(standing.labels)})" if standing.labels else ""
            click.echo(f"  {standing.name}: {standing_text(standing)}{needed}{label}")
        for sentence in assessment.closes_the_gap:
            click.echo(f"  {sentence}")
