"""A version that no longer loads locks nobody out: its pages say why, and it is taken out without being read."""

from datetime import timedelta
from decimal import Decimal

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.errors import Unavailable
from register.people.models import Registration
from register.points.figures import set_figure
from register.points.standing import assess_registration
from register.points.versions import content
from register.points.versions.finding import unusable_versions
from register.points.versions.models import OwnRuleVersion
from register.points.versions.withdrawing import withdraw_version
from tests.host import Host
from tests.makers import NOON, TODAY
from tests.pages.reading import soup
from tests.rules_versions.making import (
    OVER,
    RATE,
    claim_of,
    make_admin,
    make_draft,
    make_registered,
    publish_draft,
    row_of,
    total_of,
)
from tests.rules_versions.test_pages import press

ROOT = "/leerregister/normen"


@pytest.fixture
def els(session: Session) -> Registration:
    return make_registered(session, "Els")


@pytest.fixture
def admin(session: Session, els: Registration) -> Viewer:
    return make_admin(session)


def broken(session: Session, *drafts: int) -> None:
    """Let versions hold a field that this release does not know, as a process that just started sees them."""
    for draft in drafts:
        row = row_of(session, draft)
        row.content = row.content | {"oud_veld": 1}
    session.commit()
    content.forget_worked_out()


def command(app: Flask, *typed: str) -> Result:
    return app.test_cli_runner().invoke(args=["register", "rules", *typed])


def test_a_command_takes_it_out_and_counts_with_the_rules_that_are_left(
    app: Flask, session: Session, admin: Viewer, els: Registration
) -> None:
    draft = make_draft(session, admin, {RATE: "2"})
    publish_draft(admin, draft)
    broken(session, draft)
    named = command(app, "check").output

    told = command(app, "withdraw", str(draft))

    assert f"flask register rules withdraw {draft}" in named
    assert told.exit_code == 0
    assert "Zij was niet te lezen" in told.output
    assert "Opnieuw berekend: 1 registratie." in told.output
    assert (claim_of(session, els).rule_version, total_of(session, els)) == ("2018", (Decimal(2), Decimal(8)))
    assert (command(app, "check").exit_code, unusable_versions(session)) == (0, ())


def test_the_button_takes_it_out_too(host: Host, session: Session, admin: Viewer, els: Registration) -> None:
    draft = make_draft(session, admin, {RATE: "2"})
    publish_draft(admin, draft)
    broken(session, draft)
    client = host.client("ada")

    asked = soup(client.get(f"{ROOT}/intrekken/{draft}"))
    done = press(client, asked, "intrekken")

    assert "Weet je het zeker?" in asked.text
    assert "ook in periodes die voorbij zijn" in asked.text
    assert "De versie is ingetrokken. 1 registratie is opnieuw berekend" in done.text
    assert claim_of(session, els).rule_version == "2018"
    assert "oordeelt over niets meer" in client.get(f"{ROOT}/versies?register=rp-sw").text


def test_of_two_the_first_waits_to_be_counted_until_the_second_is_out(
    session: Session, admin: Viewer, els: Registration
) -> None:
    first, second = (make_draft(session, admin, {RATE: "2"}, name=name) for name in ("een", "twee"))
    publish_draft(admin, first)
    publish_draft(admin, second)
    broken(session, first, second)
    with pytest.raises(Unavailable, match="kan haar intrekken"):
        assess_registration(session, els, on=TODAY)

    waiting = withdraw_version(admin, first, version=None, at=NOON)
    counted = withdraw_version(admin, second, version=None, at=NOON)

    assert (waiting.count, waiting.waiting_for, counted.count) == (0, "twee", 1)
    assert claim_of(session, els).rule_version == "2018"


def test_one_that_was_withdrawn_before_is_taken_out_too_and_only_once(
    app: Flask, session: Session, admin: Viewer
) -> None:
    over = make_registered(session, "Tom", cycle_ends_on=OVER)
    draft = make_draft(session, admin, {RATE: "2"})
    publish_draft(admin, draft)
    withdraw_version(admin, draft, version=None, at=NOON + timedelta(days=1))
    broken(session, draft)

    told, again = (command(app, "withdraw", str(draft)) for _ in range(2))

    assert (told.exit_code, again.exit_code) == (0, 2)
    assert "niets in te trekken" in again.output
    assert assess_registration(session, over, on=TODAY).version == "2018"


def test_one_that_was_kept_before_a_figure_changed_is_taken_out_by_its_number(
    app: Flask, session: Session, admin: Viewer
) -> None:
    over = make_registered(session, "Tom", cycle_ends_on=OVER)
    set_figure(
        admin, register_id="rp-sw", rule_version="2018", path=RATE, value=Decimal(3), source="Reglement",
        example=False, at=NOON,
    )  # fmt: skip
    kept = session.scalars(select(OwnRuleVersion.id).where(OwnRuleVersion.state == "bewaard")).one()
    before = assess_registration(session, over, on=TODAY).total.countable
    broken(session, kept)

    told = command(app, "withdraw", str(kept))

    session.expire_all()
    assert (told.exit_code, "Opnieuw berekend: 2 registraties." in told.output) == (0, True)
    assert (before, assess_registration(session, over, on=TODAY).total.countable) == (Decimal(2), Decimal(6))


@pytest.mark.parametrize(("page", "status"), [("versies", 200), ("gevolgen", 200), ("versie-bestand", 409)])
def test_the_pages_of_one_say_why(host: Host, session: Session, admin: Viewer, page: str, status: int) -> None:
    draft, published = make_draft(session, admin, {}, name="concept"), make_draft(session, admin, {RATE: "2"})
    publish_draft(admin, published)
    broken(session, draft, published)
    client = host.client("ada")

    answers = [client.get(f"{ROOT}/{page}/{one}") for one in (draft, published)]

    assert [one.status_code for one in answers] == [status, status]
    assert ["oud_veld past niet meer" in one.text for one in answers] == [True, True]


def test_one_can_still_be_thrown_away_or_withdrawn(host: Host, session: Session, admin: Viewer) -> None:
    draft, published = make_draft(session, admin, {}, name="concept"), make_draft(session, admin, {RATE: "2"})
    publish_draft(admin, published)
    broken(session, draft, published)
    client = host.client("ada")

    of_draft, of_published = (soup(client.get(f"{ROOT}/versies/{one}")) for one in (draft, published))
    listed = client.get(f"{ROOT}/versies?register=rp-sw")
    gone = press(client, of_draft, "weggooien")

    assert "Zolang zij meedoet, kan niemand in dit register berekend worden" in of_published.text
    assert of_published.select("a[href*='intrekken']")
    assert of_draft.select("form[action*='/gevolgen/']") == []
    assert listed.text.count("niet te lezen:") == 2
    assert "Het concept is weggegooid" in gone.text


def test_one_is_not_worked_out_and_says_so(host: Host, session: Session, admin: Viewer) -> None:
    draft = make_draft(session, admin, {})
    client = host.client("ada")
    page = soup(client.get(f"{ROOT}/versies/{draft}"))
    broken(session, draft)

    told = press(client, page, "gevolgen")

    assert "is niet te lezen: het veld oud_veld past niet meer" in told.text
