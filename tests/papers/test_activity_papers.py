"""The papers of an activity: attendance list (D2), blank list, certificate (D3), statement; who may have which."""

import json
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.current import state
from register.errors import NotFound
from register.evidence.papers.attendance import BlankList
from register.evidence.papers.certificate import NotYet
from register.evidence.papers.make import (
    ListAsked,
    make_attendance_list,
    make_blank_list,
    make_blank_list_of,
    make_certificate,
    make_declaration,
)
from register.learning.confirm import dispute
from register.learning.models import Activity, ActivityCompetence, PersonalPart
from register.learning.outsiders.adding import OutsiderEntry, add_outsider
from register.once import as_form_key
from register.people.models import Person, Registration
from register.privacy.layers import Audience, Layer, open_layer
from tests.conftest import NOW
from tests.evidence import samples
from tests.makers import (
    make_crowd,
    make_logged,
    make_organisation,
    make_person,
    make_registration,
    make_team,
    make_viewer,
)
from tests.pack.making import hand_in
from tests.papers.checking import faults, pages_of, text_left_of, text_of
from tests.papers.conftest import part_of

AS_ASKED = ListAsked()
KEY = as_form_key("")
FACTS_OF_LIST = (
    "Presentielijst", "Intervisie Oost", "Bijeenkomst op 5 maart 2026", "5 maart 2026, 09:30 tot 11:30",
    "1 uur en 45 minuten (zonder pauze 15 minuten)", "fysiek, De Brug", "Mieke de Boer",
    "Vastgelegd door Els van den Berg",
    "Versie van de inhoud 1", "Els van den Berg", "Jeugd- en gezinsprofessionals (SKJ), nummer 160012345",
    "Jan Łukaszewski", "Kim van der Oldenbarnevelt van Schimmelpenninck-Oyen", "Aanwezig Deelnemer",
    "22 november 2026, 10:00 legde de activiteit zelf vast", "22 november 2026, 10:00 link in een mail",
    "nog niet bevestigd",
    "3 aanwezig, van wie 2 bevestigd.", "Handtekening", "Documentcode PL-", "Pagina 1 van 1", "Welzijn Noord",
)  # fmt: skip
FACTS_OF_CERTIFICATE = (
    "Certificaat van deelname", "Welzijn Noord verklaart dat", "Els van den Berg", "nummer 160012345",
    "Intervisie Oost", "5 maart 2026", "09:30 tot 11:30", "1 uur en 45 minuten", "Mieke de Boer", "Deelnemer",
    "22 november 2026, 10:00", "Documentcode CE-",
)  # fmt: skip
FACTS_OF_STATEMENT = (
    "Invulverklaring intervisie", "Els van den Berg", "nummer 160012345", "Grenzen stellen", "Doorvragen",
    "09:30 tot 11:30; geen leertijd: pauze 15 minuten", "iemand van buiten de groep", "Jan Łukaszewski",
    "2 geclaimd (klaar)",
    "Ik heb dit naar waarheid ingevuld.", "Handtekening van de begeleider, Mieke de Boer",
)  # fmt: skip


def absent(facts: tuple[str, ...], content: bytes) -> list[str]:
    text = text_of(content)
    return [fact for fact in facts if fact not in text]


def test_the_attendance_list_says_every_fact(session: Session, activity: Activity, els: Person) -> None:
    paper = make_attendance_list(make_viewer(session, els), activity.id, AS_ASKED, at=NOW)

    assert absent(FACTS_OF_LIST, paper.content) == []
    assert paper.name == f"presentielijst-2026-03-05-{activity.id}.pdf"
    assert faults(paper.content) == []


def test_a_name_without_a_space_stays_in_its_column_and_is_whole_when_copied(session: Session, els: Person) -> None:
    name = "Wolfeschlegelsteinhausenbergerdorff"
    long = make_person(session, "Jo", name)
    activity_id = make_logged(session, els, others=(long,))

    paper = make_attendance_list(make_viewer(session, els), activity_id, ListAsked(), at=NOW)

    assert name in text_left_of(paper.content, "Aanwezigheid")
    assert name in text_of(paper.content).replace(" ", "")


