"""Tracks come back from the database as they were kept, and their owner reads them in words."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.keeping.own_data import rows_about
from register.people.models import Person
from register.points.kept_tracks import KeptTrack
from register.points.models import Standing
from register.points.standing import assess_registration, kept_track
from tests.makers import TODAY, make_logged, make_person, make_registration
from tests.organisation.making import stand, track


@pytest.fixture
def els(session: Session) -> Person:
    return make_person(session, "Els")


def test_a_track_comes_back_with_exact_points_and_what_is_not_known(session: Session, els: Person) -> None:
    given = KeptTrack(
        "reflectie", "Reflectie; “vrij”", Decimal("0.1"), Decimal("3.3333"), Decimal(1000), None, Decimal(60), None, "x"
    )
    stand(session, make_registration(session, els), tracks=(given,))
    session.expire_all()

    assert session.scalars(select(Standing.tracks)).all() == [(given,)]


def test_logging_keeps_every_track_of_the_register_beside_the_whole(session: Session, els: Person) -> None:
    registration = make_registration(session, els)
    make_logged(session, els)

    row = session.scalars(select(Standing)).one()
    assessment = assess_registration(session, registration, on=TODAY)

    assert row.tracks == tuple(kept_track(one, assessment) for one in assessment.tracks)
    assert any(one.countable for one in row.tracks)


def test_who_asks_for_everything_reads_the_tracks_in_words(session: Session, els: Person) -> None:
    stand(session, make_registration(session, els), tracks=(track("reflectie", "2"),))

    (told,) = rows_about(session, "register_standing", els.id)

    assert [(one["Spoor"], one["Telt mee"]) for one in told["Stand per spoor"]] == [("Reflectie", "2")]
