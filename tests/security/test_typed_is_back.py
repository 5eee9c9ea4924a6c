"""Whatever form a session ends in, what was typed is back after signing in: every form of every page (bar SE14)."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from tests.pages.reading import soup, values_of
from tests.security.house import House
from tests.security.matrix import routes

TYPED = "Getypt, met é en <b>"
_WORDS = "textarea, input:not([type]), input[type=text], input[type=search]"


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form on a page, with something typed in each of its texts."""

    page: str
    action: str
    values: dict[str, object]
    texts: tuple[str, ...]


def _forms(page: str, drawn: BeautifulSoup) -> Iterator[Form]:
    """Give every form of a page in which words are typed, with words in it."""
    for form in drawn.select("main form[method=post]"):
        texts = tuple(dict.fromkeys(str(one["name"]) for one in form.select(_WORDS) if one.get("name")))
        if texts:
            typed = dict.fromkeys(texts, TYPED)
            yield Form(
                page=page, action=str(form.get("action") or page), values={**values_of(form), **typed}, texts=texts
            )


def _is_back(form: Form, drawn: BeautifulSoup) -> bool:
    """Whether every text of the form is on the page again, in a form that goes to the same address."""
    same = [one for one in drawn.select("main form[method=post]") if (one.get("action") or form.page) == form.action]
    return any(all(_text(one, name) == TYPED for name in form.texts) for one in same)


def _text(form: Tag, name: str) -> str:
    field = form.select_one(f'[name="{name}"]')
    if field is None:
        return ""
    return field.text.removeprefix("\n") if field.name == "textarea" else str(field.get("value", ""))


def _sign_out(client: FlaskClient) -> None:
    with client.session_transaction() as stored:
        stored.pop("subject")


def _sign_in(client: FlaskClient, actor: str) -> None:
    with client.session_transaction() as stored:
        stored["subject"] = actor


def _lost(house: House, actor: str, form: Form) -> bool:
    client = house.host.client(actor)
    client.get(form.page)
    _sign_out(client)
    refused = client.post(form.action, data=form.values, headers={"Referer": f"http://localhost{form.page}"})
    _sign_in(client, actor)
    return refused.status_code != 401 or not _is_back(form, soup(client.get(form.page)))


def _pages(house: House) -> list[tuple[str, str]]:
    return [
        (actor, route.url(house.world.own))
        for route in routes(house.host.app)
        for actor in ("els", "ron", "kim", "hr", "admin")
        if route.method == "GET" and route.who != "public" and route.refusal(actor) is None
    ]


def _forms_of(house: House, pages: list[tuple[str, str]]) -> list[tuple[str, Form]]:
    """Give every form of these pages once, with the first who sees it."""
    found: dict[tuple[str, str, tuple[str, ...]], tuple[str, Form]] = {}
    for actor, page in pages:
        answer = house.host.client(actor).get(page, buffered=True)
        forms = list(_forms(page, soup(answer))) if answer.mimetype == "text/html" else []
        for form in forms:
            found.setdefault((form.page, form.action, form.texts), (actor, form))
    return list(found.values())


@pytest.mark.parametrize(("every", "least"), [(20, 3), pytest.param(1, 70, marks=pytest.mark.slow)])
def test_what_was_typed_in_any_form_is_back_after_signing_in_again(house: House, every: int, least: int) -> None:
    forms = _forms_of(house, _pages(house)[::every])

    lost = [
        f"{form.page} -> {form.action} as {actor}: {', '.join(form.texts)}"
        for actor, form in forms
        if _lost(house, actor, form)
    ]

    assert "\n".join(lost) == ""
    assert len(forms) >= least
