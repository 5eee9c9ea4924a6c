"""A session that ends in mid-form loses nothing of what was typed (bar SE14)."""

from bs4 import BeautifulSoup

from tests.accounts.alone import Alone, Browser

TYPED = {
    "kind": "training",
    "kind_shown": "training",
    "held_on": "20-11-2026",
    "duration": "2,5",
    "title": 'Casus "Noord" <b>vet</b> & meer',
    "subject": "Regel een\n\nRegel drie — met é en 😀",
    "learning_goal": "Doorvragen",
    "location": "Wijkcentrum",
    "mode": "online",
    "mandatory": "y",
    "reflection": "Dit is van mij alleen.",
}

LITTLE = {"kind": "zelfstudie", "kind_shown": "zelfstudie", "held_on": "20-11-2026", "duration": "2", "mode": "fysiek"}


def _ends_in_mid_form(alone: Alone) -> Browser:
    browser = alone.browser()
    browser.sign_in()
    browser.get("/vastleggen")
    alone.later(hours=1)
    return browser


def _form(page: str) -> dict[str, str]:
    form = BeautifulSoup(page, "lxml").select_one('form[action="/vastleggen"]')
    assert form is not None
    typed = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]") if _counts(one)}
    texts = {str(one["name"]): one.text.removeprefix("\n") for one in form.select("textarea[name]")}
    chosen = {str(one["name"]): str(_chosen(one)) for one in form.select("select[name]")}
    return typed | texts | chosen


def _counts(one: object) -> bool:
    return one.get("type") not in {"checkbox", "radio"} or one.has_attr("checked")  # type: ignore[attr-defined]


def _chosen(one: object) -> str:
    option = one.select_one("option[selected]")  # type: ignore[attr-defined]
    return str(option["value"]) if option else ""


def test_everything_typed_is_back_after_signing_in_again(alone: Alone) -> None:
    alone.person("Els")
    browser = _ends_in_mid_form(alone)

    refused = browser.post("/vastleggen", TYPED, headers={"Origin": "https://localhost"})
    back = browser.post("/aanmelden", _sign_in_fields(refused.text))
    page = browser.get(back.location).text

    assert refused.status_code == 401
    assert "wat je typte staat er daarna nog" in refused.text
    assert back.location == "/vastleggen"
    assert {name: _form(page)[name] for name in TYPED} == TYPED
    assert "Wat je zonet typte staat er nog" in page


def _sign_in_fields(page: str) -> dict[str, str]:
    target = BeautifulSoup(page, "lxml").select_one("input[name=next]")
    assert target is not None
    return {"login": "els@noord.example", "password": "paarse stoel onder water", "next": str(target["value"])}


def test_it_is_back_too_after_signing_out_in_another_tab(alone: Alone) -> None:
    alone.person("Els")
    browser = alone.browser()
    browser.sign_in()
    browser.get("/vastleggen")
    stale = browser.token
    browser.post("/afmelden")

    browser.post("/vastleggen", TYPED | {"csrf_token": stale})
    browser.sign_in()

    assert _form(browser.get("/vastleggen").text)["subject"] == TYPED["subject"]


def test_the_people_on_the_list_are_back(alone: Alone) -> None:
    els, bob = alone.person("Els"), alone.person("Bob", login="bob@noord.example")
    browser = _ends_in_mid_form(alone)
    people = {"person": [str(els), str(bob)], "there": [str(els)], f"state-{bob}": "afwezig"}

    browser.post("/vastleggen", TYPED | people)
    browser.sign_in()

    assert "Bob Vries" in browser.get("/vastleggen").text


def test_it_is_back_too_after_signing_in_anew_in_another_tab(alone: Alone) -> None:
    alone.person("Els")
    browser = _ends_in_mid_form(alone)
    stale = browser.token
    browser.sign_in()

    refused = browser.post("/vastleggen", TYPED | {"csrf_token": stale})

    assert refused.status_code == 400
    assert 'href="/vastleggen"' in refused.text
    assert _form(browser.get("/vastleggen").text)["subject"] == TYPED["subject"]


def test_somebody_else_on_the_same_computer_sees_nothing_of_it(alone: Alone) -> None:
    alone.person("Els")
    alone.person("Bob", login="bob@noord.example")
    browser = _ends_in_mid_form(alone)
    browser.post("/vastleggen", TYPED)

    browser.sign_in("bob@noord.example")

    assert "van mij alleen" not in browser.get("/vastleggen").text


def test_a_nul_in_the_address_or_in_a_field_is_no_reason_to_lose_the_rest(alone: Alone) -> None:
    alone.person("Els")
    browser = _ends_in_mid_form(alone)

    planted = browser.post("/normen/%00/figuur", TYPED)
    refused = browser.post("/vastleggen", TYPED | {"subject": "a\x00b", "ti\x00tle": "c"})

    assert planted.status_code in {400, 401, 404, 405}
    assert refused.status_code == 401


def test_it_is_gone_once_the_form_was_handled(alone: Alone) -> None:
    els = str(alone.person("Els"))
    browser = _ends_in_mid_form(alone)
    browser.post("/vastleggen", TYPED)
    browser.sign_in()
    form = _form(browser.get("/vastleggen").text)

    saved = browser.post("/vastleggen", LITTLE | {"form_key": form["form_key"], "person": els, "there": els})

    assert saved.status_code in {302, 303}
    assert "van mij alleen" not in browser.get("/vastleggen").text


def test_another_site_cannot_plant_a_text(alone: Alone) -> None:
    alone.person("Els")
    browser = _ends_in_mid_form(alone)

    browser.post("/vastleggen", TYPED, headers={"Origin": "https://kwaad.example"})
    browser.sign_in()

    assert "van mij alleen" not in browser.get("/vastleggen").text


def test_a_visitor_who_was_never_here_is_asked_to_sign_in_and_fills_no_table(alone: Alone) -> None:
    from sqlalchemy import func, select

    from register.db import session
    from register.draft import FormDraft

    answer = alone.browser().client.post("/vastleggen", data=TYPED)

    assert answer.status_code == 401
    with alone.app.app_context():
        assert session().scalar(select(func.count()).select_from(FormDraft)) == 0
