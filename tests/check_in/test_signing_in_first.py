"""Who scans without being signed in comes back at the very code after signing in: alone, and in a host."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from flask_login import LoginManager
from sqlalchemy.orm import Session

from register.db import session as current_session
from register.people.models import Person
from tests.accounts.alone import let_go, make_alone
from tests.check_in.test_check_in import make_meeting, show
from tests.conftest import NOW
from tests.host import make_host
from tests.makers import make_person


def make_token(session: Session, leader: Person) -> str:
    return show(session, leader, make_meeting(session, leader))


def test_alone_the_form_on_the_spot_leads_back_to_the_code(sqlite_afresh: str, tmp_path: Path) -> None:
    alone = make_alone(sqlite_afresh, tmp_path / "data", NOW)
    els = alone.person("Els")
    alone.person("Anna", login="anna@noord.example")
    with alone.app.app_context():
        path = f"/inchecken/{make_token(current_session(), current_session().get_one(Person, els))}"
    browser = alone.browser()

    asked = browser.get(path)
    answer = browser.post(
        "/aanmelden", {"login": "anna@noord.example", "password": "paarse stoel onder water", "next": path}
    )
    page = browser.get(answer.headers["Location"])

    assert asked.status_code == 401
    assert f'value="{path}"' in asked.text
    assert answer.headers["Location"] == path
    assert "Ik ben Anna Vries en ik ben erbij" in page.text
    let_go(alone)


def test_the_sign_in_of_a_host_gets_the_code_to_come_back_to(sqlite_afresh: str, tmp_path: Path) -> None:
    host = make_host(sqlite_afresh, data_folder=tmp_path / "data", clock=lambda: NOW)
    manager = LoginManager(host.app)
    manager.login_view = "sso"
    manager.user_loader(lambda _key: None)
    host.app.add_url_rule("/sso", "sso", lambda: "aanmelden")
    with host.app.app_context():
        path = f"/leerregister/inchecken/{make_token(current_session(), make_person(current_session(), 'Els'))}"
        make_person(current_session(), "Anna")
    client = host.client()

    sent = client.get(path)
    with client.session_transaction() as stored:
        stored["subject"] = "anna"
    (back,) = parse_qs(urlsplit(sent.headers["Location"]).query)["next"]
    page = client.get(back)

    assert sent.status_code == 302
    assert "Ik ben Anna Vries en ik ben erbij" in page.text
    host.close()
