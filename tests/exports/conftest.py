"""A small organisation whose people finished things."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy.orm import Session

from register.access import Viewer
from register.people.models import Person
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
def house(session: Session) -> House:
    """Els and Jan, HR, and another organisation that must never be seen."""
    els = make_person(session, "Els", "Berg", personnel_number="000101")
    jan = make_person(session, "Jan", "Smit", personnel_number="000102")
    hr = make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="000103")
    make_registration(session, els, "skj-jgp", number="130011")
    first = make_logged(session, els, title="+1 dag meelopen", others=(jan,))
    second = make_logged(session, els, kind="training", title="=1+1 & <meldcode>", held_on=date(2026, 6, 1))
    stranger = make_person(session, "Zed", "Vreemd", organisation=make_organisation(session, "Elders"))
    make_logged(session, stranger, title="Van een ander")
    return House(els=els, jan=jan, hr=hr, viewer=make_viewer(session, hr), first=first, second=second)
