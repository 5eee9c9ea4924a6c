"""Every page, in every role: axe finds nothing, nothing scrolls sideways, no other host is asked (bars OP14, PR11).

Every answer is read in every role. What holds nothing but what was drawn for somebody else is not drawn again, and at
the width of a desk axe looks at one page in three, unless with `-m slow`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Error, expect
from werkzeug.exceptions import HTTPException

from register import db
from tests.browser.answered import Answer
from tests.browser.conftest import Live, served
from tests.browser.looking import Looker
from tests.browser.small_house import ROLES, Filled, make_house
from tests.browser.steps import follow

pytestmark = pytest.mark.browser

NO_PAGE = {
    "leerregister.static", "leerregister.open_evidence", "leerregister.training_plan_file", "leerregister.job_result",
    "leerregister.evidence_thumbnail", "leerregister.own_data_file", "leerregister.team_member_evidence",
    "leerregister.person_dossier_evidence", "leerregister.calendar_feed", "leerregister.host_card",
    "leerregister.rule_version_file",
}  # fmt: skip
"""Answers that are a file though their address does not end like one, or a card for a page of the host."""

FILES = (".pdf", ".xlsx", ".txt", ".xml", ".json", ".pem", ".py", ".ics")
"""How the addresses of the other files end."""

NOT_FROM_HERE = {"leerregister.outsider_link"}
"""For who has no account: looked at by itself, not signed in."""

A_FILE = "Download is starting"
FORMS = (
    "/vastleggen", "/groepen/nieuw", "/bewijs", "/importeren", "/mensen/nieuw", "/mensen/1/registraties/nieuw",
    "/normen/rp-sw/2018/total.min", "/dossier/registraties/1/voorwaarden/vog",
)  # fmt: skip
EMPTY = "form => { form.querySelectorAll('input:not([type=hidden]), textarea').forEach(one => { one.value = '' }) }"


@dataclass(frozen=True, kw_only=True)
class House:
    """A small organisation, served."""

    live: Live
    filled: Filled
    looked_at: set[str]
    """What one role saw, no other role needs to see again."""
    wholly_looked_at: set[str]
    """The same at every width."""
    drawn: set[str]
    """What stood in the answers that were drawn."""
    lookers: dict[str, Looker]
    """The page of each role that came by."""

    def starts(self, role: str) -> tuple[str, ...]:
        """Where a walk begins: Vandaag, the link by mail, and pages that also have another state."""
        paths = ["/", f"/bevestig/{self.filled.token}", *self.filled.by_mail]
        paths += [f"/activiteiten/{number}" for number in (*self.filled.activities[role], self.filled.today[role])]
        paths += [f"/samen-leren/lessen/{self.filled.learnings[role]}"]
        if role == "hr":
            paths += [f"/importeren/{self.filled.imported}"]
        if role in {"hr", "admin", "everything"}:
            paths += [f"/normen/versies/{number}" for number in self.filled.rules] + ["/normen/versies?register=rp-sw"]
        return tuple(f"{self.live.url}/leerregister{path}" for path in paths)

    def visit(self, role: str) -> Looker:
        """Whoever has this role, signed in."""
        if role not in self.lookers:
            self.lookers[role] = Looker(page=self.live.page(role), looked_at=self.looked_at)
        self.lookers[role].wrong.clear()
        return self.lookers[role]

    def visit_whole(self, role: str) -> Looker:
        """Whoever has this role, signed in, to look at every width at whatever was not looked at like that."""
        return Looker(page=self.live.page(role), looked_at=self.wholly_looked_at, whole=True)


@pytest.fixture(scope="module")
def house(browser: Browser, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Something on every page; these tests only look."""
    folder = tmp_path_factory.mktemp("house")
    with served(browser, sqlite_template, folder) as live:
        with live.host.app.app_context():
            filled = make_house(db.session(), folder)
        yield House(live=live, filled=filled, looked_at=set(), wholly_looked_at=set(), drawn=set(), lookers={})


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_for_everybody(house: House, role: str) -> None:
    """Every page that the role may open is reached by its links, and nothing is wrong with any of them."""
    assert what_is_wrong(house, role, house.visit(role), known=house.drawn) == []


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_page_drawn_for_every_role_is_for_everybody(house: House, role: str) -> None:
    assert what_is_wrong(house, role, house.visit_whole(role), known=None) == []


