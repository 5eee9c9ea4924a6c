"""Evidence over HTTP: kept, refused with a way on, handed out so that nothing runs (bars UP2, UP3, UP4, AZ3)."""

import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from register.evidence.models import Evidence
from tests.evidence import samples
from tests.host import Host
from tests.makers import make_logged, make_person
from tests.pages.reading import form_values, soup

ROOT = "/leerregister"


def add(client: FlaskClient, activity_id: int, content: bytes, name: str, **changed: Any) -> TestResponse:
    path = f"{ROOT}/activiteiten/{activity_id}/bewijs"
    values = form_values(soup(client.get(path)), "form[enctype]")
    return client.post(path, data=values | {"evidence": (io.BytesIO(content), name)} | changed)


def download(client: FlaskClient, evidence_id: int) -> tuple[TestResponse, bytes]:
    """The answer and its bytes, let go of as a browser does."""
    answer = client.get(f"{ROOT}/bewijs/{evidence_id}")
    content = answer.data
    answer.close()
    return answer, content


def only(session: Session) -> int:
    return session.scalars(select(Evidence.id)).one()


def test_a_photo_is_added_and_the_page_says_so(host: Host, session: Session) -> None:
    activity = make_logged(session, make_person(session, "Els"))
    client = host.client("els")

    answer = add(client, activity, samples.picture("JPEG"), "presentielijst.jpg")

    page = soup(client.get(answer.location))
    assert answer.status_code == 302
    assert "presentielijst.jpg is toegevoegd" in page.select_one("[role=status]").text  # type: ignore[union-attr]
    assert page.select_one(".rg-list a").text == "presentielijst.jpg"  # type: ignore[union-attr]


