"""The pages of shared learnings, as a colleague on a phone reads them."""

from datetime import datetime, time
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy.orm import Session

from register.learning.models import Activity
from tests.host import Host
from tests.makers import TODAY, make_logged, make_person, make_team
from tests.pages.reading import PREFIX, form_values, open_form, search_for, send, soup
from tests.shared.making import TEXT, make_experiment, make_method, make_rows, make_shared

MAIN, LIST = "main form[method=post]", "/samen-leren/lessen"
NEW = f"{LIST}/nieuw"


def test_a_learning_of_an_activity_is_filled_in_and_shared_with_one_press(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    activity = make_logged(session, els, title="Intervisie Oost")
    session.get_one(Activity, activity).report = "Samen zagen we drie manieren."
    session.commit()
    client = host.client("els")
    link = soup(client.get(f"{PREFIX}/activiteiten/{activity}")).find("a", string="Les delen")
    path = str(link["href"]).removeprefix(PREFIX)  # type: ignore[index]

    answer = send(client, open_form(client, path, MAIN), NEW)
    page = soup(client.get(answer.headers["Location"]))

    assert page.select_one("h1").text == "Intervisie Oost"  # type: ignore[union-attr]
    assert "Samen zagen we drie manieren." in page.text
    assert "Je les is gedeeld." in page.text


def test_a_learning_of_a_failed_experiment_is_filled_in_too(host: Host, session: Session) -> None:
    experiment = make_experiment(session, make_person(session, "Els"))

    client = host.client("els")
    values = open_form(client, f"{NEW}?experiment={experiment}", MAIN)

    assert (values["title"], values["text"]) == ("Helpt wandelend praten?", "Wandelen helpt alleen bij droog weer.")
    page = soup(client.get(send(client, values, NEW).headers["Location"]))
    link = page.find("a", string="Uit een experiment: mislukt, geleerd")
    assert link["href"] == f"{PREFIX}/samen-leren/experimenten/{experiment}"  # type: ignore[index]


def test_the_guard_marks_the_words_and_a_tick_keeps_them(host: Host, session: Session) -> None:
    make_person(session, "Els")
    client = host.client("els")

    answer = send(client, open_form(client, NEW, MAIN), NEW, title="Doorvragen", text="Dat hielp mevrouw Jansen goed.")
    warned = soup(answer)

    assert answer.status_code == 422
    assert [one.text for one in warned.select("#rg-guard mark")] == ["Jansen"]
    assert warned.select_one("#text").text.strip() == "Dat hielp mevrouw Jansen goed."  # type: ignore[union-attr]
    tick = warned.select_one("#rg-guard input")["value"]  # type: ignore[index]
    kept = send(client, form_values(warned, MAIN), NEW, kept_anyway=tick)
    assert kept.status_code == 302


def test_a_field_that_is_empty_says_so_and_keeps_the_rest(host: Host, session: Session) -> None:
    make_person(session, "Els")
    client = host.client("els")

    answer = send(client, open_form(client, NEW, MAIN), NEW, text=TEXT, competence="bakens:integraal")

    assert answer.status_code == 422
    assert "Geef de les een titel" in soup(answer).select_one("#rg-errors[autofocus]").text  # type: ignore[union-attr]
    assert soup(answer).select_one("input[value='bakens:integraal']").has_attr("checked")  # type: ignore[union-attr]


def test_two_tabs_lose_nothing(host: Host, session: Session) -> None:
    learning = make_shared(session, make_person(session, "Els"))
    client, path = host.client("els"), f"{LIST}/{learning}/wijzigen"
    first, second = open_form(client, path, MAIN), open_form(client, path, MAIN)
    send(client, first, path, title="Eerst vragen")

    answer = send(client, second, path, title="Dan adviseren")
    page = soup(answer)

    assert answer.status_code == 409
    assert "Dan adviseren" in page.select_one("tbody").text  # type: ignore[union-attr]
    assert "Eerst vragen" in page.select_one("tbody").text  # type: ignore[union-attr]
    assert form_values(page, MAIN)["title"] == "Dan adviseren"
    assert send(client, form_values(page, MAIN), path).status_code == 302


def test_a_colleague_applies_it_in_one_press_and_undoes_it(host: Host, session: Session) -> None:
    team = make_team(session)
    make_person(session, "Jan", team=team)
    learning = make_shared(session, make_person(session, "Els"))
    jan, path = host.client("jan"), f"{LIST}/{learning}"

    send(jan, open_form(jan, path, "form[action$='/toegepast']"), f"{path}/toegepast")
    applied = soup(jan.get(PREFIX + path))
    send(jan, open_form(jan, path, "form[action$='/niet-toegepast']"), f"{path}/niet-toegepast")

    assert "In 1 team: Team Oost." in applied.text
    assert "Nog geen team" in jan.get(PREFIX + path).text


def test_a_comment_stands_with_its_writer_and_can_be_taken_back(host: Host, session: Session) -> None:
    make_person(session, "Jan")
    learning = make_shared(session, make_person(session, "Els"))
    jan, path = host.client("jan"), f"{LIST}/{learning}"
    form = open_form(jan, path, "form[action$='/reacties']")

    send(jan, form, f"{path}/reacties", comment="Bij ons ook.")
    said = soup(jan.get(PREFIX + path))
    action = str(said.select_one("form[action$='/intrekken']")["action"]).removeprefix(PREFIX)  # type: ignore[index]
    send(jan, form, action)

    assert "Jan Vries" in said.select_one("#reacties li").text  # type: ignore[union-attr]
    assert "Bij ons ook." not in jan.get(PREFIX + path).text
    assert soup(jan.get(PREFIX + path)).select_one("#reacties form[action$='/terugzetten']")


def test_the_list_says_how_many_there_are_and_a_filter_is_taken_off_again(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    make_shared(session, els, method_id=make_method(session).id)
    make_shared(session, els, "Los idee")
    client = host.client("els")

    page = soup(client.get(search_for(client, LIST, zoek="doorvr")))

    assert page.select_one("[role=status]").text == "1 van 2 lessen"  # type: ignore[union-attr]
    assert [one.text for one in page.select(".rg-cards h2")] == ["Doorvragen werkt"]
    assert page.select_one(".rg-chips a")["href"] == PREFIX + LIST  # type: ignore[index]


def test_the_file_holds_every_learning_of_the_filter_as_the_page_shows_them(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    make_shared(session, els, "Elders")
    make_rows(session, els, *(f"Doorvragen {number}" for number in range(30)))
    make_shared(session, els, method_id=make_method(session).id)
    client = host.client("els")

    address = search_for(client, LIST, zoek="doorvr")
    file = client.get(f"{address}&pagina=2&als=xlsx")
    rows = list(load_workbook(BytesIO(file.data)).worksheets[0].iter_rows(min_row=2, values_only=True))
    pages = [soup(client.get(f"{address}&pagina={number}")) for number in (1, 2)]

    assert [row[0] for row in rows] == [one.text for page in pages for one in page.select(".rg-cards h2")]
    assert rows[0][1:] == (TEXT, "Els Vries", datetime.combine(TODAY, time()), "Welzijn op recept", 0, 0)


def test_an_empty_list_says_what_comes_here_and_how_it_begins(host: Host, session: Session) -> None:
    make_person(session, "Els")

    page = soup(host.client("els").get(PREFIX + LIST))

    assert "Er is nog niets gedeeld" in page.text
    assert page.find("a", string="Een les delen")
