"""The inventory of training needs: proposed once, edited by managers for their own team, settled by HR."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from register.access import Viewer
from register.audit import AuditEntry
from register.errors import Conflict, Invalid, NotFound
from register.needs.change_need import NeedEntry, change_need, drop_need, restore_need
from register.needs.freeze import freeze, unfreeze
from register.needs.models import Need
from register.needs.page import inventory_page, need_line
from register.needs.propose import Proposed, propose
from register.needs.wishes import own_wishes, take_back_wish
from register.people.models import Membership, Person, Team
from register.privacy.guarded import ClientData
from tests.makers import (
    LONG_AGO,
    NOON,
    TODAY,
    make_organisation,
    make_person,
    make_registration,
    make_team,
    make_viewer,
)
from tests.needs.making import YEAR, direction, lines, need, wish
from tests.organisation.making import stand, track


@pytest.fixture
def oost(session: Session) -> Team:
    """A team of Els, managed by Mo."""
    return make_team(session, "Oost")


@pytest.fixture
def els(session: Session, oost: Team) -> Person:
    """Somebody in the team."""
    return make_person(session, "Els", team=oost)


@pytest.fixture
def mo(session: Session, oost: Team) -> Viewer:
    """The manager of the team."""
    return make_viewer(session, make_person(session, "Mo", manages=oost))


@pytest.fixture
def hanna(session: Session) -> Viewer:
    """HR."""
    return make_viewer(session, make_person(session, "Hanna", roles=("hr",)))


def change(viewer: Viewer, need_id: int, entry: NeedEntry, *, version: int = 1) -> None:
    change_need(viewer, need_id, entry, version=version, kept_anyway="", at=NOON, today=TODAY)


def test_a_proposal_comes_from_wishes_gaps_and_expiries(session: Session, els: Person, mo: Viewer) -> None:
    jan = make_person(session, "Jan")
    make_registration(session, jan)
    registration = make_registration(session, els)
    tracks = track("reflectie", "1", "59"), track("formeel", "60", "0"), track("vrij", "60", None)
    stand(session, registration, "1", "119", ends_on=date(2027, 6, 30), tracks=tracks)
    wish(session, els)
    wish(session, jan, "Van een ander team")

    added = propose(mo, YEAR, at=NOON, today=TODAY)

    assert added == Proposed(added=3, counted=0, gone=0)
    assert lines(session) == [
        ("wens", "Motiverende gespreksvoering", 1),
        ("tekort", "Jeugd- en gezinsprofessionals (SKJ), Reflectie: punten lopen achter", 1),
        ("verloopt", "Jeugd- en gezinsprofessionals (SKJ): herregistratie in 2027", 1),
    ]


def test_proposing_again_adds_only_what_is_new_and_leaves_what_was_left_out(
    session: Session, els: Person, mo: Viewer
) -> None:
    wish(session, els)
    propose(mo, YEAR, at=NOON, today=TODAY)
    drop_need(mo, session.scalars(select(Need.id)).one(), at=NOON)
    wish(session, els, "Rouw en verlies")

    added = propose(mo, YEAR, at=NOON, today=TODAY)
    page = inventory_page(session, mo, year=YEAR, team_id=None, today=TODAY)

    assert added == Proposed(added=1, counted=0, gone=0)
    assert [one.words for one in page.lines] == ["Rouw en verlies"]
    assert [(one.words, one.by) for one in page.dropped] == [("Motiverende gespreksvoering", "Els Vries")]


def test_a_manager_writes_about_the_own_team_alone(
    session: Session, els: Person, oost: Team, mo: Viewer, hanna: Viewer
) -> None:
    west = make_team(session, "West")
    of_west, of_all = need(session, hanna, team_id=west.id), need(session, hanna)

    for other in (of_west, of_all):
        with pytest.raises(NotFound):
            change(mo, other, NeedEntry(words="Anders", team_id=oost.id))
    with pytest.raises(NotFound):
        need(session, mo, team_id=west.id)
    with pytest.raises(Invalid, match="Kies een van je teams"):
        need(session, mo)
    with pytest.raises(NotFound):
        inventory_page(session, make_viewer(session, els), year=YEAR, team_id=None, today=TODAY)
    assert inventory_page(session, mo, year=YEAR, team_id=None, today=TODAY).lines == ()
    assert len(inventory_page(session, hanna, year=YEAR, team_id=None, today=TODAY).lines) == 2


def test_a_wish_goes_along_with_its_person_to_another_team(session: Session, els: Person, mo: Viewer) -> None:
    west = make_team(session, "West")
    max_ = make_viewer(session, make_person(session, "Max", manages=west))
    wish(session, els, "Rouw en verlies")
    propose(mo, YEAR, at=NOON, today=TODAY)
    need_id = session.scalars(select(Need.id)).one()
    session.execute(update(Membership).where(Membership.person_id == els.id).values(ends_on=TODAY - timedelta(days=1)))
    session.add(Membership(person_id=els.id, team_id=west.id, starts_on=TODAY))
    session.commit()

    pages = [inventory_page(session, one, year=YEAR, team_id=None, today=TODAY) for one in (mo, max_)]

    assert [[(one.words, one.by) for one in page.lines] for page in pages] == [[], [("Rouw en verlies", "Els Vries")]]
    with pytest.raises(NotFound):
        need_line(session, mo, need_id)
    with pytest.raises(NotFound):
        drop_need(mo, need_id, at=NOON)


def test_a_line_gets_its_weight_hours_costs_and_course(session: Session, oost: Team, mo: Viewer, hanna: Viewer) -> None:
    course, first, second = direction(hanna), need(session, mo, team_id=oost.id), need(session, mo, team_id=oost.id)
    weight = {"direction_id": course, "priority": "hoog", "hours": Decimal("7.5"), "costs": Decimal(1200)}

    change(mo, second, NeedEntry(words="Meldcode", team_id=oost.id, people=4, note="In mei", **weight))  # type: ignore[arg-type]
    page = inventory_page(session, mo, year=YEAR, team_id=oost.id, today=TODAY)

    assert [one.id for one in page.lines] == [second, first]
    assert (page.lines[0].direction, page.lines[0].people, page.lines[0].note) == ("Dichter bij de wijk", 4, "In mei")
    assert (page.hours, page.costs, page.unknown_costs) == (Decimal("7.5"), Decimal(1200), 1)


def test_what_was_proposed_keeps_its_words(session: Session, els: Person, mo: Viewer) -> None:
    wish(session, els)
    propose(mo, YEAR, at=NOON, today=TODAY)

    change(mo, session.scalars(select(Need.id)).one(), NeedEntry(words="Iets anders", people=9, hours=Decimal(3)))

    assert lines(session) == [("wens", "Motiverende gespreksvoering", 1)]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (NeedEntry(words=" "), "words"),
        (NeedEntry(words="x" * 301), "words"),
        (NeedEntry(words="Goed", people=0), "people"),
        (NeedEntry(words="Goed", hours=Decimal(-1)), "hours"),
        (NeedEntry(words="Goed", costs=Decimal(1_000_001)), "costs"),
        (NeedEntry(words="Goed", priority="heel hoog"), "priority"),
        (NeedEntry(words="Goed", note="x" * 2001), "note"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    session: Session, hanna: Viewer, entry: NeedEntry, field: str
) -> None:
    line = need(session, hanna)

    with pytest.raises(Invalid) as refused:
        change(hanna, line, entry)

    assert refused.value.field == field


def test_two_who_change_a_line_at_once_do_not_undo_each_other(session: Session, hanna: Viewer) -> None:
    line = need(session, hanna)
    change(hanna, line, NeedEntry(words="Eerst"))

    with pytest.raises(Conflict, match="intussen gewijzigd"):
        change(hanna, line, NeedEntry(words="Later"))


def test_frozen_nobody_changes_anything(session: Session, els: Person, oost: Team, mo: Viewer, hanna: Viewer) -> None:
    mine = wish(session, els)
    propose(mo, YEAR, at=NOON, today=TODAY)
    line = need(session, mo, team_id=oost.id)
    freeze(hanna, YEAR, at=NOON)

    for act in (
        lambda: change(mo, line, NeedEntry(words="Anders", team_id=oost.id)),
        lambda: change(hanna, line, NeedEntry(words="Anders")),
        lambda: need(session, hanna),
        lambda: drop_need(mo, line, at=NOON),
        lambda: restore_need(mo, line, at=NOON),
        lambda: propose(hanna, YEAR, at=NOON, today=TODAY),
        lambda: wish(session, els, "Te laat"),
        lambda: take_back_wish(make_viewer(session, els), mine, at=NOON),
        lambda: freeze(hanna, YEAR, at=NOON),
    ):
        with pytest.raises(Conflict, match="vastgesteld"):
            act()
    assert lines(session) == [("wens", "Motiverende gespreksvoering", 1), ("eigen", "Meldcode", None)]
    assert own_wishes(session, make_viewer(session, els))[0].is_settled


def test_hr_opens_it_again_with_a_reason_in_the_trail(session: Session, mo: Viewer, oost: Team, hanna: Viewer) -> None:
    need(session, mo, team_id=oost.id)
    freeze(hanna, YEAR, at=NOON)

    for wrong, refused in ((mo, NotFound), (make_viewer(session, make_person(session, "Jan")), NotFound)):
        with pytest.raises(refused):
            unfreeze(wrong, YEAR, reason="fout", at=NOON)
    with pytest.raises(Invalid):
        unfreeze(hanna, YEAR, reason="zomaar", at=NOON)
    unfreeze(hanna, YEAR, reason="begroting", at=NOON)

    acts = session.execute(select(AuditEntry.act, AuditEntry.details).order_by(AuditEntry.seq.desc()).limit(2)).all()
    assert [tuple(one) for one in acts] == [
        ("scholing.heropend", '{"reason": "begroting", "year": 2027}'),
        ("scholing.vastgesteld", '{"lines": 1, "year": 2027}'),
    ]
    assert need(session, mo, team_id=oost.id)


def test_an_empty_inventory_is_not_frozen(session: Session, hanna: Viewer) -> None:
    propose(hanna, YEAR, at=NOON, today=TODAY)

    with pytest.raises(Conflict, match="nog geen regel"):
        freeze(hanna, YEAR, at=NOON)


def test_a_wish_is_taken_back_with_its_line_and_only_by_its_owner(session: Session, els: Person, mo: Viewer) -> None:
    mine = wish(session, els)
    propose(mo, YEAR, at=NOON, today=TODAY)

    with pytest.raises(NotFound):
        take_back_wish(mo, mine, at=NOON)
    take_back_wish(make_viewer(session, els), mine, at=NOON)

    assert lines(session) == []


def test_a_line_that_somebody_weighed_stays_without_the_name_and_the_trail_says_so(
    session: Session, els: Person, mo: Viewer
) -> None:
    mine = wish(session, els)
    propose(mo, YEAR, at=NOON, today=TODAY)
    change(mo, session.scalars(select(Need.id)).one(), NeedEntry(hours=Decimal(40), note="Afgesproken"))

    stays = take_back_wish(make_viewer(session, els), mine, at=NOON)

    (line,) = inventory_page(session, mo, year=YEAR, team_id=None, today=TODAY).lines
    assert (stays, line.origin, line.by, line.hours, line.note) == (True, "eigen", "", Decimal(40), "Afgesproken")
    newest = select(AuditEntry.act, AuditEntry.object_id, AuditEntry.details).order_by(AuditEntry.seq.desc())
    assert tuple(session.execute(newest).first() or ()) == (
        "scholingswens.teruggenomen", mine, '{"line": "blijft", "year": 2027}'
    )  # fmt: skip
    assert own_wishes(session, make_viewer(session, els)) == ()


def test_a_wish_of_who_is_in_no_team_is_for_hr(session: Session, mo: Viewer, hanna: Viewer) -> None:
    wish(session, make_person(session, "Lo"), "Rouw")

    assert propose(mo, YEAR, at=NOON, today=TODAY).added == 0
    assert propose(hanna, YEAR, at=NOON, today=TODAY).added == 1
    (line,) = inventory_page(session, hanna, year=YEAR, team_id=None, today=TODAY).lines
    assert (line.team, line.by, line.words) == ("Hele organisatie", "Lo Vries", "Rouw")


def test_a_wish_goes_to_the_first_team_whoever_proposes(session: Session, els: Person, oost: Team, mo: Viewer) -> None:
    west = make_team(session, "West")
    bas = make_viewer(session, make_person(session, "Bas", manages=west))
    session.add(Membership(person_id=els.id, team_id=west.id, starts_on=LONG_AGO))
    session.commit()
    wish(session, els)

    assert [propose(one, YEAR, at=NOON, today=TODAY).added for one in (bas, mo)] == [0, 1]
    assert session.scalars(select(Need.team_id)).one() == oost.id


def test_a_wish_of_who_works_here_no_more_is_not_proposed(session: Session, els: Person, hanna: Viewer) -> None:
    wish(session, els)
    els.deactivated_at = NOON
    session.commit()

    assert propose(hanna, YEAR, at=NOON, today=TODAY).added == 0


def test_a_wish_that_was_never_proposed_is_not_settled_and_freezing_says_so(
    session: Session, els: Person, oost: Team, mo: Viewer, hanna: Viewer
) -> None:
    need(session, mo, team_id=oost.id)
    mine = wish(session, els)

    before = inventory_page(session, hanna, year=YEAR, team_id=None, today=TODAY).wishes_outside
    outside = freeze(hanna, YEAR, at=NOON)
    (own,) = own_wishes(session, make_viewer(session, els))

    assert (before, outside) == (1, 1)
    assert (own.is_settled, own.is_left_out, own.may_take_back) == (False, True, True)
    take_back_wish(make_viewer(session, els), mine, at=NOON)
    assert own_wishes(session, make_viewer(session, els)) == ()


def test_a_wish_that_was_left_out_is_not_settled(session: Session, els: Person, oost: Team, mo: Viewer) -> None:
    wish(session, els)
    propose(mo, YEAR, at=NOON, today=TODAY)
    drop_need(mo, session.scalars(select(Need.id)).one(), at=NOON)
    need(session, mo, team_id=oost.id)
    freeze(make_viewer(session, make_person(session, "Hanna", roles=("hr",))), YEAR, at=NOON)

    (own,) = own_wishes(session, make_viewer(session, els))

    assert (own.is_settled, own.is_left_out, own.may_take_back) == (False, True, False)


def test_proposing_again_counts_people_anew_unless_somebody_wrote_another_number(
    session: Session, els: Person, oost: Team, mo: Viewer
) -> None:
    def behind(person: Person) -> None:
        registration = make_registration(session, person)
        tracks = track("reflectie"), track("formeel")
        stand(session, registration, "0", "60", ends_on=date(2027, 6, 30), tracks=tracks)

    behind(els)
    propose(mo, YEAR, at=NOON, today=TODAY)
    by_words = {one.words.split(", ")[-1]: one.id for one in session.scalars(select(Need))}
    change(mo, by_words["Formeel: punten lopen achter"], NeedEntry(people=9))
    change(mo, by_words["Jeugd- en gezinsprofessionals (SKJ): herregistratie in 2027"], NeedEntry(hours=Decimal(3)))
    behind(make_person(session, "Bo", team=oost))

    done = propose(mo, YEAR, at=NOON, today=TODAY)

    assert done == Proposed(added=0, counted=2, gone=0)
    assert [(origin, people) for origin, _, people in lines(session)] == [("tekort", 2), ("tekort", 9), ("verloopt", 2)]


def test_a_part_that_stands_elsewhere_in_another_version_is_one_line(
    session: Session, els: Person, oost: Team, mo: Viewer
) -> None:
    bo = make_person(session, "Bo", team=oost)
    for person, codes in ((els, ("reflectie", "formeel")), (bo, ("formeel", "reflectie"))):
        tracks = tuple(map(track, codes))
        stand(session, make_registration(session, person), "0", "60", ends_on=date(2028, 12, 31), tracks=tracks)

    propose(mo, YEAR, at=NOON, today=TODAY)

    behind = [(words.split(", ")[-1], people) for origin, words, people in lines(session) if origin == "tekort"]
    assert behind == [("Formeel: punten lopen achter", 2), ("Reflectie: punten lopen achter", 2)]


def test_a_line_about_nobody_any_more_goes_unless_somebody_changed_it(
    session: Session, els: Person, mo: Viewer
) -> None:
    registration = make_registration(session, els)
    stand(session, registration, "0", "60", ends_on=date(2027, 6, 30), tracks=(track("reflectie"),))
    propose(mo, YEAR, at=NOON, today=TODAY)
    change(mo, session.scalars(select(Need.id).where(Need.origin == "verloopt")).one(), NeedEntry(hours=Decimal(3)))
    els.deactivated_at = NOON
    session.commit()

    done = propose(mo, YEAR, at=NOON, today=TODAY)

    assert done == Proposed(added=0, counted=1, gone=1)
    assert [(origin, people) for origin, _, people in lines(session)] == [("verloopt", None)]


def test_a_wish_about_a_client_is_asked_about_first(session: Session, els: Person) -> None:
    with pytest.raises(ClientData):
        wish(session, els, "Omgaan met mevrouw Jansen, 06-12345678")


def test_another_organisation_has_its_own_inventory_and_course(session: Session, hanna: Viewer) -> None:
    far = make_organisation(session, "Ver")
    zed = make_viewer(session, make_person(session, "Zed", organisation=far, roles=("hr",)))
    line = need(session, hanna)

    with pytest.raises(NotFound):
        change(zed, line, NeedEntry(words="Anders"))
    with pytest.raises(NotFound):
        change(hanna, line, NeedEntry(words="Anders", direction_id=direction(zed)))
    assert inventory_page(session, zed, year=YEAR, team_id=None, today=TODAY).lines == ()


@pytest.mark.parametrize("year", [2025, 2028])
def test_a_year_that_nobody_plans_for_is_refused(session: Session, els: Person, year: int) -> None:
    with pytest.raises(Invalid, match="Kies 2026 of 2027"):
        wish(session, els, year=year)
