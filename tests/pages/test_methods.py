"""The pages of methods as their visitors read and use them."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.culture.ambassadors.models import Ambassador, MethodQuestion
from register.learning.labels.models import WorkMethod
from register.learning.models import Activity, ActivityCompetence, Attendance
from tests.ambassadors.making import make_ambassador, make_method, make_question
from tests.host import Host
from tests.makers import make_organisation, make_person, make_team
from tests.pages.reading import PREFIX, forget_request, open_form, search_for, send, soup

LIST = "/samen-leren/werkmethoden"
CLIENT = "Wat zeg ik tegen mevrouw Gerritsen van 06-12345678?"


def test_the_list_shows_an_ambassador_at_once_what_to_log(host: Host, session: Session) -> None:
    method, els = make_method(session), make_person(session, "Els")
    make_ambassador(session, method, els)
    make_question(session, method, els)

    page = soup(host.client("els").get(PREFIX + LIST))

    links = [one.get_text(" ", strip=True) for one in page.select(".rg-btns a")]
    assert links == [
        "Sessie vastleggen bij Welzijn op recept",
        "Sessie met mijn team vastleggen bij Welzijn op recept",
        "Presentatie vastleggen bij Welzijn op recept",
        "Coaching vastleggen bij Welzijn op recept",
        "Eigen studie vastleggen bij Welzijn op recept",
    ]
    assert "1 vraag wacht op antwoord" in page.get_text(" ", strip=True)
    assert page.select_one("caption").get_text() == "1 werkmethode, stand 22 november 2026"  # type: ignore[union-attr]


def test_an_empty_list_says_what_comes_there_and_who_puts_it_there(host: Host, session: Session) -> None:
    make_person(session, "Els")
    make_person(session, "Kim", roles=("coordinator",))

    assert "Een coördinator, HR of de beheerder voegt ze toe." in host.client("els").get(PREFIX + LIST).text
    assert "Voeg de eerste toe." in host.client("kim").get(PREFIX + LIST).text


def test_the_list_is_handed_out_as_a_file(host: Host, session: Session) -> None:
    make_method(session)
    make_person(session, "Els")

    answer = host.client("els").get(f"{PREFIX}{LIST}?als=csv")

    assert answer.status_code == 200
    assert "Welzijn op recept" in answer.get_data().decode("utf-8-sig")


def test_a_coordinator_adds_a_method_and_names_an_ambassador(host: Host, session: Session) -> None:
    make_person(session, "Kim", roles=("coordinator",))
    els = make_person(session, "Els")
    client = host.client("kim")
    values = open_form(client, f"{LIST}/nieuw", "main form")

    added = send(client, {**values, "name": "Krachtwerk", "competences": ["bakens:integraal"]}, f"{LIST}/nieuw")
    method = session.scalars(select(WorkMethod)).one()
    address = f"{LIST}/{method.id}"
    found = soup(client.get(search_for(client, address, q="els")))
    named = send(client, {**values, "person": str(els.id), "starts_on": "22-11-2026"}, f"{address}/ambassadeurs")

    assert added.location.endswith(address)
    assert method.competences == ["bakens:integraal"]
    assert [one.get_text(strip=True) for one in found.select(".rg-found button")] == ["Els Vries benoemen"]
    assert named.status_code == 302
    assert session.scalars(select(Ambassador.person_id)).all() == [els.id]


def test_a_day_that_cannot_be_read_names_nobody_and_says_so(host: Host, session: Session) -> None:
    method, els = make_method(session), make_person(session, "Els")
    make_person(session, "Kim", roles=("coordinator",))
    client = host.client("kim")
    values = open_form(client, f"{LIST}/nieuw", "main form")

    answer = send(
        client, {**values, "person": str(els.id), "starts_on": "31-31-2026"}, f"{LIST}/{method.id}/ambassadeurs"
    )

    assert answer.status_code == 422
    assert "De datum “31-31-2026” is niet te lezen" in answer.text
    assert session.scalar(select(func.count(Ambassador.id))) == 0


def test_who_changes_an_old_version_sees_both(host: Host, session: Session) -> None:
    method = make_method(session, about="Oud.")
    make_person(session, "Kim", roles=("coordinator",))
    address, client = f"{LIST}/{method.id}/wijzigen", host.client("kim")
    first = open_form(client, address, "main form")
    send(client, {**first, "about": "Van een ander."}, address)

    answer = send(client, {**first, "about": "Van mij.", "competences": ["bakens:integraal"]}, address)

    page = soup(answer)
    assert answer.status_code == 409
    assert [one.get_text(" ", strip=True) for one in page.select("tbody tr")] == [
        "Waar gaat het over? Van mij. Van een ander.",
        "Competenties Integraal leeg",
    ]
    assert page.select_one("textarea[name=about]").get_text(strip=True) == "Van mij."  # type: ignore[union-attr]
    session.expire_all()
    assert method.about == "Van een ander."


def test_a_question_with_a_client_in_it_comes_back_once_with_the_words_marked(host: Host, session: Session) -> None:
    method = make_method(session)
    make_person(session, "Els")
    address, client = f"{LIST}/{method.id}", host.client("els")
    values = open_form(client, address, "form[action$='/vragen']")

    warned = send(client, {**values, "question": CLIENT}, f"{address}/vragen")
    kept = session.scalar(select(func.count(MethodQuestion.id)))
    tick = soup(warned).select_one("input[name=kept_anyway]")
    assert tick is not None
    send(client, {**values, "question": CLIENT, "kept_anyway": str(tick["value"])}, f"{address}/vragen")

    assert (warned.status_code, kept) == (422, 0)
    assert [one.get_text() for one in soup(warned).select("mark")] == ["Gerritsen", "06-12345678"]
    assert CLIENT in soup(warned).select_one("#question").get_text()  # type: ignore[union-attr]
    assert session.scalars(select(MethodQuestion.question)).all() == [CLIENT]


def test_only_the_ambassador_gets_a_place_to_answer(host: Host, session: Session) -> None:
    method, els = make_method(session), make_person(session, "Els")
    make_person(session, "Jan")
    make_ambassador(session, method, els)
    question = make_question(session, method, els)
    address = f"{LIST}/{method.id}"

    hers = soup(host.client("els").get(PREFIX + address))
    his = soup(host.client("jan").get(PREFIX + address))

    assert len(hers.select(f"#answer-{question.id}")) == 1
    assert his.select("form[action$='/antwoord']") == []


def test_the_second_of_two_answers_is_kept_beside_the_first(host: Host, session: Session) -> None:
    method, els, mo = make_method(session), make_person(session, "Els"), make_person(session, "Mo")
    make_ambassador(session, method, els)
    make_ambassador(session, method, mo)
    question = make_question(session, method, els)
    address = f"{LIST}/{method.id}/vragen/{question.id}/antwoord"
    clients = {name: host.client(name) for name in ("els", "mo")}
    forms = {
        name: open_form(client, f"{LIST}/{method.id}", "form[action$='/antwoord']") for name, client in clients.items()
    }
    send(clients["els"], {**forms["els"], "answer": "Eerst dit."}, address)

    answer = send(clients["mo"], {**forms["mo"], "answer": "Eerst dat."}, address)

    page = soup(answer)
    assert answer.status_code == 409
    assert "Eerst dit." in page.get_text()
    assert page.select_one(f"#answer-{question.id}").get_text(strip=True) == "Eerst dat."  # type: ignore[union-attr]


def test_a_session_with_the_team_opens_with_everybody_and_the_right_roles(host: Host, session: Session) -> None:
    team, method = make_team(session), make_method(session)
    els, jan = make_person(session, "Els", team=team), make_person(session, "Jan", team=team)
    make_ambassador(session, method, els)
    client = host.client("els")

    values = open_form(client, f"{LIST}/{method.id}/vastleggen/met-team")
    send(client, values)

    activity = session.scalars(select(Activity)).one()
    roles = session.execute(select(Attendance.person_id, Attendance.role, Attendance.state)).all()
    assert (activity.kind, activity.method_id, activity.work_method) == (
        "ambassadeurswerk",
        method.id,
        "Welzijn op recept",
    )
    assert {tuple(one) for one in roles} == {
        (els.id, "ambassadeur", "aanwezig"),
        (jan.id, "deelnemer", "aanwezig"),
    }


def test_who_is_coached_gets_the_other_role(host: Host, session: Session) -> None:
    method, els, jan = make_method(session), make_person(session, "Els"), make_person(session, "Jan")
    make_ambassador(session, method, els)
    client = host.client("els")
    values = open_form(client, f"{LIST}/{method.id}/vastleggen/coaching")

    page = soup(send(client, {**values, "add": str(jan.id)}, "/vastleggen/formulier"))

    chosen = [one["value"] for one in page.select("select[name^=role-] option[selected]")]
    assert chosen == ["gever", "ontvanger"]


def test_a_way_that_does_not_exist_is_a_page_that_does_not_exist(host: Host, session: Session) -> None:
    method = make_method(session)
    make_person(session, "Els")

    assert host.client("els").get(f"{PREFIX}{LIST}/{method.id}/vastleggen/iets").status_code == 404


def test_own_work_is_on_the_page_of_its_owner_and_of_nobody_else(host: Host, session: Session) -> None:
    method, els = make_method(session), make_person(session, "Els")
    make_person(session, "Ron", roles=("hr", "admin", "coordinator"))
    make_ambassador(session, method, els)
    client, address = host.client("els"), f"{PREFIX}{LIST}/{method.id}"
    send(client, open_form(client, f"{LIST}/{method.id}/vastleggen/sessie"), title="Geheime sessie")
    forget_request()

    assert "Geheime sessie" in client.get(address).text
    assert "Geheime sessie" not in host.client("ron").get(address).text
    assert host.client("ron").get(f"{address}/overzicht.pdf").status_code == 404
    assert client.get(f"{address}/overzicht.pdf").mimetype == "application/pdf"


def test_the_log_form_offers_methods_and_keeps_three_competences(host: Host, session: Session) -> None:
    make_person(session, "Els")
    method = make_method(session, competences=["bakens:direct_erop_af"])
    make_method(session, "Ver weg", organisation=make_organisation(session, "Zuid"))
    client = host.client("els")
    values = {**open_form(client), "kind": "zelfstudie", "work_method": "Welzijn op recept"}

    page = soup(send(client, values, "/vastleggen/formulier"))
    send(client, {**values, "competences": ["bakens:direct_erop_af", "wijkgericht:eigen_regie"]})

    assert [one["value"] for one in page.select("#rg-methods option")] == ["Welzijn op recept"]
    assert page.select_one("#competences input")["value"] == "bakens:direct_erop_af"  # type: ignore[index]
    assert len(page.select("#competences input")) == 25
    assert session.scalars(select(Activity.method_id)).one() == method.id
    assert session.scalars(select(ActivityCompetence.code).order_by(ActivityCompetence.place)).all() == [
        "direct_erop_af",
        "eigen_regie",
    ]


def test_a_fourth_competence_comes_back_with_everything_typed(host: Host, session: Session) -> None:
    make_person(session, "Els")
    client = host.client("els")
    four = [f"bakens:{one}" for one in ("integraal", "resultaatgericht", "direct_erop_af", "ruimte_professional")]

    answer = send(client, {**open_form(client), "competences": four})

    page = soup(answer)
    assert answer.status_code == 422
    assert "Kies hooguit 3 competenties. Haal de andere vinkjes weg." in answer.text
    assert [one["value"] for one in page.select("#competences input[checked]")] == four


def test_the_change_form_holds_the_labels_and_the_page_shows_them(host: Host, session: Session) -> None:
    make_person(session, "Els")
    make_method(session)
    client = host.client("els")
    values = {**open_form(client), "kind": "zelfstudie", "work_method": "welzijn op recept"}
    send(client, {**values, "competences": ["bakens:integraal", "wijkgericht:eigen_regie"]})
    address = f"/activiteiten/{session.scalars(select(Activity.id)).one()}"

    form = open_form(client, f"{address}/wijzigen")
    forget_request()
    page = soup(client.get(PREFIX + address)).get_text(" ", strip=True)

    assert form["competences"] == ["bakens:integraal", "wijkgericht:eigen_regie"]
    assert form["work_method"] == "welzijn op recept"
    assert "Competenties Integraal Ondersteunen bij eigen regie" in page
