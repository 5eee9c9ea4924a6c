"""The page of an activity, and changing it: two tabs, a kept file, undo."""

import io
from typing import Any

from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.evidence.models import Evidence
from register.learning.models import Activity, LearningSession
from tests.host import Host
from tests.makers import make_person, make_registration
from tests.pages.reading import PREFIX, form_values, open_form, send, soup, token


def photo() -> io.BytesIO:
    """A real little picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    out.seek(0)
    return out


def log(host: Host, who: str = "els", **changed: Any) -> str:
    """Log an activity by the form; the path of its page."""
    client = host.client(who)
    answer = send(client, open_form(client), **changed)
    assert answer.status_code == 302
    return answer.headers["Location"].removeprefix(PREFIX)


def test_the_page_says_why_it_gives_these_points(host: Host, session: Session) -> None:
    make_registration(session, make_person(session, "Els"), "skj-jgp")
    path = log(host)

    page = soup(host.client("els").get(PREFIX + path))

    assert page.find("summary", string="Waarom 2 punten?")
    assert page.find("caption", string="1 van 1 bevestigd")


def test_what_it_gives_comes_before_the_list_of_who_was_there(host: Host, session: Session) -> None:
    make_registration(session, make_person(session, "Els"), "skj-jgp")
    path = log(host)

    parts = soup(host.client("els").get(PREFIX + path)).select("#rg-own, table")

    assert [one.name for one in parts] == ["h2", "table"]


def test_for_an_outsider_the_page_is_the_same_as_one_that_is_not_there(host: Host, session: Session) -> None:
    make_person(session, "Els")
    make_person(session, "Mo", roles=("hr", "admin"))
    path = log(host)
    mo = host.client("mo")

    there, nowhere = mo.get(PREFIX + path), mo.get(f"{PREFIX}/activiteiten/999999")

    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert soup(there).main == soup(nowhere).main


def test_the_second_of_two_tabs_sees_both_versions_and_keeps_what_was_typed(host: Host, session: Session) -> None:
    make_person(session, "Els")
    path = log(host)
    els = host.client("els")
    first, second = open_form(els, f"{path}/wijzigen"), open_form(els, f"{path}/wijzigen")
    send(els, first, f"{path}/wijzigen", title="Rouw in de eerste tab")

    answer = send(els, second, f"{path}/wijzigen", title="Verlies in de tweede tab")
    page = soup(answer)
    again = send(els, form_values(page), f"{path}/wijzigen")

    assert answer.status_code == 409
    assert [cell.text for cell in page.select("tbody tr > *")] == [
        "Titel",
        "Verlies in de tweede tab",
        "Rouw in de eerste tab",
    ]
    assert again.status_code == 302
    assert session.scalars(select(Activity.title)).one() == "Verlies in de tweede tab"


def test_after_a_change_undoing_is_not_offered_for_it_would_take_back_everything(host: Host, session: Session) -> None:
    make_person(session, "Els")
    path = log(host)
    els = host.client("els")
    send(els, open_form(els, f"{path}/wijzigen"), f"{path}/wijzigen", title="Rouw")

    page = soup(els.get(PREFIX + path))

    assert page.find("button", string="Ongedaan maken") is None
    assert page.find("summary", string="Activiteit intrekken")


def test_undo_takes_the_activity_back(host: Host, session: Session) -> None:
    make_person(session, "Els")
    path = log(host)
    els = host.client("els")

    [seen] = soup(els.get(PREFIX + path)).select("form:has(> button:-soup-contains('Ongedaan maken')) [name=version]")
    version = str(seen["value"])

    seen_before = els.post(f"{PREFIX}{path}/intrekken", data={"csrf_token": token(els), "version": "0"})
    told = soup(els.get(seen_before.headers["Location"])).text
    answer = els.post(f"{PREFIX}{path}/intrekken", data={"csrf_token": token(els), "version": version})

    assert "Er is niets ingetrokken" in told
    assert answer.status_code == 302
    assert els.get(PREFIX + path).status_code == 404
    assert session.scalars(select(Activity.withdrawn_at)).one() is not None


def test_a_photo_goes_along_in_the_same_step(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")

    send(els, open_form(els), evidence=(photo(), "presentielijst.png"))

    assert session.scalars(select(Evidence.name)).one() == "presentielijst.png"


def test_a_chosen_file_survives_an_error_in_another_field(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")

    wrong = send(els, open_form(els), duration="lang", evidence=(photo(), "presentielijst.png"))
    told = soup(wrong).select_one("#rg-more")
    right = send(els, form_values(soup(wrong)), duration="2")

    assert "Gekozen: presentielijst.png" in " ".join(told.text.split())  # type: ignore[union-attr]
    assert right.status_code == 302
    assert session.scalars(select(Evidence.name)).one() == "presentielijst.png"


def test_the_ticket_of_a_file_is_of_no_use_to_another(host: Host, session: Session) -> None:
    make_person(session, "Els")
    make_person(session, "Mo")
    els, mo = host.client("els"), host.client("mo")
    ticket = form_values(soup(send(els, open_form(els), duration="lang", evidence=(photo(), "a.png"))))[
        "evidence_ticket"
    ]

    answer = send(mo, open_form(mo), evidence_ticket=ticket)

    assert answer.status_code == 422
    assert "Kies het opnieuw" in answer.text


def test_a_refused_file_stops_the_saving_and_says_why(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")

    answer = send(els, open_form(els), evidence=(io.BytesIO(b"<svg/>"), "a.svg"))

    assert answer.status_code == 422
    assert "svg-tekening" in answer.text
    assert session.scalar(select(func.count(Activity.id))) == 0


def test_foreign_fields_change_nothing_when_changing(host: Host, session: Session) -> None:
    make_person(session, "Els")
    jan = make_person(session, "Jan")
    path = log(host)
    els = host.client("els")
    foreign = {
        "id": "99", "organisation_id": "2", "created_by_id": str(jan.id), "created_at": "2020-01-01",
        "content_version": "9", "withdrawn_at": "2020-01-01", "origin": "import", "import_key": "x", "points": "999",
        "granted_points": "999", "state": "toegekend", "confirmed_at": "2020-01-01", "confirmed_by_id": str(jan.id),
        "confirmed_version": "1", "confirmation_method": "x", "disputed_at": "2020-01-01", "dispute_reason": "x",
        "gross_minutes": "1", "person_id": str(jan.id), "session_id": "9", "track": "x", "rule_digest": "x",
        "net_minutes": "1", "filed_on": "2020-01-01", "group_id": "1",
    }  # fmt: skip
    before = session.execute(select(*Activity.__table__.columns)).one()
    session.commit()

    send(els, open_form(els, f"{path}/wijzigen"), f"{path}/wijzigen", **(foreign | {"group_id": ""}))

    after = session.execute(select(*Activity.__table__.columns)).one()
    assert [name for name, value in before._mapping.items() if after._mapping[name] != value] == []
    assert session.scalars(select(LearningSession.gross_minutes)).one() == 120


def test_a_reflection_is_saved_from_the_page_and_shown_to_its_owner(host: Host, session: Session) -> None:
    make_person(session, "Els")
    path = log(host)
    els = host.client("els")
    values = open_form(els, f"{path}/reflectie", "#rg-reflect")

    send(els, values, f"{path}/reflectie", **{"vrij-tekst": "Vaker doorvragen."})

    card = soup(els.get(PREFIX + path)).select_one("section[aria-labelledby=rg-reflection]")
    assert "Vaker doorvragen." in card.text  # type: ignore[union-attr]


def test_the_number_of_queries_does_not_grow_with_the_group(host: Host, session: Session) -> None:
    from sqlalchemy import event

    from register.learning.log_activity import log_activity
    from tests.learning.making import make_entry
    from tests.makers import NOON, TODAY, make_viewer

    els = make_person(session, "Els")
    others = [make_person(session, f"P{number}") for number in range(12)]
    small = log_activity(make_viewer(session, els), make_entry(els), at=NOON, today=TODAY).activity_id
    large = log_activity(make_viewer(session, els), make_entry(els, *others), at=NOON, today=TODAY).activity_id
    client = host.client("els")
    client.get(f"{PREFIX}/activiteiten/{small}")
    counted: list[str] = []
    event.listen(host.database.engine, "before_cursor_execute", lambda *given: counted.append(given[2]))

    client.get(f"{PREFIX}/activiteiten/{small}")
    for_one = len(counted)
    client.get(f"{PREFIX}/activiteiten/{large}")

    assert len(counted) == 2 * for_one
