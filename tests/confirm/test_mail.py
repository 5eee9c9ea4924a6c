"""Mail that asks to confirm: written with the logging, sent once, by a real server or into a folder."""

import email
import email.policy
import socket
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from sqlalchemy import select
from sqlalchemy.orm import Session

from register import db
from register.learning.change_activity import change_activity
from register.learning.confirm import confirm, dispute
from register.learning.models import Activity, OutgoingMail
from register.learning.on_screen import sign_on_screen
from register.notices.sending import MOST_ATTEMPTS, Sent, release_uncertain, send_waiting
from tests.confirm.reading import attendance_of
from tests.conftest import NOW
from tests.host import Host, make_host
from tests.learning.making import make_entry
from tests.makers import TODAY, make_logged, make_person, make_training, make_viewer


class Sink(Message):
    """Keeps what a real SMTP server received; refuses addresses at weiger.example."""

    def __init__(self) -> None:
        super().__init__()
        self.port = 0
        self.received: list[email.message.Message] = []

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: object, session: object, envelope: object, address: str, options: object
    ) -> str:
        if address.endswith("@weiger.example"):
            return "550 onbekend"
        envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
        return "250 OK"

    def handle_message(self, message: email.message.Message) -> None:
        self.received.append(message)


@pytest.fixture
def sink() -> Iterator[Sink]:
    handler = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def mailing(database_url: str, tmp_path: Path, sink: Sink) -> Iterator[Host]:
    """A host whose mail goes to a real SMTP server on this machine."""
    url = f"smtp://127.0.0.1:{sink.port}?tls=nee"
    yield from served(database_url, tmp_path, REGISTER_MAIL_URL=url)


@pytest.fixture
def filing(database_url: str, tmp_path: Path) -> Iterator[Host]:
    """A host whose mail goes into a folder."""
    yield from served(database_url, tmp_path, REGISTER_MAIL_URL=f"file://{tmp_path}/post")


def served(database_url: str, tmp_path: Path, **config: str) -> Iterator[Host]:
    host = make_host(
        database_url,
        data_folder=tmp_path,
        clock=lambda: NOW,
        REGISTER_MAIL_FROM="leerregister@voorbeeld.example",
        **config,
    )
    with host.app.app_context():
        yield host
    host.close()


def outcomes(session: Session) -> list[str | None]:
    session.rollback()
    return list(session.scalars(select(OutgoingMail.outcome).order_by(OutgoingMail.id)))


def test_without_a_mail_setting_nothing_is_written(session: Session) -> None:
    make_logged(session, make_person(session, "Els"), others=(make_person(session, "Anna"),))

    assert outcomes(session) == []


def test_everybody_else_with_an_address_is_asked(mailing: Host) -> None:
    session = db.session()
    anna, bram = make_person(session, "Anna"), make_person(session, "Bram", email=None)

    make_logged(session, make_person(session, "Els"), others=(anna, bram))

    assert session.scalars(select(OutgoingMail.person_id)).all() == [anna.id]


def test_a_message_reaches_a_real_server_once(mailing: Host, sink: Sink, now: datetime) -> None:
    session = db.session()
    make_logged(session, make_person(session, "Els"), others=(make_person(session, "Anna"),))

    runs = [send_waiting(at=now), send_waiting(at=now)]

    assert runs == [Sent(sent=1), Sent()]
    assert [message["To"] for message in sink.received] == ["anna@voorbeeld.example"]
    assert outcomes(session) == ["verzonden"]


def test_the_subject_holds_no_name_title_or_points(mailing: Host, sink: Sink, now: datetime) -> None:
    session = db.session()
    make_logged(session, make_person(session, "Els"), others=(make_person(session, "Anna"),), title="Over Kanarie")

    send_waiting(at=now)

    assert sink.received[0]["Subject"] == "Was je erbij? Intervisie van 5 maart 2026"


def test_the_link_of_a_mail_signs(mailing: Host, sink: Sink, now: datetime) -> None:
    session = db.session()
    anna = make_person(session, "Anna")
    activity_id = make_logged(session, make_person(session, "Els"), others=(anna,))
    send_waiting(at=now)
    text = readable(sink.received[0])
    url = next(line for line in text.splitlines() if line.startswith("http://localhost/leerregister/bevestig/"))
    client = mailing.client()
    page = client.get(url.removeprefix("http://localhost"))
    csrf = page.text.split('name="csrf_token" value="')[1].split('"')[0]

    answer = client.post(url.removeprefix("http://localhost"), data={"csrf_token": csrf})

    session.rollback()
    assert "Els Vries legde vast dat jij hierbij was" in text
    assert answer.status_code == 200
    assert attendance_of(session, activity_id, anna).confirmation_method == "maillink"


def test_who_said_that_it_is_not_right_gets_a_new_mail_after_an_edit(mailing: Host, sink: Sink, now: datetime) -> None:
    session = db.session()
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,))
    send_waiting(at=now)
    dispute(make_viewer(session, anna), attendance_of(session, activity_id, anna).id, reason="", at=now)
    version = session.get_one(Activity, activity_id, populate_existing=True).version
    entry = make_entry(els, anna, minutes=60, held_on=date(2026, 3, 5))
    change_activity(make_viewer(session, els), activity_id, entry, version=version, at=now, today=TODAY)
    later = now + timedelta(hours=1)

    runs = [send_waiting(at=later), send_waiting(at=later)]

    assert runs == [Sent(sent=1), Sent()]
    assert "1 uur" in readable(sink.received[1])


