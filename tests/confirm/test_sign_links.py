"""A link in a mail: looking changes nothing, signing works once, and six attacks are refused and written down (AZ8)."""

import json
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from sqlalchemy.orm import Session

from register.learning.sign_links import PATH, PURPOSE, make_link
from register.people.models import Person
from tests.confirm.reading import attendance_of, change_content, trail
from tests.host import Host
from tests.makers import make_logged, make_person
from tests.pages.reading import soup

PREFIX = "/leerregister"


@pytest.fixture
def anna(session: Session) -> Person:
    return make_person(session, "Anna")


@pytest.fixture
def activity_id(session: Session, anna: Person) -> int:
    return make_logged(session, make_person(session, "Els"), others=(anna,))


def link_for(session: Session, activity_id: int, person: Person, *, at: datetime) -> str:
    token = make_link(session, attendance_of(session, activity_id, person), at=at, days=21)
    session.commit()
    return token


def post(client: FlaskClient, url: str, *, token_from: str) -> int:
    """Press the button of the page `token_from`, but send it to `url`."""
    page = soup(client.get(token_from))
    field = page.select_one("input[name=csrf_token]")
    assert field is not None
    return client.post(url, data={"csrf_token": field["value"]}).status_code


def reasons(session: Session) -> list[str]:
    session.rollback()
    return [json.loads(entry.details)["reason"] for entry in trail(session, "bevestigingslink.geweigerd")]


def url_of(token: str) -> str:
    return f"{PREFIX}{PATH}{token}"


def test_a_link_signs_without_signing_in(
    host: Host, session: Session, anna: Person, activity_id: int, now: datetime
) -> None:
    url, client = url_of(link_for(session, activity_id, anna, at=now)), host.client()

    status = post(client, url, token_from=url)

    session.rollback()
    stored = attendance_of(session, activity_id, anna)
    assert status == 200
    assert (stored.confirmed_by_id, stored.confirmed_version, stored.confirmation_method) == (anna.id, 1, "maillink")


def test_the_page_says_who_signs_what(
    host: Host, session: Session, anna: Person, activity_id: int, now: datetime
) -> None:
    page = soup(host.client().get(url_of(link_for(session, activity_id, anna, at=now))))

    assert "Anna Vries, was je erbij?" in page.text
    assert "5 maart 2026, 2 uur, met Els Vries" in page.text
    assert [button.text for button in page.select("main button")] == ["Ik was erbij"]


def test_looking_changes_nothing(host: Host, session: Session, anna: Person, activity_id: int, now: datetime) -> None:
    url, client = url_of(link_for(session, activity_id, anna, at=now)), host.client()

    answers = [client.open(url, method=method).status_code for method in ("GET", "HEAD", "GET")]

    session.rollback()
    assert answers == [200, 200, 200]
    assert attendance_of(session, activity_id, anna).confirmed_at is None
    assert post(client, url, token_from=url) == 200


def test_a_form_without_its_token_is_refused(
    host: Host, session: Session, anna: Person, activity_id: int, now: datetime
) -> None:
    url = url_of(link_for(session, activity_id, anna, at=now))

    answer = host.client().post(url)

    session.rollback()
    assert answer.status_code == 400
    assert attendance_of(session, activity_id, anna).confirmed_at is None


def test_attack_1_another_person_signs(
    host: Host, session: Session, anna: Person, activity_id: int, now: datetime
) -> None:
    url = url_of(link_for(session, activity_id, anna, at=now))
    els = host.client("els")
    looked = els.get(url)

    status = post(els, url, token_from=f"{PREFIX}/vastleggen")

    assert (looked.status_code, status) == (403, 403)
    assert "5 maart 2026" not in looked.text
    assert reasons(session) == ["andere persoon"]
    assert attendance_of(session, activity_id, anna).confirmed_at is None


def test_attack_2_a_token_made_for_another_purpose(
    host: Host, session: Session, anna: Person, activity_id: int, now: datetime
) -> None:
    good = url_of(link_for(session, activity_id, anna, at=now))
    other = URLSafeSerializer(host.app.secret_key or "", salt="wachtwoord-vergeten").dumps([1, 1])

    status = post(host.client(), url_of(str(other)), token_from=good)

    assert status == 404
    assert reasons(session) == ["ongeldig"]
    assert attendance_of(session, activity_id, anna).confirmed_at is None