def test_the_signature_column_can_be_switched_off(session: Session, activity: Activity, els: Person) -> None:
    asked = ListAsked(signatures=False)

    paper = make_attendance_list(make_viewer(session, els), activity.id, asked, at=NOW)

    assert "Handtekening" not in text_of(paper.content)
    assert faults(paper.content) == []


def test_the_same_list_twice_is_the_same_file(session: Session, activity: Activity, els: Person) -> None:
    viewer = make_viewer(session, els)

    first, second = (make_attendance_list(viewer, activity.id, AS_ASKED, at=NOW) for _ in range(2))

    assert first == second


def test_who_disputed_stands_on_the_list_and_is_not_counted(
    session: Session, activity: Activity, els: Person, jan: Person
) -> None:
    dispute(make_viewer(session, jan), part_of(activity, jan).id, reason="Ik was ziek.", at=NOW)
    session.expire_all()

    text = text_of(make_attendance_list(make_viewer(session, els), activity.id, AS_ASKED, at=NOW).content)

    assert "gaf aan: klopt niet" in text
    assert "2 aanwezig, van wie 1 bevestigd." in text
    assert "ziek" not in text


def test_many_people_go_over_pages_with_a_head_on_each(session: Session, els: Person) -> None:
    others = tuple(make_crowd(session, [f"Persoon{n}" for n in range(60)], "Achternaam"))
    many = make_logged(session, els, others=others)

    paper = make_attendance_list(make_viewer(session, els), many, AS_ASKED, at=NOW)

    pages = pages_of(paper.content)
    text = text_of(paper.content)
    assert pages > 2
    assert text.count("Naam en registratie") >= pages - 1
    assert [n for n in range(60) if f"Persoon{n} Achternaam" not in text] == []
    assert faults(paper.content) == []


def test_the_organiser_who_was_there_and_hr_may_have_the_list(
    session: Session, activity: Activity, els: Person, jan: Person
) -> None:
    hr = make_person(session, "Hr", roles=("hr",))

    made = [make_attendance_list(make_viewer(session, one), activity.id, AS_ASKED, at=NOW) for one in (els, jan, hr)]

    assert len({paper.code for paper in made}) == 1


def test_nobody_else_may_have_any_paper_of_it(session: Session, activity: Activity, els: Person, jan: Person) -> None:
    team = make_team(session)
    manager = make_person(session, "Ron", manages=team)
    elsewhere = make_person(session, "Zed", organisation=make_organisation(session, "Zuid"), roles=("hr",))
    for one in (manager, elsewhere):
        viewer = make_viewer(session, one)
        with pytest.raises(NotFound):
            make_attendance_list(viewer, activity.id, AS_ASKED, at=NOW)
        with pytest.raises(NotFound):
            make_blank_list_of(viewer, activity.id, rows=5, at=NOW)
        with pytest.raises(NotFound):
            make_certificate(viewer, activity.id, els.id, at=NOW)
    with pytest.raises(NotFound):
        make_certificate(make_viewer(session, jan), activity.id, els.id, at=NOW)
    with pytest.raises(NotFound):
        make_declaration(make_viewer(session, jan), activity.id, els.id, at=NOW)


def test_who_said_it_is_not_right_no_longer_has_the_list(session: Session, activity: Activity, jan: Person) -> None:
    dispute(make_viewer(session, jan), part_of(activity, jan).id, reason="", at=NOW)

    with pytest.raises(NotFound):
        make_attendance_list(make_viewer(session, jan), activity.id, AS_ASKED, at=NOW)


def test_a_meeting_that_is_not_there_is_not_found(session: Session, activity: Activity, els: Person) -> None:
    with pytest.raises(NotFound):
        make_attendance_list(make_viewer(session, els), activity.id, ListAsked(meeting=2), at=NOW)