def test_the_file_is_handed_out_so_that_a_browser_runs_nothing(host: Host, session: Session) -> None:
    activity = make_logged(session, make_person(session, "Els"))
    client = host.client("els")
    handed_in = samples.pdf()
    add(client, activity, handed_in, "été “lijst”.pdf")

    answer, content = download(client, only(session))

    expected: Mapping[str, str] = {
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    assert {name: answer.headers[name] for name in expected} == dict(expected)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    assert "été “lijst”.pdf" in unquote(answer.headers["Content-Disposition"])
    assert content == handed_in


@pytest.mark.parametrize("name", [name for name in samples.HOSTILE_NAMES if "\r" not in name])
def test_a_hostile_name_never_breaks_a_header(host: Host, session: Session, name: str) -> None:
    activity = make_logged(session, make_person(session, "Els"))
    client = host.client("els")
    spelled = name.encode("utf-8", "replace").decode()

    assert add(client, activity, samples.picture("JPEG"), spelled).status_code == 302
    answer, _ = download(client, only(session))

    header = answer.headers["Content-Disposition"]
    assert answer.status_code == 200
    assert header.isprintable()
    assert header.isascii()
    assert "/" not in header.replace("UTF-8''", "")


def test_a_name_with_line_breaks_is_refused_and_sets_no_header(host: Host, session: Session) -> None:
    activity = make_logged(session, make_person(session, "Els"))

    answer = add(host.client("els"), activity, samples.picture("JPEG"), "lijst\r\nSet-Cookie: a=b.jpg")

    assert answer.status_code == 422
    assert "a=b" not in str(answer.headers)


def test_what_is_refused_says_why_beside_the_field(host: Host, session: Session) -> None:
    activity = make_logged(session, make_person(session, "Els"))

    answer = add(host.client("els"), activity, b"<svg><script>alert(1)</script></svg>", "tekening.svg")

    page = soup(answer)
    assert answer.status_code == 422
    assert "svg-tekening" in page.select_one("#evidence-e").text  # type: ignore[union-attr]
    assert page.select_one("#evidence")["aria-invalid"] == "true"  # type: ignore[index]
    assert page.select_one("#rg-errors a")["href"] == "#evidence"  # type: ignore[index]


def send_raw(client: FlaskClient, path: str, content: bytes, **changed: str) -> TestResponse:
    """A form with one large file, as bytes."""
    values = form_values(soup(client.get(path)), "form[enctype]") | changed
    fields = "".join(
        f'--grens\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in values.items()
    )
    file = '--grens\r\nContent-Disposition: form-data; name="evidence"; filename="groot.pdf"\r\n\r\n'
    body = (fields + file).encode() + content + b"\r\n--grens--\r\n"
    return client.post(path, data=body, content_type="multipart/form-data; boundary=grens")


@pytest.mark.parametrize("size", [10_000_001, 31_500_000])
def test_one_byte_over_the_limit_is_413_and_nothing_is_kept(host: Host, session: Session, size: int) -> None:
    activity = make_logged(session, make_person(session, "Els"))

    answer = send_raw(host.client("els"), f"{ROOT}/activiteiten/{activity}/bewijs", samples.pdf().ljust(size))

    assert answer.status_code == 413
    assert "hooguit 10 MB" in answer.text
    assert session.scalar(select(func.count(Evidence.id))) == 0


def test_a_photo_that_is_too_large_leaves_what_was_typed(host: Host, session: Session) -> None:
    make_person(session, "Els")

    answer = send_raw(host.client("els"), f"{ROOT}/vastleggen", samples.pdf().ljust(15_000_000), title="Rouw")

    page = soup(answer)
    assert "hooguit 10 MB" in page.select_one("#evidence-e").text  # type: ignore[union-attr]
    assert page.select_one("#title")["value"] == "Rouw"  # type: ignore[index]


def test_no_file_chosen_is_said(host: Host, session: Session) -> None:
    activity = make_logged(session, make_person(session, "Els"))

    answer = add(host.client("els"), activity, b"", "")

    assert answer.status_code == 422
    assert "Kies eerst een foto of pdf" in answer.text


def test_the_button_pressed_twice_adds_once(host: Host, session: Session) -> None:
    activity = make_logged(session, make_person(session, "Els"))
    client = host.client("els")
    path = f"{ROOT}/activiteiten/{activity}/bewijs"
    values = form_values(soup(client.get(path)), "form[enctype]")

    answers = [
        client.post(path, data=values | {"evidence": (io.BytesIO(samples.picture("PNG")), "a.png")}) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert session.scalar(select(func.count(Evidence.id))) == 1


def test_what_was_taken_away_can_be_put_back_from_the_page(host: Host, session: Session) -> None:
    activity = make_logged(session, make_person(session, "Els"))
    client = host.client("els")
    add(client, activity, samples.picture("PNG"), "a.png")
    csrf = form_values(soup(client.get(f"{ROOT}/activiteiten/{activity}/bewijs")), "form[enctype]")["csrf_token"]

    gone = client.post(f"{ROOT}/bewijs/{only(session)}/weghalen", data={"csrf_token": csrf})
    page = soup(client.get(gone.location))
    back = page.select_one("form[action$=terugzetten]")
    assert back is not None
    client.post(str(back["action"]), data={"csrf_token": csrf})

    assert "a.png" in client.get(f"{ROOT}/activiteiten/{activity}/bewijs").text


def test_a_foreign_file_and_one_that_does_not_exist_look_the_same(host: Host, session: Session) -> None:
    activity = make_logged(session, make_person(session, "Els"))
    make_person(session, "Bo", roles=("hr", "admin"))
    add(host.client("els"), activity, samples.picture("PNG"), "a.png")
    stranger = host.client("bo")

    foreign = stranger.get(f"{ROOT}/bewijs/{only(session)}")
    missing = stranger.get(f"{ROOT}/bewijs/999999")

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.data == missing.data


def test_without_anything_logged_the_page_says_what_comes_first(host: Host, session: Session) -> None:
    make_person(session, "Els")

    page = host.client("els").get(f"{ROOT}/bewijs")

    assert "Je hebt nog niets vastgelegd" in page.text


def test_what_is_no_photo_has_no_small_picture(host: Host, session: Session) -> None:
    activity = make_logged(session, make_person(session, "Els"))
    client = host.client("els")
    add(client, activity, samples.pdf(), "lijst.pdf")

    assert client.get(f"{ROOT}/bewijs/{only(session)}/klein").status_code == 404
