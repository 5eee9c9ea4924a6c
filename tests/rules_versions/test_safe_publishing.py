"""Publishing loses no points and does what was worked out: no track is missed, no other version lies in between."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.errors import Conflict
from register.jobs.queue import work_off
from register.once import as_form_key
from register.people.models import Registration
from register.points.figures import set_figure
from register.points.judges import judge_for, period_years
from register.points.versions.effects import show_effects
from register.points.versions.models import RuleEffect
from register.points.versions.publishing import publish
from register.points.versions.reading import read_version, version_file
from register.points.versions.simulating import simulate
from register.points.versions.uploading import FileRefused, upload_version
from register.points.versions.withdrawing import withdraw_version
from register.rules.facts import ClaimState
from tests.makers import NOON, make_person, make_viewer
from tests.rules_versions.making import (
    RATE,
    claim_of,
    make_admin,
    make_draft,
    make_many,
    make_registered,
    publish_draft,
    row_of,
    total_of,
)

TOMORROW = NOON + timedelta(days=1)


@pytest.fixture
def els(session: Session) -> Registration:
    return make_registered(session, "Els")


@pytest.fixture
def admin(session: Session, els: Registration) -> Viewer:
    viewer = make_admin(session)
    claim = claim_of(session, els)
    claim.state, claim.granted_points = ClaimState.GRANTED, Decimal(2)
    session.commit()
    return viewer


def without_track(session: Session, admin: Viewer, draft: int, code: str, *, first: str = "2024-01-01") -> bytes:
    """Write a draft as a file, one of its tracks under another code, from a first day."""
    text = version_file(session, admin, draft)[0].replace("2027-eigen", "2027-bestand").replace("2024-01-01", first)
    return text.replace(f'code = "{code}"', 'code = "anders"').replace(f'track = "{code}"', 'track = "anders"').encode()


def test_a_file_that_misses_a_track_in_use_is_refused_with_line_and_remedy(
    session: Session, admin: Viewer, els: Registration
) -> None:
    track = claim_of(session, els).track or ""
    content = without_track(session, admin, make_draft(session, admin, {}), track)

    with pytest.raises(FileRefused) as refused:
        upload_version(admin, "x.toml", content, form_key=as_form_key(""), at=NOON)

    assert refused.value.problems[0].startswith("x.toml, regel ")
    assert f"De categorie ‘{track}’ ontbreekt" in refused.value.problems[0]
    assert "Zet die code terug bij tracks" in refused.value.problems[0]


def test_a_version_that_came_to_miss_a_track_is_not_published(
    session: Session, admin: Viewer, els: Registration
) -> None:
    track = claim_of(session, els).track or ""
    content = without_track(session, admin, make_draft(session, admin, {}), track, first="2029-01-01")
    draft = upload_version(admin, "x.toml", content, form_key=as_form_key(""), at=NOON)
    els.cycle_starts_on, els.cycle_ends_on = date(2029, 1, 1), date(2033, 12, 31)
    session.commit()
    simulate(admin, draft, at=NOON)

    with pytest.raises(Conflict, match=f"De categorie ‘{track}’ ontbreekt"):
        publish(admin, draft, version=None, at=NOON)


def test_of_two_versions_from_one_day_the_last_published_holds_as_was_worked_out(
    session: Session, admin: Viewer, els: Registration
) -> None:
    claim = claim_of(session, els)
    claim.state, claim.granted_points = ClaimState.READY, None
    session.commit()
    hr = make_viewer(session, make_person(session, "Hans", roles=("hr",)))
    first, second = (
        make_draft(session, admin, {RATE: rate}, name=name) for name, rate in (("een", "2"), ("twee", "5"))
    )
    publish_draft(admin, second)
    simulate(admin, first, at=NOON)
    said = show_effects(hr, first, at=NOON).lines[0].countable_after

    publish(admin, first, version=None, at=NOON + timedelta(minutes=1))

    assert (claim_of(session, els).rule_version, said, total_of(session, els)[0]) == ("een", Decimal(4), Decimal(4))


def test_what_was_worked_out_on_another_day_or_beside_other_rules_is_not_published(
    session: Session, admin: Viewer
) -> None:
    draft, other = (make_draft(session, admin, {RATE: rate}, name=name) for name, rate in (("een", "2"), ("twee", "5")))
    simulate(admin, draft, at=NOON)

    with pytest.raises(Conflict, match="Sinds het doorrekenen"):
        publish(admin, draft, version=None, at=TOMORROW)
    publish_draft(admin, other)
    with pytest.raises(Conflict, match="Sinds het doorrekenen"):
        publish(admin, draft, version=None, at=NOON)
    simulate(admin, draft, at=NOON)
    set_figure(
        admin, register_id="rp-sw", rule_version="2018", path="total.min", value=Decimal(11), source="R",
        example=False, at=NOON,
    )  # fmt: skip
    with pytest.raises(Conflict, match="Sinds het doorrekenen"):
        publish(admin, draft, version=None, at=NOON)
    assert show_effects(admin, draft, at=NOON).rules.still_holds is False


def test_publishing_throws_away_what_was_worked_out_per_person(session: Session, admin: Viewer) -> None:
    draft = make_draft(session, admin, {RATE: "2", "total.min": "12"})
    simulate(admin, draft, at=NOON)
    before = session.scalar(select(func.count(RuleEffect.id)))

    publish(admin, draft, version=None, at=NOON)

    assert (before, session.scalar(select(func.count(RuleEffect.id)))) == (1, 0)
    assert row_of(session, draft).simulated_at is None


def test_a_withdrawn_version_says_no_more_how_long_a_period_lasts(session: Session, admin: Viewer) -> None:
    before = period_years(judge_for(session, organisation_id=admin.organisation_id, register_id="rp-sw"))
    draft = make_draft(session, admin, {"period.years": "7"})
    publish_draft(admin, draft)
    held = period_years(judge_for(session, organisation_id=admin.organisation_id, register_id="rp-sw"))

    withdraw_version(admin, draft, version=None, at=TOMORROW)

    after = period_years(judge_for(session, organisation_id=admin.organisation_id, register_id="rp-sw"))
    assert (held, after) == (7, before)


def test_what_a_version_judged_is_not_counted_while_a_job_still_counts(
    app: Flask, session: Session, admin: Viewer
) -> None:
    make_registered(session, "Tom")
    make_many(session, admin.organisation_id)
    draft = make_draft(session, admin, {RATE: "2"})
    simulate(admin, draft, at=NOON)
    work_off(app)
    publish(admin, draft, version=None, at=NOON)

    during = read_version(session, admin, draft, at=NOON)
    session.rollback()
    work_off(app)
    session.expire_all()
    after = read_version(session, admin, draft, at=NOON)

    assert (during.under_way, during.judged) == (True, 0)
    assert (after.under_way, after.judged) == (False, 1)
