"""The papers of a registration: the employer's statement (E3) and the dossier (D6); who may have which."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from register.current import state
from register.errors import Conflict, NotFound
from register.evidence.files import store_evidence
from register.evidence.models import EvidenceFile
from register.evidence.papers.dossier import Period
from register.evidence.papers.employer import hours_in, total_in_words
from register.evidence.papers.make import make_dossier, make_employer_statement
from register.learning.models import Activity
from register.once import as_form_key
from register.people.models import Employment, Person, Registration
from register.privacy.layers import Audience, Layer, open_layer
from register.rules.facts import Cycle
from tests.conftest import NOW
from tests.evidence import samples
from tests.makers import make_logged, make_organisation, make_person, make_registration, make_team, make_viewer
from tests.pack.making import hand_in
from tests.papers.checking import faults, pages_of, text_of
from tests.papers.conftest import add_employment

PERIOD = Cycle(starts_on=date(2024, 1, 1), ends_on=date(2028, 12, 31))
FACTS_OF_DOSSIER = (
    "Dossier", "Els van den Berg", "Jeugd- en gezinsprofessionals (SKJ)", "160012345",
    "1 januari 2024 tot en met 31 december 2028", "Stand op 22 november 2026", "1 activiteit.",
    "Waar deze registratie staat",
    "Reflectie 2 2 0 nog 58 van 60", "Voorwaarden naast punten", "Altijd een geldige VOG nog niet vastgelegd",
    "5 maart 2026 Intervisie Oost", "09:30 tot 11:30",
    "Bevestiging: 22 november 2026, 10:00 (legde de activiteit zelf vast).",
    "2 uur = 2 punten", "Klaar", "lijst.png", "Wat dit dossier wel en niet bewijst", "Documentcode DO-",
)  # fmt: skip


@pytest.fixture
def evidence_digest(session: Session, activity: Activity, els: Person) -> str:
    picture = BytesIO()
    Image.new("RGB", (4, 4), "white").save(picture, "PNG")
    picture.seek(0)
    store_evidence(
        make_viewer(session, els), activity.id, picture, "lijst.png", form_key=as_form_key(""), at=NOW,
        settings=state().settings,
    )  # fmt: skip
    return session.query(EvidenceFile).one().sha256


def test_the_employers_statement_computes_the_hours_in_the_period(
    session: Session, els: Person, registration: Registration
) -> None:
    add_employment(session, els, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 30), job_title="Begeleider",
                   hours_per_week=Decimal(7))  # fmt: skip

    paper = make_employer_statement(make_viewer(session, els), registration.id, at=NOW)

    text = text_of(paper.content)
    assert "Welzijn Noord verklaart dat Els van den Berg hier werkt of werkte" in text
    assert "Sociaal werker 1 maart 2023 nu in dienst 28 4228" in text
    assert "Begeleider 1 januari 2025 30 december 2025 7 364" in text
    assert "Totaal in de registratieperiode: 4592 uur." in text
    assert "160012345" in text
    assert "Handtekening" in text
    assert faults(paper.content) == []


def test_unknown_hours_stay_unknown(session: Session, els: Person, registration: Registration) -> None:
    add_employment(session, els, starts_on=date(2025, 1, 1), ends_on=None, job_title="", hours_per_week=None)

    text = text_of(make_employer_statement(make_viewer(session, els), registration.id, at=NOW).content)

    assert "Totaal in de registratieperiode: onbekend. Van de rijen die wel bekend zijn: 4228 uur." in text


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "hours"),
    [
        (date(2020, 1, 1), date(2023, 12, 31), Decimal(0)),
        (date(2020, 1, 1), date(2024, 1, 7), Decimal(36)),
        (date(2026, 11, 16), None, Decimal(36)),
        (None, None, None),
    ],
)
def test_only_days_within_the_period_and_up_to_today_count(
    starts_on: date | None, ends_on: date | None, hours: Decimal | None
) -> None:
    employment = Employment(starts_on=starts_on, ends_on=ends_on, hours_per_week=Decimal(36))

    assert hours_in(employment, PERIOD, on=date(2026, 11, 22)) == hours


def test_without_employments_the_total_is_unknown() -> None:
    assert total_in_words([]).startswith("Totaal in de registratieperiode: onbekend.")


def test_the_dossier_says_every_fact_and_the_digest_of_every_file(
    session: Session, els: Person, registration: Registration, evidence_digest: str
) -> None:
    paper = make_dossier(make_viewer(session, els), registration.id, at=NOW)

    text = text_of(paper.content)
    assert [fact for fact in FACTS_OF_DOSSIER if fact not in text] == []
    assert evidence_digest in text.replace(" ", "")
    assert paper.name == "dossier-skj-jgp-2026-11-22.pdf"
    assert faults(paper.content) == []


def test_a_period_leaves_out_other_days_and_keeps_the_standing(
    session: Session, els: Person, registration: Registration, activity: Activity
) -> None:
    period = Period(first=date(2026, 4, 1), last=date.max)

    text = text_of(make_dossier(make_viewer(session, els), registration.id, period=period, at=NOW).content)

    assert "Intervisie Oost" not in text
    assert "van 1 april 2026" in text
    assert "Reflectie 2 2 0" in text


def test_another_registrations_activities_are_not_in_it(session: Session, els: Person, activity: Activity) -> None:
    empty = make_registration(session, els, "rp-sw", number="RSW-1", cycle_starts_on=date(2026, 6, 1),
                              cycle_ends_on=date(2031, 5, 31))  # fmt: skip

    text = text_of(make_dossier(make_viewer(session, els), empty.id, at=NOW).content)

    assert "Intervisie Oost" not in text
    assert "norm is niet vastgesteld" in text


def test_a_dossier_of_many_pages_repeats_byte_for_byte(
    session: Session, els: Person, registration: Registration
) -> None:
    for number in range(25):
        make_logged(session, els, held_on=date(2025, 1, 1 + number), title=f"Intervisie {number}")
    viewer = make_viewer(session, els)

    first, second = (make_dossier(viewer, registration.id, at=NOW) for _ in range(2))

    assert first.content == second.content
    assert pages_of(first.content) > 3
    assert [n for n in range(25) if f"Intervisie {n} " not in text_of(first.content)] == []
    assert faults(first.content) == []


def test_hr_gets_the_dossier_once_its_owner_opened_the_list(
    session: Session, els: Person, registration: Registration, activity: Activity
) -> None:
    hr = make_person(session, "Hr", roles=("hr",))
    with pytest.raises(Conflict, match="Els van den Berg heeft het dossier niet geopend voor HR"):
        make_dossier(make_viewer(session, hr), registration.id, at=NOW)

    open_layer(make_viewer(session, els), Audience.HR, Layer.LIST, at=NOW)

    assert make_dossier(make_viewer(session, hr), registration.id, at=NOW).content.startswith(b"%PDF-")


def test_a_dossier_lists_no_file_that_its_reader_may_not_open(
    session: Session, els: Person, jan: Person, activity: Activity, evidence_digest: str
) -> None:
    hand_in(session, jan, activity.id, "briefje-van-jan.pdf", samples.pdf(), state().settings)
    hr, owner = make_viewer(session, make_person(session, "Hr", roles=("hr",))), make_viewer(session, els)
    registration = els.registrations[0].id

    open_layer(owner, Audience.HR, Layer.LIST, at=NOW)
    of_list = text_of(make_dossier(hr, registration, at=NOW).content)
    open_layer(owner, Audience.HR, Layer.EVIDENCE, at=NOW)
    of_evidence = text_of(make_dossier(hr, registration, at=NOW).content)

    assert [("lijst.png" in one, "briefje-van-jan" in one) for one in (of_list, of_evidence)] == [
        (False, False),
        (True, False),
    ]
    assert [evidence_digest in one.replace(" ", "") for one in (of_list, of_evidence)] == [False, True]
    assert "De bestanden zijn niet opengezet" in of_list


def test_a_manager_sees_totals_alone_until_the_owner_opens_more(
    session: Session, registration: Registration, activity: Activity
) -> None:
    team = make_team(session)
    owner = make_person(session, "Noor", team=team)
    hers = make_registration(session, owner)
    manager, other = make_person(session, "Ron", manages=team), make_person(session, "Max")
    with pytest.raises(NotFound):
        make_dossier(make_viewer(session, manager), hers.id, at=NOW)

    open_layer(make_viewer(session, owner), Audience.MANAGER, Layer.LIST, at=NOW)

    assert make_dossier(make_viewer(session, manager), hers.id, at=NOW).content.startswith(b"%PDF-")
    with pytest.raises(NotFound):
        make_dossier(make_viewer(session, other), hers.id, at=NOW)


def test_papers_of_another_organisation_are_not_found(session: Session, registration: Registration) -> None:
    zed = make_viewer(
        session, make_person(session, "Zed", organisation=make_organisation(session, "Zuid"), roles=("hr",))
    )

    with pytest.raises(NotFound):
        make_dossier(zed, registration.id, at=NOW)
    with pytest.raises(NotFound):
        make_employer_statement(zed, registration.id, at=NOW)


def test_a_register_of_which_the_rules_are_unknown_gives_a_reason(session: Session, els: Person) -> None:
    unknown = make_registration(session, els, "onbekend-register")

    with pytest.raises(Conflict, match="Van deze registratie is nog geen dossier te maken"):
        make_dossier(make_viewer(session, els), unknown.id, at=NOW)
    assert make_employer_statement(make_viewer(session, els), unknown.id, at=NOW).content.startswith(b"%PDF-")
