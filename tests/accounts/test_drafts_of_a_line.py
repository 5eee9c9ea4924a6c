"""A session that ends on the one line of Dutch, on its questions, or on the form after it, loses nothing (SE14)."""

from bs4 import BeautifulSoup

from tests.accounts.alone import Alone, Browser

LINE = "intervisie gisteren 2u met Sanne"


def _ends_at(alone: Alone, page: str, line: str = "") -> tuple[Browser, BeautifulSoup]:
    """Open a page, or send a line there, an hour before the session ends."""
    alone.person("Els")
    browser = alone.browser()
    browser.sign_in()
    shown = browser.get(page)
    if line:
        shown = browser.post(page, {"line": line})
    alone.later(hours=1)
    return browser, BeautifulSoup(shown.text, "lxml")


def _back(browser: Browser, path: str, fields: dict[str, str], *, page: str) -> BeautifulSoup:
    """Send the form after the session ended, sign in again, and go where that leads."""
    refused = browser.post(path, fields, headers={"Referer": f"https://localhost{page}"})
    target = BeautifulSoup(refused.text, "lxml").select_one("input[name=next]")
    assert refused.status_code == 401
    assert "wat je typte staat er daarna nog" in refused.text
    answer = browser.sign_in(next=str(target["value"]))  # type: ignore[index]
    return BeautifulSoup(browser.get(answer.location).text, "lxml")


def _value(page: BeautifulSoup, selector: str) -> str:
    return str(page.select_one(selector)["value"])  # type: ignore[index]


def test_the_line_is_back_on_its_own_page(alone: Alone) -> None:
    browser, _ = _ends_at(alone, "/vastleggen/regel")

    page = _back(browser, "/vastleggen/regel", {"line": LINE}, page="/vastleggen/regel")

    assert _value(page, "#line") == LINE


def test_the_line_is_back_on_vandaag(alone: Alone) -> None:
    browser, _ = _ends_at(alone, "/")

    page = _back(browser, "/vastleggen/regel", {"line": LINE}, page="/")

    assert _value(page, "#line") == LINE


def test_the_line_is_back_in_view_on_the_form(alone: Alone) -> None:
    browser, _ = _ends_at(alone, "/vastleggen")

    page = _back(browser, "/vastleggen/regel", {"line": LINE}, page="/vastleggen")

    assert _value(page, "details[open] #line") == LINE


def test_the_questions_about_a_line_are_back_with_what_was_chosen(alone: Alone) -> None:
    alone.person("Sanne", login="s@noord.example", family_name="Bos")
    alone.person("Sanne", login="t@noord.example", family_name="Dijk")
    browser, asked = _ends_at(alone, "/vastleggen/regel", LINE)
    fields = {"line": LINE, "answered": "1", "answer-0": "1"}

    page = _back(browser, "/vastleggen/regel", fields, page="/vastleggen/regel")

    assert len(asked.select("input[name=answer-0]")) == 3
    assert _value(page, "input[name=answer-0][checked]") == "1"
    assert _value(page, "input[name=line]") == LINE


def test_the_form_that_a_line_filled_in_is_back(alone: Alone) -> None:
    browser, _ = _ends_at(alone, "/vastleggen/regel", "zelfstudie 20 november 2u")
    fields = {
        "kind": "zelfstudie", "kind_shown": "zelfstudie", "held_on": "20-11-2026", "duration": "2", "mode": "fysiek",
        "title": "Zelf getypt",
    }  # fmt: skip

    page = _back(browser, "/vastleggen", fields, page="/vastleggen/regel")

    assert _value(page, "#title") == "Zelf getypt"
    assert _value(page, "#held_on") == "20-11-2026"
