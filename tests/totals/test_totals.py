"""The totals of a year: right figures, nobody's name, and nothing of one to four people however one subtracts."""

from collections.abc import Iterable
from datetime import date
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from register.access import Viewer
from register.errors import NotFound
from register.learning.kinds import kinds
from register.learning.models import Attendance
from register.overview.team_learning import Quarter, team_learning
from register.overview.totals import WAYS, Row, TotalsPage, totals_page
from register.people.models import Membership, Person, Team
from tests.experiments import making as experiments
from tests.host import Host
from tests.makers import TODAY, make_crowd, make_logged, make_person, make_registration, make_team, make_viewer
from tests.organisation.making import stand
from tests.pages.reading import PREFIX, soup
from tests.totals.attack import Atom, atoms_of, smallest_group


def asked(session: Session, viewer: Viewer, by: str = "soort", year: int | None = None) -> TotalsPage:
    return totals_page(session, viewer, year=year, by=by, on=TODAY)


def people_of(session: Session, name: str, count: int, team: Team | None = None) -> list[Person]:
    return make_crowd(session, [f"{name}{place}" for place in range(count)], team=team)


@pytest.fixture
def or_member(session: Session) -> Viewer:
    """Somebody of the works council, who logged nothing."""
    return make_viewer(session, make_person(session, "Olga"))


def figures(rows: Iterable[Row]) -> list[tuple[Any, ...]]:
    return [(row.name, row.minutes, row.people, row.registrations) for row in rows]


def test_hours_are_net_and_of_who_was_there(session: Session, or_member: Viewer) -> None:
    people = people_of(session, "A", 6)
    first, *others = people
    make_logged(session, first, others=tuple(others), minutes=120)
    make_logged(session, first, others=tuple(others), kind="training", minutes=60)
    session.query(Attendance).filter_by(person_id=others[0].id).update({"state": "afwezig"})
    session.query(Attendance).filter_by(person_id=others[1].id).update({"state": "deels", "minutes_present": 90})
    session.commit()

    page = asked(session, or_member)

    assert (page.whole.people, page.whole.minutes) == (5, 4 * 120 + 90 + 5 * 60)
    assert figures(page.whole.sorts) == [("Leren van elkaar", 570, None, None), ("Formeel leren", 300, None, None)]
    assert figures(page.rows) == [("Intervisie", 570, None, None), ("Training of cursus", 300, None, None)]


def test_pauses_disputes_withdrawn_and_this_quarter_are_left_out(session: Session, or_member: Viewer) -> None:
    first, *others = people_of(session, "A", 6)
    make_logged(session, first, others=tuple(others))
    make_logged(session, first, others=tuple(others), held_on=date(2026, 10, 1))
    session.query(Attendance).filter_by(person_id=others[0].id).update({"disputed_at": None, "state": "afgemeld"})
    session.commit()

    page = asked(session, or_member)

    assert (page.whole.people, page.whole.minutes) == (5, 600)
    assert (page.until, page.on) == (date(2026, 9, 30), date(2026, 10, 31))


def test_four_people_have_no_totals(session: Session, or_member: Viewer) -> None:
    first, *others = people_of(session, "A", 4)
    make_logged(session, first, others=tuple(others))
    make_registration(session, first)

    pages = [asked(session, or_member, by) for by in WAYS]

    assert [page.rows for page in pages] == [(), (), ()]
    assert (pages[0].whole.people, pages[0].whole.minutes, pages[0].whole.registrations) == (None, None, None)


def test_a_kind_that_one_person_did_goes_with_another_kind_of_the_same_sort(
    session: Session, or_member: Viewer
) -> None:
    first, *others = people_of(session, "A", 6)
    make_logged(session, first, others=tuple(others))
    make_logged(session, first, kind="meelopen", minutes=60)
    make_logged(session, first, others=tuple(others), kind="training", minutes=60)

    assert figures(asked(session, or_member).rows) == [
        ("Intervisie en Meelopen", 780, None, None), ("Training of cursus", 360, None, None)
    ]  # fmt: skip


def test_a_sort_of_one_person_is_not_shown_beside_the_sum(session: Session, or_member: Viewer) -> None:
    first, *others = people_of(session, "A", 6)
    make_logged(session, first, others=tuple(others))
    make_logged(session, first, kind="training", minutes=60)

    page = asked(session, or_member)

    assert page.whole.sorts == ()
    assert [row.codes for row in page.rows] == [("intervisie", "training")]


def test_a_small_team_stands_with_the_one_above_it(session: Session, or_member: Viewer) -> None:
    oost = make_team(session, "Oost")
    avond = make_team(session, "Oost avond", parent_id=oost.id)
    for team, count in ((oost, 4), (avond, 2), (make_team(session, "West"), 5)):
        first, *others = people_of(session, team.name, count, team)
        make_logged(session, first, others=tuple(others), minutes=60)

    assert figures(asked(session, or_member, "team").rows) == [
        ("Oost avond en Oost", None, 5, None), ("West", None, 5, None)
    ]  # fmt: skip


