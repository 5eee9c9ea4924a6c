"""What a draft would do: worked out on the real claims, totals of at least five for the admin, names for HR alone."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.audit import AuditEntry
from register.errors import Conflict, NotAllowed
from register.jobs.models import Job
from register.jobs.queue import work_off
from register.points.figures import read_figures, set_figure
from register.points.models import Claim, Standing
from register.points.versions.drafts import NewFigure, set_draft_figure
from register.points.versions.effects import TeamTotals, Totals, group_totals, list_effects, show_effects, without_few
from register.points.versions.models import RuleEffect
from register.points.versions.publishing import publish
from register.points.versions.recounting import CLAIMS_IN_THE_PAGE
from register.points.versions.simulating import simulate
from register.privacy.models import Look
from tests.makers import NOON, TODAY, make_person, make_team, make_viewer
from tests.rules_versions.making import (
    MANY,
    OVER,
    RATE,
    claim_of,
    make_admin,
    make_draft,
    make_many,
    make_registered,
    row_of,
)


@pytest.fixture
def admin(session: Session) -> Viewer:
    return make_admin(session)


@pytest.fixture
def hr(session: Session) -> Viewer:
    return make_viewer(session, make_person(session, "Hans", roles=("hr",)))


def test_more_points_are_a_win_and_a_higher_norm_is_a_loss(session: Session, admin: Viewer, hr: Viewer) -> None:
    make_registered(session, "Els")
    draft = make_draft(session, admin, {RATE: "2", "total.min": "14"})

    simulate(admin, draft, at=NOON)

    line = show_effects(hr, draft, at=NOON).lines[0]
    assert (line.name, line.change) == ("Els Vries", "gaat vooruit, gaat achteruit")
    assert (line.countable_before, line.countable_after) == (Decimal(2), Decimal(4))
    assert (line.needed_before, line.needed_after) == (Decimal(8), Decimal(10))


def test_a_dossier_that_was_enough_and_no_longer_is_falls_short(
    session: Session, admin: Viewer, hr: Viewer, now: object
) -> None:
    make_registered(session, "Els")
    before = make_draft(session, admin, {"total.min": "2", "tracks.reflectie.min": "0"}, name="genoeg")
    for path in ("tracks.geaccrediteerd.min", "tracks.overig.min"):
        figure = NewFigure(path=path, value=Decimal(0), source="Reglement", source_on=TODAY)
        set_draft_figure(admin, before, figure, version=None, at=NOON)
    simulate(admin, before, at=NOON)
    publish(admin, before, version=None, at=NOON)
    draft = make_draft(session, admin, {"total.min": "3"}, copied="genoeg")

    simulate(admin, draft, at=NOON)

    line = show_effects(hr, draft, at=NOON).lines[0]
    assert (line.short, line.loses, line.wins) == (True, True, False)


def test_periods_that_ended_and_versions_that_change_nothing_touch_nobody(
    session: Session, admin: Viewer, hr: Viewer
) -> None:
    make_registered(session, "Els", cycle_ends_on=OVER)
    make_registered(session, "Tom")
    draft = make_draft(session, admin, {"activities.intervisie.per_event": "99"})

    simulate(admin, draft, at=NOON)

    page = show_effects(hr, draft, at=NOON)
    assert (page.rules.simulated_count, page.found) == (2, 0)


def test_what_was_worked_out_goes_when_the_draft_changes(session: Session, admin: Viewer) -> None:
    make_registered(session, "Els")
    draft = make_draft(session, admin, {RATE: "2"})
    simulate(admin, draft, at=NOON)
    figure = NewFigure(path=RATE, value=Decimal(3), source="Reglement", source_on=TODAY)

    set_draft_figure(admin, draft, figure, version=None, at=NOON)

    assert session.scalar(select(func.count(RuleEffect.id))) == 0
    assert show_effects(admin, draft, at=NOON).rules.simulated_at is None


def test_the_admin_sees_totals_of_at_least_five_and_no_name(session: Session, admin: Viewer) -> None:
    team = make_team(session, "Team Oost")
    for name in ("Els", "Tom", "Kim", "Ron", "Bo"):
        make_registered(session, name, team=team)
    draft = make_draft(session, admin, {RATE: "2"})
    simulate(admin, draft, at=NOON)

    page = show_effects(admin, draft, at=NOON)

    assert page.totals == Totals(people=5, wins=5, loses=0, short=0)
    assert [team.names for team in page.teams] == ["Team Oost"]
    assert (page.lines, page.names_shown) == ((), False)


def test_the_admin_sees_nothing_of_fewer_than_five(session: Session, admin: Viewer) -> None:
    make_registered(session, "Els")
    draft = make_draft(session, admin, {RATE: "2"})
    simulate(admin, draft, at=NOON)

    page = show_effects(admin, draft, at=NOON)

    assert (page.totals, page.teams, page.lines) == (None, (), ())


def test_a_team_that_is_too_small_is_not_found_by_subtracting() -> None:
    large = [(number, "Groot", True, False, False) for number in range(6)]
    small = [(number, "Klein", False, True, True) for number in range(6, 9)]

    totals, teams = group_totals([*large, *small])

    whole = Totals(people=9, wins=6, loses=3, short=3)
    assert (totals, teams) == (whole, (TeamTotals(names="Groot, Klein", totals=whole),))


def test_every_look_is_noted_and_who_is_named_reads_it(session: Session, admin: Viewer, hr: Viewer) -> None:
    els = make_registered(session, "Els")
    draft = make_draft(session, admin, {RATE: "2"})
    simulate(admin, draft, at=NOON)

    show_effects(admin, draft, at=NOON)
    show_effects(hr, draft, at=NOON)

    looks = session.execute(select(Look.person_id, Look.viewer_id, Look.what)).all()
    assert [tuple(one) for one in looks] == [(els.person_id, hr.person_id, "doorrekening")]
    acts = session.scalars(select(AuditEntry.actor_id).where(AuditEntry.act == "regelversie.gevolgen-bekeken")).all()
    assert list(acts) == [admin.person_id, hr.person_id]


def test_others_see_no_effects_and_names_are_for_hr_alone(session: Session, admin: Viewer) -> None:
    draft = make_draft(session, admin, {})

    with pytest.raises(NotAllowed):
        show_effects(make_viewer(session, make_person(session, "Els")), draft, at=NOON)
    with pytest.raises(NotAllowed, match="alleen voor HR"):
        list_effects(admin, draft, at=NOON)


def test_many_registrations_are_worked_out_and_counted_by_jobs(
    app: Flask, session: Session, admin: Viewer, hr: Viewer
) -> None:
    els = make_registered(session, "Els")
    make_many(session, admin.organisation_id)
    draft = make_draft(session, admin, {RATE: "2", "total.min": "12"})

    asked = simulate(admin, draft, at=NOON)
    waiting = show_effects(hr, draft, at=NOON)
    session.rollback()
    work_off(app)
    found = show_effects(hr, draft, at=NOON)
    counted = publish(admin, draft, version=None, at=NOON)
    old = claim_of(session, els).rule_version
    session.rollback()
    work_off(app)

    assert (asked is None, waiting.rules.simulated_at, waiting.rules.job is None) == (False, None, False)
    assert (found.found, found.rules.job) == (MANY + 1, None)
    assert (counted.count, counted.job_id is None, old) == (MANY + 1, False, "2018")
    session.expire_all()
    assert claim_of(session, els).rule_version == "2027-eigen"
    minimum = select(Standing.minimum, func.count()).group_by(Standing.minimum)
    assert [tuple(row) for row in session.execute(minimum)] == [(Decimal(12), MANY + 1)]


def test_a_job_goes_on_where_a_killed_worker_was(app: Flask, session: Session, admin: Viewer, hr: Viewer) -> None:
    first = make_registered(session, "Els")
    make_many(session, admin.organisation_id)
    draft = make_draft(session, admin, {"total.min": "12"})
    simulate(admin, draft, at=NOON)
    work_off(app)
    whole = show_effects(hr, draft, at=NOON).found
    assert whole == MANY + 1
    simulate(admin, draft, at=NOON)
    job = session.get_one(Job, row_of(session, draft).job_id)
    job.step = {"after": first.id, "done": 1}
    session.add(
        RuleEffect(
            rule_version_id=draft, registration_id=first.id, countable_before=2, countable_after=2, wins=False,
            loses=True, short=False,
        )
    )  # fmt: skip
    session.add(
        RuleEffect(
            rule_version_id=draft, registration_id=first.id + 1, countable_before=2, countable_after=2, wins=False,
            loses=True, short=False,
        )
    )  # fmt: skip
    session.commit()

    work_off(app)

    session.expire_all()
    assert show_effects(hr, draft, at=NOON).found == whole
    assert session.get_one(Job, job.id).done == whole


def test_a_draft_that_changes_meanwhile_ends_the_job_with_the_reason(
    app: Flask, session: Session, admin: Viewer
) -> None:
    make_many(session, admin.organisation_id)
    draft = make_draft(session, admin, {"total.min": "12"})
    simulate(admin, draft, at=NOON)
    figure = NewFigure(path=RATE, value=Decimal(3), source="Reglement", source_on=TODAY)
    set_draft_figure(admin, draft, figure, version=None, at=NOON)

    work_off(app)

    job = show_effects(admin, draft, at=NOON).rules.job
    assert job is not None
    assert (job.state, "intussen gewijzigd" in job.message) == ("mislukt", True)
    with pytest.raises(Conflict):
        publish(admin, draft, version=None, at=NOON)


def test_an_own_figure_for_many_is_counted_by_a_job(app: Flask, session: Session, admin: Viewer) -> None:
    els = make_registered(session, "Els")
    make_many(session, admin.organisation_id)

    change = set_figure(
        admin, register_id="rp-sw", rule_version="2018", path=RATE, value=Decimal(3), source="Reglement 2026",
        example=False, at=NOON,
    )  # fmt: skip
    before = claim_of(session, els).points
    waiting = read_figures(session, admin, "rp-sw").job
    session.rollback()
    work_off(app)

    session.expire_all()
    assert waiting is not None
    assert read_figures(session, admin, "rp-sw").job is None
    assert (change.counted.count, before, claim_of(session, els).points) == (MANY + 1, Decimal(2), Decimal(6))


def test_a_recount_goes_on_where_a_killed_worker_was(app: Flask, session: Session, admin: Viewer) -> None:
    els = make_registered(session, "Els")
    make_many(session, admin.organisation_id)
    change = set_figure(
        admin, register_id="rp-sw", rule_version="2018", path=RATE, value=Decimal(3), source="Reglement 2026",
        example=False, at=NOON,
    )  # fmt: skip
    job = session.get_one(Job, change.counted.job_id)
    job.step = {"after": els.id, "done": 1}
    session.commit()

    work_off(app)

    session.expire_all()
    assert (session.get_one(Job, job.id).state, session.get_one(Job, job.id).done) == ("klaar", MANY + 1)
    assert claim_of(session, els).points == Decimal(2)
    kept = session.scalar(select(func.count(Standing.id)))
    assert kept == MANY + 1


def test_few_registrations_with_very_many_claims_are_counted_by_a_job(session: Session, admin: Viewer) -> None:
    els = make_registered(session, "Els")
    one = session.execute(select(Claim.__table__).where(Claim.registration_id == els.id)).mappings().one()
    same = {name: value for name, value in one.items() if name != "id"}
    session.execute(insert(Claim), [same | {"attendance_id": 10_000 + place} for place in range(CLAIMS_IN_THE_PAGE)])
    session.commit()

    assert simulate(admin, make_draft(session, admin, {"total.min": "12"}), at=NOON) is not None


def test_the_admin_sees_no_number_of_one_to_four_and_cannot_find_it_from_the_whole() -> None:
    totals, teams = group_totals(
        [
            *((number, "Oost", True, number == 0, number < 2) for number in range(6)),
            *((number, "West", True, False, number < 14) for number in range(10, 16)),
        ]
    )
    assert totals is not None

    whole, shown = without_few(totals, teams)

    assert [one.totals for one in shown] == [
        Totals(people=6, wins=6, loses=None, short=None), Totals(people=6, wins=6, loses=0, short=None)
    ]  # fmt: skip
    assert whole == Totals(people=12, wins=12, loses=None, short=6)