def test_attack_3_a_version_that_was_overtaken(
    host: Host, session: Session, anna: Person, activity_id: int, now: datetime
) -> None:
    good = url_of(link_for(session, activity_id, anna, at=now))
    client = host.client()
    client.get(good)
    csrf = soup(client.get(good)).select_one("input[name=csrf_token]")
    change_content(session, activity_id)

    answer = client.post(good, data={"csrf_token": csrf["value"] if csrf else ""})

    assert answer.status_code == 409
    assert "Zo is het nu" in answer.text
    assert reasons(session) == ["gewijzigd"]
    assert attendance_of(session, activity_id, anna).confirmed_at is None


def test_a_genuine_link_does_not_vouch_for_another_version(
    host: Host, session: Session, anna: Person, activity_id: int, now: datetime
) -> None:
    good = url_of(link_for(session, activity_id, anna, at=now))
    change_content(session, activity_id)
    forged = URLSafeSerializer(host.app.secret_key or "", salt=PURPOSE).dumps([1, 2])

    assert host.client().get(url_of(str(forged))).status_code == 404
    assert host.client().get(good).status_code == 409


def test_attack_4_an_expired_link(host: Host, session: Session, anna: Person, activity_id: int, now: datetime) -> None:
    good = url_of(link_for(session, activity_id, anna, at=now))
    old = url_of(link_for(session, activity_id, anna, at=now - timedelta(days=21)))

    status = post(host.client(), old, token_from=good)

    assert status == 410
    assert reasons(session) == ["verlopen"]
    assert attendance_of(session, activity_id, anna).confirmed_at is None


def test_attack_5_a_tampered_token(host: Host, session: Session, anna: Person, activity_id: int, now: datetime) -> None:
    token = link_for(session, activity_id, anna, at=now)
    payload, _, signature = token.rpartition(".")
    other = "A" if signature[0] != "A" else "B"

    status = post(host.client(), url_of(f"{payload}.{other}{signature[1:]}"), token_from=url_of(token))

    assert status == 404
    assert reasons(session) == ["ongeldig"]
    assert attendance_of(session, activity_id, anna).confirmed_at is None


def test_attack_6_a_replayed_link(host: Host, session: Session, anna: Person, activity_id: int, now: datetime) -> None:
    used = url_of(link_for(session, activity_id, anna, at=now))
    client = host.client()
    csrf = soup(client.get(used)).select_one("input[name=csrf_token]")
    form = {"csrf_token": csrf["value"] if csrf else ""}

    answers = [client.post(used, data=form).status_code for _ in range(2)]

    assert answers == [200, 410]
    assert reasons(session) == ["gebruikt"]
    assert len(trail(session, "deelname.bevestigd")) == 1


def test_a_link_of_somebody_who_left_is_dead(
    host: Host, session: Session, anna: Person, activity_id: int, now: datetime
) -> None:
    url = url_of(link_for(session, activity_id, anna, at=now))
    anna.deactivated_at = now
    session.commit()

    answers = [host.client().get(url).status_code, host.client("anna").get(url).status_code]

    assert answers == [410, 410]


@pytest.mark.parametrize("token", ["x", "a.b", "W10.x", "%00", "…", "1" * 3000, "bnVsbA.x", "WyJ4Il0.y"])
def test_rubbish_is_no_link(host: Host, anna: Person, token: str) -> None:
    assert host.client().get(url_of(token)).status_code == 404


def test_what_was_confirmed_in_the_app_needs_no_link(
    host: Host, session: Session, anna: Person, activity_id: int, now: datetime
) -> None:
    url, client = url_of(link_for(session, activity_id, anna, at=now)), host.client()
    post(client, url, token_from=url)
    second = url_of(link_for(session, activity_id, anna, at=now))

    page = soup(client.get(second))

    assert "Je hebt dit al bevestigd" in page.text
    assert page.select("main button") == []
