"""The upload card: the register's fields in its order, all meetings of a line at once, and nobody else's (E2)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.errors import Conflict, Invalid, NotFound
from register.evidence.cards.layouts import layout_for
from register.evidence.upload_card import read_card, ready_list
from register.evidence.upload_moves import decide_line, file_line, undo_line
from register.learning.entry import ActivityEntry, Participant, SessionEntry
from register.learning.log_activity import log_activity
from register.people.models import Person
from register.points.models import Claim
from register.rules.facts import ClaimState
from tests.host import Host
from tests.makers import NOON, TODAY, make_logged, make_person, make_registration, make_viewer
from tests.pages.reading import form_values, open_form, send, soup

KEY = "een-sleutel-van-de-test-"


@pytest.fixture
def els(session: Session) -> Person:
    person = make_person(session, "Els")
    make_registration(session, person, number="12345678")
    return person


def claim_id(session: Session) -> int:
    return session.scalars(select(Claim.id).order_by(Claim.id)).first() or 0


def three_days(session: Session, person: Person) -> int:
    meetings = tuple(
        SessionEntry(held_on=date(2026, 3, day), gross_minutes=120, participants=(Participant(person_id=person.id),))
        for day in (2, 3, 4)
    )
    entry = ActivityEntry(kind="intervisie", sessions=meetings, title="Drie dagen")
    return log_activity(make_viewer(session, person), entry, at=NOON, today=TODAY).activity_id


def test_registerplein_asks_for_its_track_and_id_number_first_and_the_rest_in_the_neutral_order() -> None:
    codes = [field.code for field in layout_for("Registerplein").fields]

    assert codes[:6] == ["track", "accreditation_id", "kind", "title", "dates", "times"]
    assert len(codes) == len(set(codes)) == len(layout_for("onbekend").fields)


def test_a_card_holds_what_was_filled_in_and_leaves_empty_fields_out(session: Session, els: Person) -> None:
    make_logged(session, els, title="Intervisie Oost", subject="Grenzen stellen")

    card = read_card(session, make_viewer(session, els), claim_id(session), on=TODAY)

    assert {field.code: field.text for field in card.fields} == {
        "track": "Reflectie",
        "kind": "Intervisie",
        "title": "Intervisie Oost",
        "dates": "05-03-2026",
        "net_hours": "2",
        "points": "2",
        "mode": "Fysiek",
        "role": "Deelnemer",
        "present": "1",
        "subject": "Grenzen stellen",
    }
    assert card.line.registration_number == "12345678"


def test_the_number_of_another_body_is_not_offered(session: Session, els: Person) -> None:
    make_logged(session, els, kind="training", accreditation_ids={"registerplein": "111", "skj": "222"})

    card = read_card(session, make_viewer(session, els), claim_id(session), on=TODAY)

    assert [field.text for field in card.fields if field.code == "accreditation_id"] == ["222"]


def test_three_meetings_are_one_line_entered_once(session: Session, els: Person) -> None:
    three_days(session, els)
    viewer = make_viewer(session, els)

    file_line(viewer, claim_id(session), day=TODAY, form_key=KEY, at=NOON)

    found = ready_list(session, viewer, on=TODAY)
    assert (len(found.ready), len(found.filed)) == (0, 1)
    assert session.scalars(select(Claim.state)).all() == ["ingevoerd", "ingevoerd", "ingevoerd"]
    assert found.filed[0].points == Decimal(6)


def test_granted_points_are_divided_over_the_meetings_and_add_up(session: Session, els: Person) -> None:
    three_days(session, els)
    viewer, first = make_viewer(session, els), claim_id(session)
    file_line(viewer, first, day=TODAY, form_key=KEY, at=NOON)

    decide_line(viewer, first, to=ClaimState.GRANTED, day=TODAY, granted=Decimal(5), form_key=f"{KEY}2", at=NOON)

    shares = session.scalars(select(Claim.granted_points).order_by(Claim.id)).all()
    assert shares == [Decimal("1.6666"), Decimal("1.6666"), Decimal("1.6668")]


def test_a_double_tap_enters_once(session: Session, els: Person) -> None:
    make_logged(session, els)
    viewer, first = make_viewer(session, els), claim_id(session)

    titles = [file_line(viewer, first, day=TODAY, form_key=KEY, at=NOON) for _ in range(2)]

    assert titles == ["Intervisie", "Intervisie"]


def test_a_line_goes_back_on_the_day_itself(session: Session, els: Person) -> None:
    three_days(session, els)
    viewer, first = make_viewer(session, els), claim_id(session)
    file_line(viewer, first, day=TODAY, form_key=KEY, at=NOON)

    undo_line(viewer, first, form_key=f"{KEY}2", at=NOON)

    assert len(ready_list(session, viewer, on=TODAY).ready) == 1


def test_an_outcome_before_entering_is_refused(session: Session, els: Person) -> None:
    make_logged(session, els)

    with pytest.raises(Conflict, match="Voer dit eerst in"):
        decide_line(
            make_viewer(session, els), claim_id(session),
            to=ClaimState.GRANTED, day=TODAY, granted=Decimal(1), form_key=KEY, at=NOON,
        )  # fmt: skip


def test_granting_asks_for_points(session: Session, els: Person) -> None:
    make_logged(session, els)
    viewer, first = make_viewer(session, els), claim_id(session)
    file_line(viewer, first, day=TODAY, form_key=KEY, at=NOON)

    with pytest.raises(Invalid, match="hoeveel punten"):
        decide_line(viewer, first, to=ClaimState.GRANTED, day=TODAY, granted=None, form_key=f"{KEY}2", at=NOON)


def test_somebody_elses_card_does_not_exist(session: Session, els: Person) -> None:
    make_logged(session, els)
    jan = make_viewer(session, make_person(session, "Jan"))

    with pytest.raises(NotFound):
        read_card(session, jan, claim_id(session), on=TODAY)
    with pytest.raises(NotFound):
        file_line(jan, claim_id(session), day=TODAY, form_key=KEY, at=NOON)


def test_ticking_a_card_goes_on_to_the_next_one(host: Host, session: Session, els: Person) -> None:
    make_logged(session, els, held_on=date(2026, 3, 5), title="Eerste")
    make_logged(session, els, held_on=date(2026, 3, 6), title="Tweede")
    client, path = host.client("els"), f"/klaar-voor-register/{claim_id(session)}"
    values = open_form(client, path, "form[action$=ingevoerd]")

    answer = send(client, values, f"{path}/ingevoerd")

    page = soup(client.get(answer.location))
    assert "Eerste staat op ‘Ingevoerd’" in page.select_one("[role=status]").text  # type: ignore[union-attr]
    assert page.h1.text == "Tweede"  # type: ignore[union-attr]
    undone = client.post(f"/leerregister{path}/ongedaan", data=form_values(page, f"form[action$='{path}/ongedaan']"))
    assert "Ongedaan gemaakt: Eerste." in client.get(undone.location).text


def test_undoing_right_after_a_step_names_the_line_and_is_offered_only_while_it_can_be_done(
    host: Host, session: Session, els: Person
) -> None:
    make_logged(session, els, held_on=date(2026, 3, 5), title="Eerste")
    make_logged(session, els, held_on=date(2026, 3, 6), title="Tweede")
    first, second = session.scalars(select(Claim.id).order_by(Claim.id))
    jan = make_person(session, "Jan")
    make_registration(session, jan)
    make_logged(session, jan, title="Van Jan")
    theirs = session.scalars(select(Claim.id).order_by(Claim.id.desc())).first() or 0
    file_line(make_viewer(session, els), first, day=TODAY, form_key=KEY, at=NOON)
    file_line(make_viewer(session, jan), theirs, day=TODAY, form_key=f"{KEY}2", at=NOON)
    client = host.client("els")

    def offered(moved: int) -> list[list[str]]:
        paths = (f"/klaar-voor-register/{second}", "/klaar-voor-register")
        pages = [soup(client.get(f"/leerregister{path}?net={moved}")) for path in paths]
        return [[one.text for one in page.select("form[action$=ongedaan] button")] for page in pages]

    right = offered(first)
    made_up = [offered(one) for one in (theirs, 999_999, second)]
    session.get_one(Claim, first).state_changed_at = NOON - timedelta(days=1)
    session.commit()

    assert right == [["Maak ‘Eerste’ ongedaan"]] * 2
    assert [*made_up, offered(first)] == [[[], []]] * 4


def test_the_pdfs_that_go_with_a_line_are_on_its_card(host: Host, session: Session, els: Person) -> None:
    activity = make_logged(session, els)
    client = host.client("els")

    page = soup(client.get(f"/leerregister/klaar-voor-register/{claim_id(session)}"))
    links = [one["href"] for one in page.select("section[aria-labelledby=rg-papers] a[href*='.pdf']")]

    assert [client.get(str(one)).mimetype for one in links] == ["application/pdf"] * 3
    assert str(links[0]).endswith(f"/activiteiten/{activity}/invulverklaring.pdf?registratie={els.registrations[0].id}")


def test_a_day_that_has_not_been_stands_at_its_field(host: Host, session: Session, els: Person) -> None:
    make_logged(session, els)
    client, path = host.client("els"), f"/klaar-voor-register/{claim_id(session)}"
    values = open_form(client, path, "form[action$=ingevoerd]")

    answer = send(client, values, f"{path}/ingevoerd", day="2027-01-01")

    assert answer.status_code == 422
    assert "nog niet geweest" in soup(answer).select_one("#day-e").text  # type: ignore[union-attr]


def test_the_list_says_what_a_line_misses(host: Host, session: Session, els: Person) -> None:
    make_logged(session, els, kind="training", title="Meldcode")

    page = soup(host.client("els").get("/leerregister/klaar-voor-register"))

    assert "Certificaat of bewijs van deelname ontbreekt" in page.select_one(".rg-list").text  # type: ignore[union-attr]