def what_is_wrong(house: House, role: str, looker: Looker, *, known: set[str] | None) -> list[str]:
    """Look at every page of a role, but those that hold only what is known, and follow the links of all of them."""
    app, seen = house.live.host.app, set()
    for opened in one_of_each(Walk(looker=looker, known=known), app, house.starts(role)):
        if opened.is_drawn:
            looker.look(opened.endpoint)
        seen.add(opened.endpoint)
    missed = pages_for(app, role) - NOT_FROM_HERE - seen
    return [*looker.wrong, *(f"no link leads to {one}" for one in sorted(missed))]


def test_the_link_of_somebody_of_elsewhere_is_for_everybody(house: House) -> None:
    context = house.live.browser.new_context()
    page = context.new_page()
    page.goto(f"{house.live.url}/leerregister{house.filled.for_outsider}")
    looker = Looker(page=page, looked_at=house.looked_at)

    looker.look("leerregister.outsider_link")

    assert looker.wrong == []
    expect(page.get_by_role("button").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("path", FORMS)
def test_a_form_sent_empty_says_so_to_everybody(house: House, path: str) -> None:
    looker = house.visit("everything")
    looker.page.goto(f"{house.live.url}/leerregister{path}")
    form = looker.page.locator("main form[method=post]:has(.rg-btn--1)").first

    form.evaluate(EMPTY)
    follow(form.locator(".rg-btn--1").first)
    looker.look(path)

    assert looker.wrong == []
    expect(looker.page.get_by_role("alert").first).to_be_visible()


@pytest.mark.parametrize("path", ["/activiteiten/999999", "/mensen", "/dossier/regels/999999"])
def test_a_page_that_is_not_there_or_not_yours_is_for_everybody(house: House, path: str) -> None:
    looker = house.visit("professional")

    looker.page.goto(f"{house.live.url}/leerregister{path}")
    looker.look(path)

    assert looker.wrong == []
    expect(looker.page.get_by_role("link", name="Naar Vandaag")).to_be_visible()


def pages_for(app: Flask, role: str) -> set[str]:
    """Every page of ours that this role may open."""
    ours = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.endswith(FILES)
    }
    return {one for one in ours if one.startswith("leerregister.") and is_for(app, one, role)} - NO_PAGE


def is_for(app: Flask, endpoint: str, role: str) -> bool:
    asked = getattr(app.view_functions[endpoint], "register_requires", ())
    return not asked or role in asked or "public" in asked


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A page that was reached."""

    endpoint: str
    is_drawn: bool


@dataclass(frozen=True, kw_only=True)
class Walk:
    """Who walks, and what need not be drawn again: nothing, or whatever holds no more than this."""

    looker: Looker
    known: set[str] | None

    def opens(self, endpoint: str, address: str) -> tuple[bool, list[str]] | None:
        """Open an address; whether it was drawn, and where it leads to. A file leaves the page as it was."""
        if self.known and endpoint in self.looker.looked_at:
            answer = _read(self.looker, address)
            if answer and answer.is_whole and answer.places() <= self.known:
                return False, answer.links(address)
        return self._draws(address)

    def _draws(self, address: str) -> tuple[bool, list[str]] | None:
        try:
            answer = self.looker.page.goto(address)
        except Error as download:
            if A_FILE not in str(download):
                raise
            return None
        if answer and self.known is not None:
            self.known.update(Answer(answer.text()).places())
        return True, self.looker.links()


def _read(looker: Looker, address: str) -> Answer | None:
    """Ask for a page as its reader, without drawing it; nothing for a refusal, a file or another address."""
    answer = looker.page.request.get(address)
    is_page = answer.ok and answer.url == address and answer.headers["content-type"].startswith("text/html")
    return Answer(answer.text()) if is_page else None


def one_of_each(walk: Walk, app: Flask, starts: tuple[str, ...]) -> Iterator[Opened]:
    """Follow the links from everywhere it starts; every endpoint once, a drawn page open when it is handed out."""
    seen, waiting, due = set[str](), list(starts), set(starts)
    while waiting:
        address = waiting.pop(0)
        endpoint = endpoint_of(app, address)
        if address in due or (endpoint.startswith("leerregister.") and endpoint not in seen | NO_PAGE):
            due.discard(address)
            seen.add(endpoint)
            if opened := walk.opens(endpoint, address):
                is_drawn, links = opened
                waiting += links
                yield Opened(endpoint=endpoint, is_drawn=is_drawn)


def endpoint_of(app: Flask, address: str) -> str:
    try:
        return str(app.url_map.bind("").match(urlsplit(address).path, "GET")[0])
    except HTTPException:
        return ""