def test_who_moved_or_has_no_team_is_counted_once(session: Session, or_member: Viewer) -> None:
    oost, west = make_team(session, "Oost"), make_team(session, "West")
    people = [*people_of(session, "A", 5, oost), *people_of(session, "B", 5, west), *people_of(session, "C", 1)]
    session.add(Membership(person_id=people[0].id, team_id=west.id, starts_on=date(2026, 6, 1)))
    session.execute(delete(Membership).where(Membership.person_id == people[5].id))
    session.commit()
    make_logged(session, people[0], others=tuple(people[1:]), minutes=60)

    page = asked(session, or_member, "team")

    assert figures(page.rows) == [("Oost", None, 5, None), ("West en zonder team", None, 5, None)]
    assert page.whole.people == 10


def test_registrations_stand_by_register_in_fives_and_not_by_how_they_are(session: Session, or_member: Viewer) -> None:
    people = people_of(session, "A", 11)
    registrations = [make_registration(session, person, "skj-jgp") for person in people]
    make_registration(session, make_person(session, "Bo"), "rp-sw")
    before = asked(session, or_member, "register").rows
    for registration in registrations[:6]:
        stand(session, registration, "120", "0")

    after = asked(session, or_member, "register").rows

    assert [row.registrations for row in after] == [10]
    assert after == before


def test_a_look_a_month_later_finds_nobody(session: Session, or_member: Viewer) -> None:
    first, *others = people_of(session, "A", 6)
    make_logged(session, first, others=tuple(others))
    make_logged(session, first, minutes=45, held_on=date(2026, 5, 5))

    looks = [
        totals_page(session, or_member, year=2026, by="soort", on=on)
        for on in (date(2026, 5, 20), date(2026, 6, 20), date(2026, 7, 20))
    ]

    assert {(page.whole.minutes, page.until) for page in looks} == {(720, date(2026, 3, 31))}


def test_a_kind_of_one_person_in_a_later_quarter_goes_with_another_from_then_on(
    session: Session, or_member: Viewer
) -> None:
    first, *others = people_of(session, "A", 6)
    for kind in ("intervisie", "meelopen"):
        make_logged(session, first, others=tuple(others), kind=kind, minutes=60)
    make_logged(session, first, others=tuple(others), minutes=60, held_on=date(2026, 5, 5))
    make_logged(session, first, kind="meelopen", minutes=60, held_on=date(2026, 5, 6))

    earlier = totals_page(session, or_member, year=2026, by="soort", on=date(2026, 5, 20))

    assert figures(earlier.rows) == [("Intervisie", 360, None, None), ("Meelopen", 360, None, None)]
    assert figures(asked(session, or_member).rows) == [("Intervisie en Meelopen", 1140, None, None)]


def test_years_run_from_the_first_to_the_last_whole_quarter(session: Session, or_member: Viewer) -> None:
    make_logged(session, make_person(session, "Els"), held_on=date(2024, 5, 1))

    assert asked(session, or_member).years == (2026, 2025, 2024)
    with pytest.raises(NotFound):
        asked(session, or_member, year=2023)
    with pytest.raises(NotFound):
        asked(session, or_member, by="persoon")


def test_experiments_are_counted_by_what_came_of_them(session: Session, or_member: Viewer) -> None:
    els = make_person(session, "Els")
    begun = experiments.begin(session, els, els)
    experiments.conclude(session, els, begun, "mislukt", learnt="Eerst vragen.")

    whole = asked(session, or_member).whole

    assert (whole.experiments.begun, whole.experiments.concluded) == (1, 0)


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))])
def test_who_adds_and_subtracts_over_all_pages_finds_no_group_of_one_to_four(session: Session, seed: int) -> None:
    drawn = Random(seed)
    viewer, truth = an_organisation(session, drawn)

    for year in (2025, 2026):
        pages = [asked(session, viewer, by, year) for by in WAYS]
        for kind, cells in shown_figures(pages, truth[year]).items():
            assert (smallest_group(cells) or 5) >= 5, (year, kind)


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 6))])
def test_who_takes_the_hours_of_the_own_team_from_the_totals_finds_no_group_of_one_to_four(
    session: Session, seed: int
) -> None:
    drawn = Random(seed)
    large, small = make_team(session, "Groot"), make_team(session, "Klein")
    people = {"in": people_of(session, "In", 8, large), "uit": people_of(session, "Uit", 10, small)}
    viewer = make_viewer(session, make_person(session, "Ron", manages=large))
    truth: dict[str, list[int]] = {}
    for kind in drawn.sample(sorted(kinds()), 4):
        for place, team in people.items():
            first, *others = drawn.sample(team, drawn.choice((1, 5, 6, len(team))))
            make_logged(session, first, others=tuple(others), kind=kind, minutes=60)
            truth[f"{kind}|{place}"] = [first.id, *(one.id for one in others)]

    page = asked(session, viewer)
    (quarter,) = [
        one
        for one in team_learning(session, viewer, team_id=None, today=TODAY).quarters
        if one.starts_on == date(2026, 1, 1)
    ]

    assert (smallest_group(totals_and_charts(page, quarter, truth)) or 5) >= 5


