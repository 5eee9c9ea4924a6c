"""A preview tells what an activity would give, with reasons and lights, and writes nothing."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.db import Base
from register.errors import Invalid
from register.learning.preview import preview_activity
from register.rules.facts import Signal
from tests.learning.making import make_entry
from tests.makers import TODAY, make_person, make_registration, make_viewer


def rows_everywhere(session: Session) -> dict[str, Any]:
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables
    }


def test_a_preview_writes_nothing(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    make_registration(session, els, "skj-jgp")
    before = rows_everywhere(session)

    preview_activity(session, make_viewer(session, els), make_entry(els), at=now, today=TODAY)

    assert not session.new
    assert not session.dirty
    session.commit()
    assert rows_everywhere(session) == before


def test_it_tells_net_time_and_points_per_register(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    make_registration(session, els, "skj-jgp")
    make_registration(session, els, "rp-sw")
    entry = make_entry(els, minutes=135, excluded={"pauze": 15})

    preview = preview_activity(session, make_viewer(session, els), entry, at=now, today=TODAY)

    assert (preview.gross_minutes, preview.net_minutes) == (135, 120)
    assert {one.register_id: one.points for one in preview.registers} == {"rp-sw": None, "skj-jgp": Decimal(2)}
    assert all(one.reasons for one in preview.registers)


def test_the_light_says_which_rule_a_short_session_breaks(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    make_registration(session, els, "skj-jgp")

    preview = preview_activity(session, make_viewer(session, els), make_entry(els, minutes=30), at=now, today=TODAY)

    length = [light for light in preview.registers[0].signals if light.code == "duur"]
    assert [(type(light), light.colour, bool(light.source)) for light in length] == [(Signal, "rood", True)]


def test_an_organiser_who_was_absent_gets_no_points_foretold(session: Session, now: datetime) -> None:
    els = make_person(session, "Els", roles=("coordinator",))
    jan = make_person(session, "Jan")
    make_registration(session, els, "skj-jgp")

    preview = preview_activity(session, make_viewer(session, els), make_entry(jan), at=now, today=TODAY)

    assert not preview.viewer_present
    assert preview.registers == ()


def test_what_cannot_be_is_refused_as_when_saving(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")

    with pytest.raises(Invalid, match="tussen 1 minuut en 24 uur"):
        preview_activity(session, make_viewer(session, els), make_entry(els, minutes=0), at=now, today=TODAY)