def test_making_a_paper_leaves_a_line_without_a_name(session: Session, activity: Activity, els: Person) -> None:
    paper = make_attendance_list(make_viewer(session, els), activity.id, AS_ASKED, at=NOW)

    line = session.scalars(select(AuditEntry).where(AuditEntry.act == "stuk.gemaakt")).one()
    assert (line.actor_id, line.object_kind, line.object_id) == (els.id, "activity", activity.id)
    assert json.loads(line.details) == {"stuk": "attendance", "code": paper.code, "bytes": len(paper.content)}


def test_a_blank_list_has_the_activity_filled_in_and_its_rows_empty(
    session: Session, activity: Activity, els: Person
) -> None:
    paper = make_blank_list_of(make_viewer(session, els), activity.id, rows=15, at=NOW)

    text = text_of(paper.content)
    assert "Intervisie Oost" in text
    assert "09:30 tot 11:30" in text
    assert " 15 Naam en handtekening van wie de bijeenkomst organiseerde" in text
    assert "Jan" not in text
    assert faults(paper.content) == []


def test_a_blank_list_for_a_day_to_come_can_have_names(session: Session, els: Person) -> None:
    what = BlankList(title="Teamdag", names=("Els van den Berg", "Jan Łukaszewski"), rows=1)

    text = text_of(make_blank_list(make_viewer(session, els), what, at=NOW).content)

    assert "1 Els van den Berg 2 Jan Łukaszewski" in text


def test_the_certificate_says_every_fact(session: Session, activity: Activity, els: Person) -> None:
    paper = make_certificate(make_viewer(session, els), activity.id, els.id, at=NOW)

    assert absent(FACTS_OF_CERTIFICATE, paper.content) == []
    assert faults(paper.content) == []


def test_without_confirmation_there_is_no_certificate_and_it_says_who_mends_that(
    session: Session, activity: Activity, kim: Person
) -> None:
    with pytest.raises(NotYet) as lacking:
        make_certificate(make_viewer(session, kim), activity.id, kim.id, at=NOW)

    assert [(one.what, one.who) for one in lacking.value.missing] == [
        (
            "De aanwezigheid op 5 maart 2026 is nog niet bevestigd.",
            f"Dat kan alleen {kim.display_name} zelf, met de kaart op de beginpagina.",
        )
    ]


def test_who_was_not_there_gets_no_certificate(session: Session, activity: Activity, els: Person, kim: Person) -> None:
    part_of(activity, kim).state = "afwezig"
    session.commit()

    with pytest.raises(NotYet, match="Els van den Berg heeft de lijst gemaakt"):
        make_certificate(make_viewer(session, kim), activity.id, kim.id, at=NOW)


def test_a_confirmation_of_an_earlier_version_is_not_enough(session: Session, activity: Activity, els: Person) -> None:
    activity.content_version = 2
    session.commit()

    with pytest.raises(NotYet, match="nog niet bevestigd"):
        make_certificate(make_viewer(session, els), activity.id, els.id, at=NOW)


def test_the_statement_says_every_fact_and_never_the_reflection(
    session: Session, activity: Activity, els: Person
) -> None:
    paper = make_declaration(make_viewer(session, els), activity.id, els.id, at=NOW)

    assert absent(FACTS_OF_STATEMENT, paper.content) == []
    assert "dimensies" not in text_of(paper.content)
    assert faults(paper.content) == []


def test_a_register_that_asks_more_has_a_layout_of_its_own(
    session: Session, activity: Activity, els: Person, registration: Registration
) -> None:
    viewer = make_viewer(session, els)

    paper = make_declaration(viewer, activity.id, els.id, registration_id=registration.id, at=NOW)

    assert absent((*FACTS_OF_STATEMENT, "Technisch-instrumenteel", "Normatief", "Persoonlijk"), paper.content) == []
    assert faults(paper.content) == []


def test_somebody_elses_registration_is_no_layout_for_mine(
    session: Session, activity: Activity, els: Person, jan: Person
) -> None:
    other = make_registration(session, jan, cycle_starts_on=date(2024, 1, 1))

    with pytest.raises(NotFound):
        make_declaration(make_viewer(session, els), activity.id, els.id, registration_id=other.id, at=NOW)