def totals_and_charts(page: TotalsPage, quarter: Quarter, truth: dict[str, list[int]]) -> list[frozenset[Atom]]:
    """Every figure about hours on both pages, as the atoms it sums."""
    of_sort = {sort: [code for code in truth if kinds()[code.split("|")[0]].informal is sort] for sort in (True, False)}
    both = ("in", "uit")
    shown = ((True, quarter.informal), (False, quarter.formal))
    return [
        *[atoms_of(tuple(truth), truth)] * (page.whole.minutes is not None),
        *(atoms_of(of_sort[row.codes[0] == "informeel"], truth) for row in page.whole.sorts),
        *(atoms_of([f"{code}|{place}" for code in row.codes for place in both], truth) for row in page.rows),
        *(atoms_of([one for one in of_sort[sort] if one.endswith("|in")], truth) for sort, hours in shown if hours),
    ]


Truth = dict[str, dict[str, list[int]]]


def an_organisation(session: Session, drawn: Random) -> tuple[Viewer, dict[int, Truth]]:
    """Two years of who did what, in teams small and large, below each other."""
    top = make_team(session, "Boven")
    teams = [top, *(make_team(session, f"Team {place}", parent_id=top.id) for place in range(4))]
    people = [(person, team) for team in teams for person in people_of(session, team.name, drawn.randrange(1, 8), team)]
    truth: dict[int, Truth] = {year: {"soort": {}, "team": {}, "register": {}} for year in (2025, 2026)}
    for year in truth:
        for kind in drawn.sample(sorted(kinds()), 5):
            for person, team in drawn.sample(people, drawn.randrange(1, 12)):
                make_logged(session, person, kind=kind, held_on=date(year, 3, 5), minutes=60)
                truth[year]["soort"].setdefault(kind, []).append(person.id)
                if person.id not in truth[year]["team"].setdefault(str(team.id), []):
                    truth[year]["team"][str(team.id)].append(person.id)
    for person, _ in drawn.sample(people, min(18, len(people))):
        register = drawn.choice(("skj-jgp", "rp-sw"))
        make_registration(session, person, register)
        for year in truth:
            truth[year]["register"].setdefault(register, []).append(person.id)
    return make_viewer(session, people[0][0]), truth


def shown_figures(pages: list[TotalsPage], truth: Truth) -> dict[str, list[frozenset[Atom]]]:
    """Every figure of a year that is shown, by what it counts, as the atoms it sums."""
    by = {page.by: page for page in pages}
    sorts = {
        sort: [code for code in truth["soort"] if kinds()[code].informal is (sort == "informeel")]
        for sort in ("informeel", "formeel")
    }
    whole = by["soort"].whole
    return {
        "uren per soort": [
            *[atoms_of(tuple(truth["soort"]), truth["soort"])] * (whole.minutes is not None),
            *(atoms_of(sorts[row.codes[0]], truth["soort"]) for row in whole.sorts),
            *(atoms_of(row.codes, truth["soort"]) for row in by["soort"].rows),
        ],
        "mensen per team": [
            *[atoms_of(tuple(truth["team"]), truth["team"])] * (whole.people is not None),
            *(atoms_of(row.codes, truth["team"]) for row in by["team"].rows),
        ],
        "registraties": [
            *[atoms_of(tuple(truth["register"]), truth["register"])] * (whole.registrations is not None),
            *(atoms_of(row.codes, truth["register"]) for row in by["register"].rows),
        ],
    }


def test_the_page_names_nobody_and_its_file_shows_the_same(host: Host, session: Session, or_member: Viewer) -> None:
    first, *others = people_of(session, "Kanarie", 5, make_team(session, "Oost"))
    make_logged(session, first, others=tuple(others), title="Casus Kanarie")

    pages = [soup(host.client("olga").get(f"{PREFIX}/totalen?per={by}")) for by in WAYS]
    file = host.client("olga").get(f"{PREFIX}/totalen?per=team&als=csv").text

    assert "Kanarie" not in "".join(page.text for page in pages) + file
    assert [" ".join(cell.text.split()) for cell in pages[1].select("tbody tr > *")] == ["Oost", "5"]
    assert "Oost;;5;" in file


@pytest.mark.parametrize("asked_for", ["?jaar=1999", "?jaar=x", "?per=persoon"])
def test_what_has_no_totals_is_not_found(host: Host, session: Session, or_member: Viewer, asked_for: str) -> None:
    assert host.client("olga").get(f"{PREFIX}/totalen{asked_for}").status_code == 404


def test_the_attack_finds_what_is_only_left_out() -> None:
    people = {"oost": list(range(7)), "west": [7, 8]}
    whole, oost = atoms_of(("oost", "west"), people), atoms_of(("oost",), people)

    assert smallest_group([whole, oost]) == 2
