"""Costs and hours: who pays is kept per person, compulsory training is never paid from the loopbaanbudget."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from register.access import Viewer
from register.costs.models import Cost
from register.costs.record import CostEntry, cost_list, cost_page, set_costs
from register.errors import Conflict, Invalid, NotFound
from register.learning.entry import ActivityEntry, Participant, SessionEntry
from register.learning.log_activity import log_activity
from register.learning.models import Activity, Attendance
from register.overview.costs import CostsOverview, costs_overview
from register.privacy.models import Look
from tests.host import Host
from tests.makers import (
    NOON,
    TODAY,
    make_logged,
    make_organisation,
    make_person,
    make_team,
    make_training,
    make_viewer,
)
from tests.pages.reading import PREFIX, open_form, send, soup


@pytest.fixture
def hanna(session: Session) -> Viewer:
    """HR."""
    return make_viewer(session, make_person(session, "Hanna", roles=("hr",)))


@pytest.fixture
def training(session: Session) -> int:
    """Three days of six hours of Els and Jan, which the employer pays."""
    els, jan = make_person(session, "Els", team=make_team(session, "Oost")), make_person(session, "Jan")
    activity_id = make_training(session, els, jan)
    session.get_one(Activity, activity_id).cost_bearer = "werkgever"
    session.commit()
    return activity_id


def person_ids(session: Session, viewer: Viewer, activity_id: int) -> dict[str, int]:
    return {part.name.split()[0]: part.person_id for part in cost_page(session, viewer, activity_id).parts}


def keep(session: Session, viewer: Viewer, activity_id: int, *names: str, seen: int = 0, **entry: Any) -> int:
    ids = [person_ids(session, viewer, activity_id)[name] for name in names]
    return set_costs(viewer, activity_id, ids, CostEntry(**entry), seen=dict.fromkeys(ids, seen), at=NOON)


def overview(session: Session, viewer: Viewer, by: str = "soort") -> CostsOverview:
    return costs_overview(session, viewer, year=2026, by=by, on=TODAY)


def test_compulsory_training_is_not_paid_from_the_loopbaanbudget(
    session: Session, hanna: Viewer, training: int
) -> None:
    with pytest.raises(Invalid, match=r"artikel 3\.4") as refused:
        keep(session, hanna, training, "Els", bearer="loopbaanbudget", mandatory=True)

    assert refused.value.field == "bearer"
    assert session.scalars(select(Cost)).all() == []


def test_the_database_refuses_it_too(session: Session, hanna: Viewer, training: int) -> None:
    cost = Cost(
        activity_id=training, person_id=hanna.person_id, mandatory=True, bearer="loopbaanbudget",
        set_by_id=hanna.person_id, set_at=NOON,
    )  # fmt: skip
    session.add(cost)

    with pytest.raises(IntegrityError, match="mandatory_not_from_loopbaanbudget"):
        session.flush()


def test_what_hr_says_of_one_goes_before_what_the_activity_says(session: Session, hanna: Viewer, training: int) -> None:
    keep(session, hanna, training, "Jan", bearer="loopbaanbudget", amount=Decimal(200), in_work_time=False)

    shown = [(part.name, part.bearer, part.amount) for part in cost_page(session, hanna, training).parts]
    assert shown == [("Els Vries", "werkgever", None), ("Jan Vries", "loopbaanbudget", Decimal(200))]


def test_hours_and_euro_are_split_by_who_pays_and_by_compulsory(session: Session, hanna: Viewer, training: int) -> None:
    keep(session, hanna, training, "Els", bearer="werkgever", mandatory=True, amount=Decimal(600), in_work_time=True)
    keep(session, hanna, training, "Jan", bearer="loopbaanbudget", amount=Decimal("200.50"))

    page = overview(session, hanna)

    assert [row.name for row in page.rows] == ["Training of cursus"]
    assert (page.whole.mandatory, page.whole.voluntary, page.whole.work_time) == (18 * 60, 18 * 60, 18 * 60)
    assert page.whole.unsaid_time == 18 * 60
    assert [(one.name, one.minutes, one.euro) for one in page.whole.paid_by] == [
        ("Werkgever", 18 * 60, Decimal(600)), ("Loopbaanbudget", 18 * 60, Decimal("200.5")),
        ("Medewerker zelf", 0, Decimal(0)), ("Niet gezegd", 0, Decimal(0)),
    ]  # fmt: skip
    assert (page.whole.all_euro, page.unknown) == (Decimal("800.5"), 0)
    assert [(row.name, row.all_euro) for row in overview(session, hanna, "team").rows] == [
        ("Oost", Decimal(600)), ("Zonder team", Decimal("200.5"))
    ]  # fmt: skip


def test_an_unknown_amount_is_counted_and_never_zero(session: Session, hanna: Viewer, training: int) -> None:
    keep(session, hanna, training, "Els", bearer="werkgever", amount=Decimal(0))

    page = overview(session, hanna)

    assert (page.whole.all_euro, page.unknown) == (Decimal(0), 1)


def test_what_somebody_does_and_pays_alone_is_not_for_hr(session: Session, hanna: Viewer) -> None:
    els = make_person(session, "Els")
    own = make_logged(session, els, "training", cost_bearer="zelf", title="Kanarie")
    informal = make_logged(session, els, "intervisie", cost_bearer="werkgever")

    assert cost_list(session, hanna, year=2026).lines == ()
    assert overview(session, hanna).rows == ()
    for hidden in (own, informal):
        with pytest.raises(NotFound):
            cost_page(session, hanna, hidden)


def test_only_hr_of_the_own_organisation_keeps_costs(session: Session, hanna: Viewer, training: int) -> None:
    far = make_organisation(session, "Ver")
    zed = make_viewer(session, make_person(session, "Zed", organisation=far, roles=("hr",)))
    boss = make_viewer(session, make_person(session, "Mo", manages=make_team(session, "West")))

    for viewer in (zed, boss):
        with pytest.raises(NotFound):
            set_costs(viewer, training, [hanna.person_id], CostEntry(), seen={}, at=NOON)
    with pytest.raises(NotFound):
        overview(session, boss)
    assert overview(session, zed).rows == ()


def test_who_is_on_the_page_reads_that_hr_looked(host: Host, session: Session, hanna: Viewer, training: int) -> None:
    host.client("hanna").get(f"{PREFIX}/kosten/activiteiten/{training}")

    looks = session.scalars(select(Look)).all()

    assert {one.person_id for one in looks} == set(person_ids(session, hanna, training).values())
    assert {(one.what, one.audience, one.viewer_id) for one in looks} == {("kosten", "hr", hanna.person_id)}


def test_who_was_not_there_has_no_costs(session: Session, hanna: Viewer, training: int) -> None:
    jan = person_ids(session, hanna, training)["Jan"]
    session.query(Attendance).filter_by(person_id=jan).update({"state": "afwezig"})
    session.commit()

    for people in ([], [hanna.person_id], [jan]):
        with pytest.raises(Invalid, match="die erbij waren"):
            set_costs(hanna, training, people, CostEntry(), seen={}, at=NOON)


def test_a_second_tab_does_not_undo_the_first(session: Session, hanna: Viewer, training: int) -> None:
    keep(session, hanna, training, "Els", bearer="werkgever", amount=Decimal(100))

    with pytest.raises(Conflict, match="intussen gewijzigd"):
        keep(session, hanna, training, "Els", bearer="zelf")


def test_the_list_puts_first_where_an_amount_is_missing(session: Session, hanna: Viewer, training: int) -> None:
    els = make_person(session, "Bo")
    make_logged(session, els, "training", cost_bearer="werkgever", held_on=date(2026, 1, 5), title="Oudere")
    keep(session, hanna, training, "Els", "Jan", bearer="werkgever", amount=Decimal(100))

    lines = cost_list(session, hanna, year=2026).lines

    assert [(line.title, line.known, line.people) for line in lines] == [
        ("Oudere", 0, 1), ("Meldcode in de praktijk", 2, 2)
    ]  # fmt: skip
    assert cost_list(session, hanna, year=2025).found == 0


def test_an_activity_across_the_new_year_is_in_one_year_on_the_list_and_in_the_overview(
    session: Session, hanna: Viewer
) -> None:
    aad, bo = make_person(session, "Aad"), make_person(session, "Bo")
    days = (
        SessionEntry(held_on=date(2025, 12, 10), gross_minutes=360, participants=(Participant(person_id=aad.id),)),
        SessionEntry(
            held_on=date(2026, 1, 10),
            gross_minutes=360,
            participants=(Participant(person_id=aad.id), Participant(person_id=bo.id)),
        ),
    )
    entry = ActivityEntry(kind="training", sessions=days, title="Twee jaren", cost_bearer="werkgever")
    both = log_activity(make_viewer(session, aad), entry, at=NOON, today=TODAY).activity_id
    keep(session, hanna, both, "Aad", "Bo", bearer="werkgever", amount=Decimal(100))

    listed = [cost_list(session, hanna, year=year).found for year in (2025, 2026)]
    pages = [costs_overview(session, hanna, year=year, by="team", on=TODAY) for year in (2025, 2026)]

    assert listed == [1, 0]
    assert [(page.whole.all_minutes, page.whole.all_euro) for page in pages] == [
        (18 * 60, Decimal(200)), (0, Decimal(0))
    ]  # fmt: skip


def test_hr_fills_costs_in_and_takes_the_overview_along(
    host: Host, session: Session, hanna: Viewer, training: int
) -> None:
    client, path = host.client("hanna"), f"/kosten/activiteiten/{training}"
    values = open_form(client, path, "form[novalidate]")

    refused = send(client, values, path, bearer="loopbaanbudget", mandatory="y", amount="250")
    saved = send(client, values, path, amount="250,50")
    page = soup(client.get(f"{PREFIX}/kosten?jaar=2026&per=team"))
    file = client.get(f"{PREFIX}/kosten?jaar=2026&als=csv").text

    assert refused.status_code == 422
    assert "artikel 3.4" in refused.text
    assert saved.status_code == 303
    assert "Oost" in page.select("tbody tr")[0].text
    assert "Training of cursus;36;0;36;0;36;36;0;0;0;501;501;0;0;0" in file
