"""Another team takes an experiment over (A3): one click, the chain visible, the spread counted, undone as easily."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from register.culture.experiments.adopt import WhichTeam, adopt_experiment, undo_adoption
from register.culture.experiments.card import experiment_card
from register.culture.experiments.listing import ExperimentQuery, list_experiments
from register.culture.today import together_today
from register.errors import Conflict, NotFound
from register.people.models import Membership, Person
from tests.experiments.making import begin, conclude
from tests.makers import LONG_AGO, NOON, TODAY, make_person, make_team, make_viewer


def adopt(
    session: Session, person: Person, experiment_id: int, *, team_id: int | None = None, via_id: int | None = None
) -> str:
    return adopt_experiment(
        make_viewer(session, person), experiment_id, team_id=team_id, via_id=via_id, at=NOON, today=TODAY
    )


def test_a_team_takes_over_from_a_team_that_took_over(session: Session) -> None:
    oost, west, zuid = (make_team(session, name) for name in ("Oost", "West", "Zuid"))
    els, tom, sam = (make_person(session, name, team=it) for name, it in (("Els", oost), ("Tom", west), ("Sam", zuid)))
    experiment_id = begin(session, els, team_id=oost.id)

    adopt(session, tom, experiment_id)
    via = experiment_card(session, make_viewer(session, sam), experiment_id, today=TODAY).adopters[0].adoption_id
    adopt(session, sam, experiment_id, via_id=via)

    card = experiment_card(session, make_viewer(session, sam), experiment_id, today=TODAY)
    assert [(one.team, one.source, one.own) for one in card.adopters] == [
        ("West", "Oost", False),
        ("Zuid", "West", True),
    ]
    assert (card.spread.teams, card.spread.people, card.can_adopt, card.may_log) == (3, 1, {}, True)
    asked = ExperimentQuery(team_id=zuid.id)
    assert list_experiments(session, make_viewer(session, els), asked).lines[0].teams == 3


def test_twice_is_once(session: Session) -> None:
    els = make_person(session, "Els")
    tom = make_person(session, "Tom", team=make_team(session, "West"))
    experiment_id = begin(session, els)

    assert adopt(session, tom, experiment_id) == adopt(session, tom, experiment_id) == "West"

    assert len(experiment_card(session, make_viewer(session, tom), experiment_id, today=TODAY).adopters) == 1


def test_undoing_keeps_the_chain_of_who_came_after(session: Session) -> None:
    oost, west, zuid = (make_team(session, name) for name in ("Oost", "West", "Zuid"))
    els, tom, sam = (make_person(session, name, team=it) for name, it in (("Els", oost), ("Tom", west), ("Sam", zuid)))
    experiment_id = begin(session, els, team_id=oost.id)
    adopt(session, tom, experiment_id)
    first = experiment_card(session, make_viewer(session, tom), experiment_id, today=TODAY).adopters[0].adoption_id
    adopt(session, sam, experiment_id, via_id=first)

    with pytest.raises(NotFound):
        undo_adoption(make_viewer(session, sam), experiment_id, first, at=NOON, today=TODAY)
    undo_adoption(make_viewer(session, tom), experiment_id, first, at=NOON, today=TODAY)

    card = experiment_card(session, make_viewer(session, tom), experiment_id, today=TODAY)
    assert [(one.team, one.source) for one in card.adopters] == [("Zuid", "Oost")]
    assert card.can_adopt == {west.id: "West"}


def test_who_sits_in_several_teams_is_asked_which(session: Session) -> None:
    west, zuid = make_team(session, "West"), make_team(session, "Zuid")
    tom = make_person(session, "Tom", team=west)
    session.add(Membership(person_id=tom.id, team_id=zuid.id, starts_on=LONG_AGO))
    session.commit()
    experiment_id = begin(session, make_person(session, "Els"))

    with pytest.raises(WhichTeam):
        adopt(session, tom, experiment_id)

    assert adopt(session, tom, experiment_id, team_id=zuid.id) == "Zuid"
    assert adopt(session, tom, experiment_id) == "West"


def test_not_for_the_own_team_nor_for_a_team_of_others_nor_without_a_team(session: Session) -> None:
    oost, west = make_team(session, "Oost"), make_team(session, "West")
    els, tom = make_person(session, "Els", team=oost), make_person(session, "Tom", team=west)
    experiment_id = begin(session, els, team_id=oost.id)

    with pytest.raises(Conflict, match="eigen team"):
        adopt(session, els, experiment_id)
    with pytest.raises(Conflict, match="geen enkel team"):
        adopt(session, make_person(session, "Mo"), experiment_id)
    with pytest.raises(NotFound):
        adopt(session, tom, experiment_id, team_id=987_654)
    with pytest.raises(NotFound):
        adopt(session, tom, experiment_id, via_id=987_654)


def test_vandaag_offers_what_worked_lately_for_another_team(session: Session) -> None:
    oost, west = make_team(session, "Oost"), make_team(session, "West")
    els, tom = make_person(session, "Els", team=oost), make_person(session, "Tom", team=west)
    old, failed, works = (begin(session, els, question=text, team_id=oost.id) for text in ("Oud?", "Mis?", "Goed?"))
    conclude(session, els, old, at=NOON - timedelta(weeks=7))
    conclude(session, els, failed, "mislukt")
    conclude(session, els, works, "deels")

    def offered(person: Person) -> int | None:
        found = together_today(session, make_viewer(session, person), at=NOON, today=TODAY).to_adopt
        return found.experiment_id if found else None

    assert (offered(tom), offered(els), offered(make_person(session, "Mo"))) == (works, None, None)
    adopt(session, tom, works)
    assert offered(tom) is None
