"""The pages of experiments: the list, the card, logging from it, taking over."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.culture.experiments.models import Experiment, ExperimentActivity
from register.learning.models import Activity
from tests.experiments.making import QUESTION, begin, conclude
from tests.host import Host
from tests.makers import make_logged, make_organisation, make_person, make_team
from tests.pages.reading import PREFIX, form_values, open_form, send, soup, token

LIST = "/samen-leren/experimenten"
MAIN = "main form[method=post]"


def test_without_experiments_the_page_says_what_comes_here(host: Host, session: Session) -> None:
    make_person(session, "Els")

    page = soup(host.client("els").get(PREFIX + LIST))

    assert "Er loopt nog geen experiment." in page.select_one("main").text  # type: ignore[union-attr]
    assert page.find("a", string="Experiment beginnen")


def test_an_experiment_is_begun_with_ticked_colleagues_of_the_own_team(host: Host, session: Session) -> None:
    team = make_team(session)
    make_person(session, "Els", team=team)
    jan = make_person(session, "Jan", team=team)
    els = host.client("els")

    values = open_form(els, f"{LIST}/nieuw", MAIN)
    answer = send(els, values, f"{LIST}/nieuw", question=QUESTION, member=[jan.id])
    page = soup(els.get(answer.headers["Location"]))

    assert (values["team"], values["starts_on"]) == (str(team.id), "2026-11-22")
    assert page.h1 is not None
    assert page.h1.text == QUESTION
    assert "Jan Vries" in page.text


def test_a_wrong_date_keeps_question_and_ticks(host: Host, session: Session) -> None:
    team = make_team(session)
    make_person(session, "Els", team=team)
    jan = make_person(session, "Jan", team=team)
    els = host.client("els")
    values = open_form(els, f"{LIST}/nieuw", MAIN)

    answer = send(els, values, f"{LIST}/nieuw", question=QUESTION, until_on="2020-01-01", member=[jan.id])

    kept = form_values(soup(answer), MAIN)
    assert answer.status_code == 422
    assert (kept["question"], kept["until_on"], kept["member"]) == (QUESTION, "2020-01-01", [str(jan.id)])


def test_client_data_is_shown_once_and_kept_on_a_tick(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")
    values = open_form(els, f"{LIST}/nieuw", MAIN) | {"question": "Helpt wandelen bij mevrouw Yildirim?"}

    warned = send(els, values, f"{LIST}/nieuw")
    page = soup(warned)
    tick = page.select_one("input[name=kept_anyway]")
    again = send(els, form_values(page, MAIN), f"{LIST}/nieuw", kept_anyway=tick["value"])  # type: ignore[index]

    assert (warned.status_code, again.status_code) == (422, 302)
    assert "mevrouw Yildirim" in page.select_one("#rg-guard").text  # type: ignore[union-attr]


def test_a_session_is_logged_from_the_card_and_stands_on_it(host: Host, session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    experiment_id = begin(session, els, jan)
    client = host.client("els")

    values = open_form(client, f"{LIST}/{experiment_id}/vastleggen")
    send(client, values)

    joined = session.scalars(select(ExperimentActivity)).one()
    activity = session.get_one(Activity, joined.activity_id)
    assert (joined.experiment_id, activity.kind, activity.title) == (experiment_id, "experiment", QUESTION)
    assert sorted(values["there"]) == [str(els.id), str(jan.id)]
    assert "2 mensen" in client.get(f"{PREFIX}{LIST}/{experiment_id}").text


def test_an_error_in_the_log_form_does_not_forget_the_experiment(host: Host, session: Session) -> None:
    experiment_id = begin(session, make_person(session, "Els"))
    client = host.client("els")
    values = open_form(client, f"{LIST}/{experiment_id}/vastleggen")

    refused = send(client, values, duration="lang")
    send(client, form_values(soup(refused)), duration="1")

    assert refused.status_code == 422
    assert session.scalars(select(ExperimentActivity.experiment_id)).one() == experiment_id


def test_who_is_not_in_it_cannot_log_for_it_by_hand_either(host: Host, session: Session) -> None:
    experiment_id = begin(session, make_person(session, "Els"))
    make_person(session, "Mo")
    mo = host.client("mo")

    values = open_form(mo) | {"kind": "experiment", "belongs_to": f"experiment-{experiment_id}"}
    page = mo.get(send(mo, values).headers["Location"])

    assert "Vastgelegd, maar niet gekoppeld" in page.text
    assert session.scalars(select(ExperimentActivity)).all() == []
    assert mo.get(f"{PREFIX}{LIST}/{experiment_id}/vastleggen").status_code == 404


def test_wherever_a_film_could_be_added_stands_why_not(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    card, logged = f"{LIST}/{begin(session, els)}", make_logged(session, els, "experiment")

    pages = {
        path: host.client("els").get(PREFIX + path).text
        for path in (card, f"/activiteiten/{logged}", f"{card}/vastleggen")
    }

    assert ["Geen film of foto met cliënten." in page for page in pages.values()] == [True, True, True]


@pytest.mark.parametrize("path", ["/bewijs", "/activiteiten/1/bewijs", "/vastleggen"])
def test_wherever_a_photo_is_added_stands_that_no_client_may_be_on_it(host: Host, session: Session, path: str) -> None:
    make_logged(session, make_person(session, "Els"), "experiment")

    assert "Er mag geen cliënt op staan." in host.client("els").get(PREFIX + path).text


def test_concluding_tells_what_was_learnt_and_a_second_tab_loses_nothing(host: Host, session: Session) -> None:
    experiment_id = begin(session, make_person(session, "Els"))
    els, path = host.client("els"), f"{LIST}/{experiment_id}/afronden"
    first, second = open_form(els, path, MAIN), open_form(els, path, MAIN)

    send(els, first, path, outcome="mislukt", learnt="Eerst vragen.")
    conflict = send(els, second, path, outcome="gelukt", learnt="Het ging goed.")

    page = soup(conflict)
    assert conflict.status_code == 409
    assert [cell.text for cell in page.select("tbody td")][-2:] == ["Het ging goed.", "Eerst vragen."]
    assert send(els, form_values(page, MAIN), path).status_code == 302
    assert session.scalars(select(Experiment.learnt)).one() == "Het ging goed."


def test_vandaag_takes_over_with_one_button_and_the_card_undoes_it(host: Host, session: Session) -> None:
    oost, west = make_team(session), make_team(session, "Team West")
    els = make_person(session, "Els", team=oost)
    make_person(session, "Tom", team=west)
    conclude(session, els, begin(session, els, team_id=oost.id))
    tom = host.client("tom")

    button = soup(tom.get(f"{PREFIX}/")).find("button", string="Nemen wij over")
    taken = send(tom, {"csrf_token": token(tom)}, button.find_parent("form")["action"].removeprefix(PREFIX))  # type: ignore[union-attr,index]
    card = soup(tom.get(taken.headers["Location"]))
    undo = card.find("button", string="Toch niet").find_parent("form")["action"].removeprefix(PREFIX)  # type: ignore[union-attr,index]
    send(tom, {"csrf_token": token(tom)}, undo)

    assert "Team West neemt dit over" in card.text
    assert "Nemen wij over" in tom.get(f"{PREFIX}/").text


def test_the_list_is_a_file_with_what_its_filter_shows(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    begin(session, els, question="Helpt koffie?", starts_on=date(2026, 3, 5))
    conclude(session, els, begin(session, els, question="Werkt een appgroep?"), "mislukt")

    answer = host.client("els").get(f"{PREFIX}{LIST}?stand=mislukt&als=csv")
    page = soup(host.client("els").get(f"{PREFIX}{LIST}?stand=mislukt"))

    assert "Werkt een appgroep?" in answer.text
    assert "Mislukt, geleerd" in answer.text
    assert "koffie" not in answer.text
    assert page.select_one("p[role=status]").text == "1 van 2 experimenten"  # type: ignore[union-attr]


def test_a_card_of_another_organisation_is_not_there(host: Host, session: Session) -> None:
    zed = make_person(session, "Zed", organisation=make_organisation(session, "Zuid"))
    make_person(session, "Els")

    assert host.client("els").get(f"{PREFIX}{LIST}/{begin(session, zed)}").status_code == 404
