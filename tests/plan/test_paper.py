"""The development plan as a PDF: what its page says, archival, read aloud, and for its owner alone."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from register.culture.plan.linking import link_activity
from register.culture.plan.paper import make_plan_paper
from register.errors import NotFound
from tests.host import Host
from tests.makers import NOON, TODAY, make_logged, make_person, make_registration, make_viewer
from tests.pages.reading import PREFIX, soup
from tests.papers.checking import faults, text_of
from tests.plan.making import make_goal, make_plan


def test_the_paper_says_what_the_page_says_and_can_be_read_aloud(session: Session) -> None:
    els = make_person(session, "Els")
    make_registration(session, els, "rp-sw")
    plan = make_plan(session, els)
    goal = make_goal(
        session,
        els,
        plan,
        approach="Meelopen.\nDan zelf doen.",
        competence="bakens:integraal",
        due_on=date(2026, 12, 1),
    )
    activity = make_logged(session, els, title="Training grenzen")
    link_activity(make_viewer(session, els), goal, activity)

    paper = make_plan_paper(make_viewer(session, els), plan, at=NOON, today=TODAY)

    said = text_of(paper.content)
    assert faults(paper.content) == []
    assert "1 januari 2026 tot en met 31 december 2026" in said
    assert "Grenzen stellen" in said
    assert "Meelopen. Dan zelf doen." in said
    assert "1 december 2026" in said
    assert "Training grenzen" in said
    assert "nog niet vastgelegd" in said


def test_an_empty_plan_is_a_paper_too(session: Session) -> None:
    els = make_person(session, "Els")

    paper = make_plan_paper(make_viewer(session, els), make_plan(session, els), at=NOON, today=TODAY)

    assert "Er staan nog geen leerdoelen in." in text_of(paper.content)
    assert faults(paper.content) == []


def test_a_plan_is_made_for_its_owner_alone(session: Session) -> None:
    plan = make_plan(session, make_person(session, "Els"))

    with pytest.raises(NotFound):
        make_plan_paper(make_viewer(session, make_person(session, "Jan")), plan, at=NOON, today=TODAY)


def test_the_page_hands_the_paper_out(host: Host, session: Session) -> None:
    plan = make_plan(session, make_person(session, "Els"))
    client = host.client("els")
    link_to = soup(client.get(f"{PREFIX}/dossier/ontwikkelplan/{plan}")).find("a", string="Als PDF")

    answer = client.get(str(link_to["href"]))  # type: ignore[index]

    assert answer.mimetype == "application/pdf"
    assert "ontwikkelplan-2026-01-01.pdf" in answer.headers["Content-Disposition"]