def test_who_confirmed_on_the_screen_of_a_colleague_is_told(mailing: Host, sink: Sink, now: datetime) -> None:
    session = db.session()
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna).id
    viewer = make_viewer(session, els)
    sign_on_screen(viewer, part, content_version=1, typed=None, at=now, today=TODAY)

    send_waiting(at=now)

    (message,) = sink.received
    text = readable(message)
    assert (message["To"], message["Subject"]) == ("anna@voorbeeld.example", "Bevestigd dat je erbij was")
    assert "Op het scherm van Els Vries is bevestigd dat jij hierbij was:" in text
    assert f"http://localhost/leerregister/activiteiten/{activity_id}" in text


def test_a_training_of_three_days_is_one_message(mailing: Host, sink: Sink, now: datetime) -> None:
    session = db.session()
    make_training(session, make_person(session, "Els"), make_person(session, "Anna"))

    runs = [send_waiting(at=now), send_waiting(at=now)]

    assert runs == [Sent(sent=1), Sent()]
    assert sink.received[0]["Subject"] == "Was je erbij? Training of cursus van 3 maart tot en met 5 maart 2026"
    assert "  3 maart 2026\n  4 maart 2026\n  5 maart 2026\n  18 uur samen\n" in readable(sink.received[0])


def readable(message: email.message.Message) -> str:
    parsed = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    body = parsed.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_who_confirmed_in_the_meantime_gets_no_mail(mailing: Host, sink: Sink, now: datetime) -> None:
    session = db.session()
    anna = make_person(session, "Anna")
    part = attendance_of(session, make_logged(session, make_person(session, "Els"), others=(anna,)), anna)
    confirm(make_viewer(session, anna), part.id, content_version=1, method="kaart", at=now)

    run = send_waiting(at=now)

    assert run == Sent(dropped=1)
    assert sink.received == []


def test_a_refused_address_is_tried_a_few_times_and_holds_nobody_up(mailing: Host, sink: Sink, now: datetime) -> None:
    session = db.session()
    wrong = make_person(session, "Bram", email="bram@weiger.example")
    make_logged(session, make_person(session, "Els"), others=(wrong, make_person(session, "Anna")))

    runs = [send_waiting(at=now) for _ in range(MOST_ATTEMPTS)]

    assert runs[0] == Sent(sent=1, again=1)
    assert runs[-1] == Sent(failed=1)
    assert sorted(outcomes(session), key=str) == ["mislukt", "verzonden"]


def test_a_server_that_is_away_takes_nothing(database_url: str, tmp_path: Path) -> None:
    for host in served(database_url, tmp_path, REGISTER_MAIL_URL="smtp://127.0.0.1:9?tls=nee"):
        session = db.session()
        make_logged(session, make_person(session, "Els"), others=(make_person(session, "Anna"),))

        result = host.app.test_cli_runner().invoke(args=["register", "mail", "send"])

        assert result.exit_code == 1
        assert "er wachten 1 mails" in result.output
        assert outcomes(session) == [None]


def test_the_host_may_send_its_own_way_and_doubt_is_not_sent_twice(
    host: Host, session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    tried: list[EmailMessage] = []

    def falls_over(message: EmailMessage) -> None:
        tried.append(message)
        raise RuntimeError("na het verzenden")

    host.app.extensions["register"] = replace(host.app.extensions["register"], send_mail=falls_over)
    make_logged(session, make_person(session, "Els"), others=(make_person(session, "Anna"),))

    runs = [send_waiting(at=now), send_waiting(at=now)]

    assert runs == [Sent(uncertain=1), Sent()]
    assert len(tried) == 1
    assert release_uncertain(at=now) == 0


def test_mail_into_a_folder_is_a_whole_message(filing: Host, tmp_path: Path, now: datetime) -> None:
    session = db.session()
    make_logged(session, make_person(session, "Els"), others=(make_person(session, "Anna"),))

    result = filing.app.test_cli_runner().invoke(args=["register", "mail", "send"])

    files = sorted((tmp_path / "post").iterdir())
    message = email.message_from_bytes(files[0].read_bytes(), policy=email.policy.default)
    assert result.output == "1 verstuurd.\n"
    assert [file.name for file in files] == ["leerregister-1.eml"]
    assert message["From"] == "leerregister@voorbeeld.example"
    assert {part.get_content_type() for part in message.iter_parts()} == {"text/plain", "text/html"}


def test_working_once_says_how_many_mails_went(filing: Host, tmp_path: Path) -> None:
    make_logged(db.session(), make_person(db.session(), "Els"), others=(make_person(db.session(), "Anna"),))
    once = ["register", "jobs", "work", "--once"]

    runs = [filing.app.test_cli_runner().invoke(args=once).output for _ in range(2)]

    assert runs == ["0 opdrachten gedaan. Mails: 2 verstuurd.\n", "0 opdrachten gedaan. Mails: 0 verstuurd.\n"]
    assert len(list((tmp_path / "post").iterdir())) == 2


def test_working_once_says_that_the_mails_did_not_go_and_nothing_of_mail_where_there_is_none(
    host: Host, database_url: str, tmp_path: Path
) -> None:
    once = ["register", "jobs", "work", "--once"]
    none = host.app.test_cli_runner().invoke(args=once).output
    for away in served(database_url, tmp_path, REGISTER_MAIL_URL="smtp://127.0.0.1:9?tls=nee"):
        make_logged(db.session(), make_person(db.session(), "Els"), others=(make_person(db.session(), "Anna"),))

        told = away.app.test_cli_runner().invoke(args=once).output

        assert none == "0 opdrachten gedaan.\n"
        assert "De mails zijn niet verstuurd en wachten. In het logboek staat waarom." in told


def test_without_a_setting_the_command_says_which_one(host: Host) -> None:
    result = host.app.test_cli_runner().invoke(args=["register", "mail", "send"])

    assert result.exit_code == 1
    assert "REGISTER_MAIL_URL" in result.output
