"""A small organisation whose people finished things."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy.orm import Session

from register.access import Viewer
from register.people.models import Person
from tests.conftest import FillOnce
from tests.makers import make_logged, make_organisation, make_person, make_registration, make_viewer


@dataclass(frozen=True, kw_only=True)
class House:
    """Els with two finished activities, Jan with one that he did not confirm, and HR who delivers."""

    els: Person
    jan: Person
    hr: Person
    viewer: Viewer
    first: int
    second: int

    @property
    def organisation_id(self) -> int:
        """Return the id of their organisation."""
        return self.els.organisation_id


@pytest.fixture
def house(session: Session, fill_once: FillOnce) -> House:
    """Els and Jan, HR, and another organisation that must never be seen."""
    els_id, jan_id, hr_id, first, second = fill_once("exports", lambda: _filled(session))
    els, jan, hr = (session.get_one(Person, one) for one in (els_id, jan_id, hr_id))
    return House(els=els, jan=jan, hr=hr, viewer=make_viewer(session, hr), first=first, second=second)


def _filled(session: Session) -> tuple[int, ...]:
    els = make_person(session, "Els", "Berg", personnel_number="000101")
    jan = make_person(session, "Jan", "Smit", personnel_number="000102")
    hr = make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="000103")
    make_registration(session, els, "skj-jgp", number="130011")
    first = make_logged(session, els, title="+1 dag meelopen", others=(jan,))
    second = make_logged(session, els, kind="training", title="=1+1 & <meldcode>", held_on=date(2026, 6, 1))
    stranger = make_person(session, "Zed", "Vreemd", organisation=make_organisation(session, "Elders"))
    make_logged(session, stranger, title="Van een ander")
    return els.id, jan.id, hr.id, first, second


@pytest.fixture
def group_of_three(house: House, session: Session, fill_once: FillOnce) -> tuple[Person, ...]:
    """Three people who were at intervisie, beside those of the house: two with a number and one without."""
    ids = fill_once("exports, three more", lambda: _three_more(session))
    return tuple(session.get_one(Person, one) for one in ids)


def _three_more(session: Session) -> tuple[int, ...]:
    found = []
    for name, number in (("Ayse", "4610200001"), ("Bo", "4610200002"), ("Cas", "")):
        person = make_person(session, name, "Lid")
        make_registration(session, person, "rp-sw", number=number)
        make_logged(session, person, title="Intervisie")
        found.append(person.id)
    return tuple(found)
