"""Who signs in at the host is one person in the register, and stays that person."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.identity import Identity
from register.people.models import Person, RoleGrant
from register.people.viewer import load_viewer
from tests.conftest import NOW
from tests.host import Host
from tests.makers import TODAY, make_person

NEW = Identity(subject="u-1", email="Els@Voorbeeld.example")


def test_an_address_links_once_and_the_trail_says_so(host: Host, session: Session) -> None:
    els = make_person(session, "Els", subject=None)

    first = load_viewer(session, NEW, at=NOW, today=TODAY)
    again = load_viewer(session, Identity(subject="u-1", email="anders@voorbeeld.example"), at=NOW, today=TODAY)

    session.expire_all()
    assert first is not None
    assert again is not None
    assert (first.person_id, again.person_id) == (els.id, els.id)
    assert session.get_one(Person, els.id).subject == "u-1"
    assert session.scalars(select(AuditEntry.act)).all() == ["persoon.gekoppeld"]


def test_an_address_given_to_somebody_else_later_opens_nothing(host: Host, session: Session) -> None:
    make_person(session, "Els", subject=None)
    load_viewer(session, NEW, at=NOW, today=TODAY)

    successor = load_viewer(session, Identity(subject="u-2", email="els@voorbeeld.example"), at=NOW, today=TODAY)

    assert successor is None


def test_an_address_of_two_people_finds_nobody(host: Host, session: Session) -> None:
    make_person(session, "Els", subject=None, email="team@voorbeeld.example")
    make_person(session, "Tom", subject=None, email="team@voorbeeld.example")

    found = load_viewer(session, Identity(subject="u-1", email="team@voorbeeld.example"), at=NOW, today=TODAY)

    assert found is None


def test_a_key_that_somebody_has_is_not_given_twice(host: Host, session: Session) -> None:
    make_person(session, "Oud", subject="u-1", deactivated_at=NOW)
    els = make_person(session, "Els", subject=None)

    found = load_viewer(session, NEW, at=NOW, today=TODAY)

    session.expire_all()
    assert found is not None
    assert session.get_one(Person, els.id).subject is None


def _appoint(host: Host, *more: str) -> tuple[int, str, str]:
    run = host.app.test_cli_runner().invoke(
        args=["register", "accounts", "create-admin", "--given-name", "Els", "--family-name", "Bos", *more]
    )
    return run.exit_code, run.stdout, run.stderr


def test_in_an_intranet_the_first_admin_is_known_by_address(host: Host, session: Session) -> None:
    code, said, _ = _appoint(host, "--login", "els@voorbeeld.example")

    found = load_viewer(session, NEW, at=NOW, today=TODAY)

    assert code == 0
    assert "is beheerder" in said
    assert "wachtwoord" not in said
    assert found is not None
    assert "admin" in found.roles


def test_somebody_who_is_in_the_register_already_becomes_admin_without_a_double(host: Host, session: Session) -> None:
    make_person(session, "Els", subject=None)

    _appoint(host, "--login", "els@voorbeeld.example")
    _appoint(host, "--login", "ELS@voorbeeld.example")

    session.expire_all()
    assert len(session.scalars(select(Person)).all()) == 1
    assert session.scalars(select(RoleGrant.role)).all() == ["admin"]


def test_an_intranet_wants_an_address(host: Host) -> None:
    assert _appoint(host, "--login", "els") == (
        2,
        "",
        "In een intranet herkennen we de beheerder aan het e-mailadres. Geef dat op met --login.\n",
    )


def test_a_name_of_blanks_is_refused(host: Host) -> None:
    code, _, said = _appoint(host, "--login", "els@voorbeeld.example", "--given-name", " ")

    assert (code, said) == (2, "Vul een voornaam en een achternaam in.\n")
