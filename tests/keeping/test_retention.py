"""Nothing is kept longer than its term, nothing shorter, and a dry run says what a run does (bars PR4 and PR12)."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.errors import Invalid, NotAllowed
from register.evidence.models import Notice
from register.jobs.models import Job
from register.jobs.queue import work_off
from register.keeping.holds import Hold, set_hold
from register.keeping.retention import ask_for_run, plan_retention, run_retention, tidy_up
from register.keeping.terms import set_term, terms
from register.learning.models import OutgoingMail, Reflection, SignLink
from register.once import FormKey
from register.people.models import Employment, Person, RoleGrant
from register.privacy.models import Look
from tests.conftest import NOW
from tests.keeping.filling import fill
from tests.makers import TODAY, make_logged, make_person, make_viewer

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
REASON = "Afgesproken met de ondernemingsraad."


def left(session: Session, name: str, last: date, *, offered: bool = True) -> Person:
    person = make_person(session, name)
    for one in session.scalars(select(Employment).where(Employment.person_id == person.id)):
        one.ends_on = last
    person.deactivated_at = NOW
    session.add(
        Reflection(activity_id=make_logged_by_another(session), person_id=person.id, text="Van mij", updated_at=NOW)
    )
    if offered:
        session.add(Notice(person_id=person.id, key=f"vertrek-{last.isoformat()}", given_at=NOW))
    session.commit()
    return person


def make_logged_by_another(session: Session) -> int:
    found = session.scalar(select(Person).where(Person.subject == "bo"))
    return make_logged(session, found or make_person(session, "Bo"))


def run(session: Session) -> dict[str, int]:
    return dict(run_retention(1, at=NOW, actor_id=None).counts)


def test_a_dossier_goes_on_the_day_that_24_months_are_over_and_not_a_day_before(session: Session) -> None:
    over = left(session, "Over", date(2024, 11, 22))
    not_yet = left(session, "Nog", date(2024, 11, 23))

    counts = run(session)

    session.expire_all()
    assert counts["dossier"] == 1
    assert (over.display_name, not_yet.display_name) == ("Oud-collega 1", "Nog Vries")


def test_who_hr_stopped_without_an_employment_goes_24_months_after_that(session: Session) -> None:
    over, not_yet, here = (make_person(session, name) for name in ("Over", "Nog", "Hier"))
    session.execute(delete(Employment))
    over.deactivated_at = datetime(2024, 11, 21, 23, 30, tzinfo=UTC)
    not_yet.deactivated_at = datetime(2024, 11, 23, 9, 0, tzinfo=UTC)
    session.commit()

    counts = run(session)

    session.expire_all()
    assert counts["dossier"] == 1
    assert [one.display_name for one in (over, not_yet, here)] == ["Oud-collega 1", "Nog Vries", "Hier Vries"]


def test_whose_access_stopped_while_the_employment_goes_on_goes_only_when_asked_for(
    app: Flask, session: Session
) -> None:
    ill, admin = make_person(session, "Ziek"), make_viewer(session, make_person(session, "Ad", roles=("admin",)))
    ill.deactivated_at = NOW - timedelta(days=800)
    session.commit()

    planned, ran = plan_retention(session, 1, at=NOW), run(session)
    dry = app.test_cli_runner().invoke(args=["register", "retention", "run", "--dry-run"]).output
    session.expire_all()
    after_the_run = ill.display_name
    ask_for_run(admin, form_key="sleutel-van-de-proef-1", at=NOW, still_employed=True)
    work_off(app)
    session.expire_all()

    assert [(one.name, one.stopped, one.still_employed) for one in planned.apart] == [("Ziek Vries", True, True)]
    assert (planned.counts["dossier"], ran["dossier"], after_the_run) == (0, 0, "Ziek Vries")
    assert "1 keer toegang gestopt terwijl het dienstverband nog loopt" in dry
    assert ill.display_name == "Oud-collega 1"
    line = session.scalars(select(AuditEntry).where(AuditEntry.act == "bewaartermijnen.uitgevoerd")).one()
    assert json.loads(line.details or "{}")["still_employed"] is True


def test_what_is_private_goes_a_month_after_the_last_day_where_it_was_offered(session: Session) -> None:
    left(session, "Over", date(2026, 10, 22))
    left(session, "Nog", date(2026, 10, 23))
    left(session, "Niet", date(2026, 9, 1), offered=False)

    counts = run(session)

    names = select(Person.given_name).join(Reflection, Reflection.person_id == Person.id).order_by(Person.given_name)
    assert counts["prive"] == 1
    assert session.scalars(names).all() == ["Niet", "Nog"]


@on_sqlite
def test_a_dry_run_says_what_a_run_does(session: Session) -> None:
    person = left(session, "Over", date(2024, 1, 1))
    left(session, "Privé", date(2026, 1, 1))
    filled = make_person(session, "Vol")
    fill(session, filled, "vol")
    later = NOW + timedelta(days=3_000)

    said = plan_retention(session, person.organisation_id, at=later).counts
    did = run_retention(person.organisation_id, at=later, actor_id=None).counts

    assert did == said
    assert sum(said.values()) > 10
    assert sum(plan_retention(session, person.organisation_id, at=later).counts.values()) == 0


def test_a_hold_keeps_everything(session: Session) -> None:
    person = left(session, "Over", date(2020, 1, 1))
    hanna = make_viewer(session, make_person(session, "Hanna", roles=("hr",)))
    set_hold(hanna, person.id, Hold(reference="Z-1"), at=NOW, today=TODAY)

    counts = run(session)

    session.expire_all()
    assert (counts["dossier"], person.display_name) == (0, "Over Vries")
    assert [one.held for one in plan_retention(session, person.organisation_id, at=NOW).people] == [True]


def old_rows(session: Session, person: Person, at: datetime) -> None:
    session.add_all([
        OutgoingMail(person_id=person.id, kind="proef", made_at=at, outcome="vervallen"),
        FormKey(key=f"k{at.timestamp()}", person_id=person.id, made_at=at, answer={}),
        Look(person_id=person.id, audience="opdrachtregel", what="dossier", first_at=at, last_at=at),
    ])  # fmt: skip
    session.commit()


def test_what_is_technical_goes_by_itself_a_day_after_its_term_and_not_before(session: Session) -> None:
    els = make_person(session, "Els")
    for days in (29, 31):
        old_rows(session, els, NOW - timedelta(days=days))

    tidy_up(at=NOW)

    left_over = [session.scalar(select(func.count()).select_from(model)) for model in (OutgoingMail, FormKey, Look)]
    assert left_over == [1, 0, 2]
    tidy_up(at=NOW + timedelta(days=365))
    assert session.scalar(select(func.count()).select_from(Look)) == 0


def test_people_never_go_by_themselves(session: Session) -> None:
    person = left(session, "Over", date(2020, 1, 1))

    tidy_up(at=NOW)

    session.expire_all()
    assert person.display_name == "Over Vries"
    assert session.scalar(select(func.count()).select_from(SignLink)) == 0


def test_the_administrator_changes_a_term_with_a_reason(session: Session) -> None:
    admin = make_viewer(session, make_person(session, "Ad", roles=("admin",)))
    person = left(session, "Over", date(2025, 11, 22))

    with pytest.raises(Invalid, match="waarom"):
        set_term(admin, "dossier", amount=12, reason="ja", version=0, at=NOW)
    with pytest.raises(Invalid, match="van 1 tot en met 240 maanden"):
        set_term(admin, "dossier", amount=0, reason=REASON, version=0, at=NOW)
    with pytest.raises(NotAllowed):
        set_term(make_viewer(session, person), "dossier", amount=12, reason=REASON, version=0, at=NOW)
    set_term(admin, "dossier", amount=12, reason=REASON, version=0, at=NOW)

    assert {one.record_class.id: one.amount for one in terms(session, admin.organisation_id)}["dossier"] == 12
    assert run(session)["dossier"] == 1


def test_the_command_says_what_would_go_and_a_run_leaves_a_line(app: Flask, session: Session) -> None:
    left(session, "Over", date(2020, 1, 1))

    dry = app.test_cli_runner().invoke(args=["register", "retention", "run", "--dry-run", "--json"])
    real = app.test_cli_runner().invoke(args=["register", "retention", "run"])

    assert json.loads(dry.stdout)["counts"]["dossier"] == 1
    assert "- Dossier van wie weg is: 1" in real.stdout
    line = session.scalars(select(AuditEntry).where(AuditEntry.act == "bewaartermijnen.uitgevoerd")).one()
    assert json.loads(line.details)["dossier"] == 1


@pytest.mark.parametrize("lost", ["role", "account"])
def test_who_is_no_administrator_any_more_when_its_turn_comes_erases_nobody(
    app: Flask, session: Session, lost: str
) -> None:
    person, ad = left(session, "Over", date(2020, 1, 1)), make_person(session, "Ad", roles=("admin",))
    job = ask_for_run(make_viewer(session, ad), form_key="k" * 20, at=NOW)
    what = {
        "role": delete(RoleGrant).where(RoleGrant.person_id == ad.id),
        "account": update(Person).where(Person.id == ad.id).values(deactivated_at=NOW),
    }
    session.execute(what[lost])
    session.commit()

    work_off(app)

    session.expire_all()
    row = session.get_one(Job, job)
    assert (row.state, "geen beheerder meer" in row.message) == ("mislukt", True)
    assert person.display_name == "Over Vries"


def test_the_administrator_lets_it_run_as_a_job(app: Flask, session: Session) -> None:
    person, ad = left(session, "Over", date(2020, 1, 1)), make_person(session, "Ad", roles=("admin",))
    ask_for_run(make_viewer(session, ad), form_key="k" * 20, at=NOW)

    work_off(app)

    session.expire_all()
    assert person.display_name == "Oud-collega 1"


def test_only_the_administrator_lets_it_run(session: Session) -> None:
    hanna = make_viewer(session, make_person(session, "Hanna", roles=("hr",)))

    with pytest.raises(NotAllowed):
        ask_for_run(hanna, form_key="k" * 20, at=NOW)