def test_the_own_part_is_in_the_statement_of_its_writer_and_of_hr_only_when_opened(
    session: Session, activity: Activity, els: Person
) -> None:
    hr = make_viewer(session, make_person(session, "Hanneke", roles=("hr",)))
    session.add(PersonalPart(attendance_id=part_of(activity, els).id, text="Ik vroeg te snel door.", updated_at=NOW))
    session.commit()

    own = text_of(make_declaration(make_viewer(session, els), activity.id, els.id, at=NOW).content)
    closed = text_of(make_declaration(hr, activity.id, els.id, at=NOW).content)
    open_layer(make_viewer(session, els), Audience.HR, Layer.EVIDENCE, at=NOW)
    opened = text_of(make_declaration(hr, activity.id, els.id, at=NOW).content)

    assert ["te snel door" in one for one in (own, closed, opened)] == [True, False, True]


def test_what_was_written_together_and_the_names_of_files_go_to_hr_only_when_opened(
    session: Session, activity: Activity, els: Person, jan: Person
) -> None:
    hr = make_viewer(session, make_person(session, "Hanneke", roles=("hr",)))
    activity.report = "Wij spraken over grenzen."
    session.commit()
    hand_in(session, jan, activity.id, "briefje-van-jan.pdf", samples.pdf(), state().settings)

    own = text_of(make_declaration(make_viewer(session, els), activity.id, els.id, at=NOW).content)
    closed = text_of(make_declaration(hr, activity.id, els.id, at=NOW).content)
    open_layer(make_viewer(session, els), Audience.HR, Layer.EVIDENCE, at=NOW)
    opened = text_of(make_declaration(hr, activity.id, els.id, at=NOW).content)

    papers = (own, closed, opened)
    assert ["spraken over grenzen" in one for one in papers] == [True, False, True]
    assert ["briefje-van-jan" in one for one in papers] == [True, False, False]


def test_the_statement_names_who_came_of_elsewhere_and_the_competences(
    session: Session, activity: Activity, els: Person
) -> None:
    viewer = make_viewer(session, els)
    add_outsider(viewer, activity.id, OutsiderEntry(name="Sacha van Buiten", employer="GGD"), form_key=KEY, at=NOW)
    session.add(ActivityCompetence(activity_id=activity.id, place=1, framework="bakens", code="direct_erop_af"))
    session.commit()

    paper = make_declaration(viewer, activity.id, els.id, at=NOW)

    wanted = ("Sacha van Buiten Extern, GGD: aanwezig, deelnemer.", "Competenties Direct erop af")
    assert absent(wanted, paper.content) == []
    assert faults(paper.content) == []


def test_presence_read_in_from_a_workbook_is_nowhere_said_to_be_confirmed_by_the_person(
    session: Session, els: Person, activity: Activity
) -> None:
    part_of(activity, els).confirmation_method, activity.origin = "import", "import"
    session.commit()
    viewer = make_viewer(session, els)

    certificate = text_of(make_certificate(viewer, activity.id, els.id, at=NOW).content)
    signed = text_of(make_attendance_list(viewer, activity.id, AS_ASKED, at=NOW).content)

    assert all("heeft haar hier niet zelf bevestigd" in paper for paper in (certificate, signed))
    assert "De deelnemer heeft de aanwezigheid zelf bevestigd" not in certificate
    assert "deed dat zelf" not in signed


@pytest.mark.parametrize(("given", "form"), [
    (("intervisie", "ingevoerd"), "fysiek, De Brug"),
    (("webinar", "ingevoerd"), "online, De Brug"),
    (("intervisie", "import"), "De Brug"),
])  # fmt: skip
def test_a_paper_says_a_form_that_somebody_gave_or_that_the_kind_has_by_nature(
    session: Session, els: Person, activity: Activity, given: tuple[str, str], form: str
) -> None:
    activity.kind, activity.origin = given
    session.commit()

    paper = make_certificate(make_viewer(session, els), activity.id, els.id, at=NOW)

    assert f"Vorm en plaats {form}" in text_of(paper.content)
