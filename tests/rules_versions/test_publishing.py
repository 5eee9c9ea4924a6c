"""A version that is published judges what is open; what ended before, and what was granted, keeps its own (C12, B1)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.audit import AuditEntry
from register.errors import Conflict, Invalid, NotAllowed, NotFound
from register.points.figures import set_figure
from register.points.standing import assess_registration
from register.points.versions.drafts import (
    NewFigure,
    change_draft,
    copy_version,
    discard_draft,
    reset_draft_figure,
    set_draft_figure,
)
from register.points.versions.models import OwnRuleVersion
from register.points.versions.publishing import publish, unpublish
from register.points.versions.simulating import simulate
from register.points.versions.withdrawing import withdraw_version
from register.rules.facts import ClaimState
from tests.makers import NOON, TODAY, make_organisation, make_person, make_viewer
from tests.rules_versions.making import (
    OVER,
    RATE,
    claim_of,
    make_admin,
    make_draft,
    make_registered,
    publish_draft,
    row_of,
    total_of,
)

TOMORROW = NOON + timedelta(days=1)


@pytest.fixture
def admin(session: Session) -> Viewer:
    return make_admin(session)


def test_a_published_version_counts_for_every_open_period_it_covers(session: Session, admin: Viewer) -> None:
    els = make_registered(session, "Els")
    draft = make_draft(session, admin, {RATE: "2", "total.min": "12"})

    publish_draft(admin, draft)

    claim = claim_of(session, els)
    assert (claim.rule_version, claim.rule_digest) == ("2027-eigen", row_of(session, draft).digest)
    assert claim.points == Decimal(4)
    assert total_of(session, els) == (Decimal(4), Decimal(8))


def test_a_draft_changes_nothing_for_anybody(session: Session, admin: Viewer) -> None:
    els = make_registered(session, "Els")

    draft = make_draft(session, admin, {RATE: "2", "total.min": "12"})
    simulate(admin, draft, at=NOON)

    assert (claim_of(session, els).rule_version, total_of(session, els)) == ("2018", (Decimal(2), Decimal(8)))


def test_a_period_that_had_ended_is_never_judged_by_a_later_version(session: Session, admin: Viewer) -> None:
    over = make_registered(session, "Els", cycle_ends_on=OVER)
    digest, before = claim_of(session, over).rule_digest, total_of(session, over)

    publish_draft(admin, make_draft(session, admin, {RATE: "2", "total.min": "12", "period.years": "9"}))

    claim = claim_of(session, over)
    assert (claim.rule_version, claim.rule_digest, claim.points) == ("2018", digest, Decimal(2))
    assert total_of(session, over) == before
    assert assess_registration(session, over, on=TODAY).version == "2018"


def test_a_period_that_ends_on_the_day_of_publishing_is_still_open(session: Session, admin: Viewer) -> None:
    today = make_registered(session, "Els", cycle_ends_on=TODAY)

    publish_draft(admin, make_draft(session, admin, {RATE: "2"}))

    assert claim_of(session, today).rule_version == "2027-eigen"


def test_granted_points_keep_the_version_that_judged_them(session: Session, admin: Viewer) -> None:
    els = make_registered(session, "Els")
    claim = claim_of(session, els)
    digest = claim.rule_digest
    claim.state, claim.granted_points = ClaimState.GRANTED, Decimal(2)
    session.commit()

    publish_draft(admin, make_draft(session, admin, {RATE: "0", "total.min": "12"}))

    claim, found = claim_of(session, els), assess_registration(session, els, on=TODAY)
    assert (claim.rule_version, claim.rule_digest, claim.points) == ("2018", digest, Decimal(2))
    assert (found.total.granted, found.total.countable, found.total.needed) == (Decimal(2), Decimal(2), Decimal(10))
    assert (found.version, found.claims[0].score.version) == ("2027-eigen", "2018")


def test_a_period_that_begins_before_the_first_day_stays_with_the_earlier_version(
    session: Session, admin: Viewer
) -> None:
    els = make_registered(session, "Els")

    publish_draft(admin, make_draft(session, admin, {RATE: "2"}, applies_from=date(2027, 1, 1)))

    assert claim_of(session, els).rule_version == "2018"


def test_what_was_not_worked_out_is_not_published(session: Session, admin: Viewer) -> None:
    make_registered(session, "Els")
    draft = make_draft(session, admin, {RATE: "2"})
    with pytest.raises(Conflict, match="Reken eerst door"):
        publish(admin, draft, version=None, at=NOON)
    simulate(admin, draft, at=NOON)
    figure = NewFigure(path=RATE, value=Decimal(3), source="Reglement", source_on=TODAY)
    set_draft_figure(admin, draft, figure, version=None, at=NOON)

    with pytest.raises(Conflict, match="Reken eerst door"):
        publish(admin, draft, version=None, at=NOON)


def test_publishing_is_taken_back_on_the_day_itself_and_not_later(session: Session, admin: Viewer) -> None:
    els = make_registered(session, "Els")
    draft = make_draft(session, admin, {RATE: "2"})
    publish_draft(admin, draft)

    unpublish(admin, draft, version=None, at=NOON)
    back = (row_of(session, draft).state, claim_of(session, els).rule_version, total_of(session, els)[0])
    publish_draft(admin, draft)

    assert back == ("concept", "2018", Decimal(2))
    with pytest.raises(Conflict, match="Terughalen kan alleen op de dag"):
        unpublish(admin, draft, version=None, at=TOMORROW)


def test_publishing_is_not_taken_back_once_a_register_granted_points_by_it(session: Session, admin: Viewer) -> None:
    els = make_registered(session, "Els")
    draft = make_draft(session, admin, {RATE: "2"})
    publish_draft(admin, draft)
    claim = claim_of(session, els)
    claim.state, claim.granted_points = ClaimState.GRANTED, Decimal(4)
    session.commit()

    with pytest.raises(Conflict, match="al punten toegekend"):
        unpublish(admin, draft, version=None, at=NOON)


def test_a_withdrawn_version_keeps_what_ended_while_it_held(session: Session, admin: Viewer) -> None:
    ended = make_registered(session, "Els", cycle_ends_on=TODAY)
    going_on = make_registered(session, "Tom")
    draft = make_draft(session, admin, {RATE: "2"})
    publish_draft(admin, draft)

    withdraw_version(admin, draft, version=None, at=TOMORROW)

    assert (claim_of(session, ended).rule_version, total_of(session, ended)[0]) == ("2027-eigen", Decimal(4))
    assert (claim_of(session, going_on).rule_version, total_of(session, going_on)[0]) == ("2018", Decimal(2))


def test_a_changed_own_figure_leaves_periods_alone_that_had_ended(session: Session, admin: Viewer) -> None:
    over, going_on = make_registered(session, "Els", cycle_ends_on=OVER), make_registered(session, "Tom")
    digest = claim_of(session, over).rule_digest

    set_figure(
        admin, register_id="rp-sw", rule_version="2018", path=RATE, value=Decimal(3), source="Reglement 2026",
        example=False, at=NOON,
    )  # fmt: skip

    assert (claim_of(session, over).rule_digest, total_of(session, over)[0]) == (digest, Decimal(2))
    assert assess_registration(session, over, on=TODAY).total.countable == Decimal(2)
    assert total_of(session, going_on)[0] == Decimal(6)


def test_a_figure_that_nobody_had_seen_is_filled_in_for_ended_periods_too(session: Session, admin: Viewer) -> None:
    over = make_registered(session, "Els", cycle_ends_on=OVER)

    set_figure(
        admin, register_id="rp-sw", rule_version="2018", path="tracks.reflectie.min", value=Decimal(30), source="R",
        example=False, at=NOON,
    )  # fmt: skip

    assert assess_registration(session, over, on=TODAY).tracks[1].minimum == Decimal(30)


def test_two_admins_do_not_overwrite_each_other(session: Session, admin: Viewer) -> None:
    draft = make_draft(session, admin, {})
    seen = row_of(session, draft).version
    change_draft(admin, draft, name="2028-eigen", applies_from=TODAY, version=seen, at=NOON)

    with pytest.raises(Conflict, match="intussen"):
        change_draft(admin, draft, name="2029-eigen", applies_from=TODAY, version=seen, at=NOON)


def test_a_published_version_does_not_change_any_more(session: Session, admin: Viewer) -> None:
    draft = make_draft(session, admin, {RATE: "2"})
    publish_draft(admin, draft)
    figure = NewFigure(path=RATE, value=Decimal(3), source="Reglement", source_on=TODAY)

    with pytest.raises(Conflict, match="verandert niet meer"):
        set_draft_figure(admin, draft, figure, version=None, at=NOON)
    with pytest.raises(Conflict, match="verandert niet meer"):
        discard_draft(admin, draft, version=None, at=NOON)


@pytest.mark.parametrize(
    ("figure", "field"),
    [
        (NewFigure(path=RATE, value=Decimal(2), source=" ", source_on=TODAY), "source"),
        (NewFigure(path=RATE, value=Decimal(2), source="Reglement", source_on=None), "source_on"),
        (NewFigure(path=RATE, value=Decimal("NaN"), source="Reglement", source_on=TODAY), "value"),
        (NewFigure(path=RATE, value=Decimal("0.00001"), source="Reglement", source_on=TODAY), "value"),
        (NewFigure(path="period.years", value=Decimal("2.5"), source="Reglement", source_on=TODAY), "value"),
        (NewFigure(path="tracks.overig.min", value=Decimal(99), source="Reglement", source_on=TODAY), "value"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(session: Session, admin: Viewer, figure: NewFigure, field: str) -> None:
    draft = make_draft(session, admin, {"tracks.overig.max": "40"})

    with pytest.raises(Invalid) as refused:
        set_draft_figure(admin, draft, figure, version=None, at=NOON)

    assert refused.value.field == field


@pytest.mark.parametrize("name", ["2018", "2027-eigen", "<b>", "x" * 41, ""])
def test_a_name_is_plain_and_of_one_version(session: Session, admin: Viewer, name: str) -> None:
    make_draft(session, admin, {})

    with pytest.raises(Invalid, match="naam"):
        make_draft(session, admin, {}, name=name)


def test_only_an_admin_of_the_own_organisation_touches_a_version(session: Session, admin: Viewer) -> None:
    draft = make_draft(session, admin, {})
    hr = make_viewer(session, make_person(session, "Hans", roles=("hr",)))
    south = make_organisation(session, "Welzijn Zuid")
    foreign = make_viewer(session, make_person(session, "Zoe", organisation=south, roles=("admin",)))

    with pytest.raises(NotAllowed):
        simulate(hr, draft, at=NOON)
    with pytest.raises(NotFound):
        simulate(foreign, draft, at=NOON)
    with pytest.raises(NotFound):
        copy_version(
            foreign, register_id="rp-sw", copied="2027-eigen", name="kopie", applies_from=TODAY,
            form_key="een-sleutel-van-de-proef", at=NOON,
        )  # fmt: skip


def test_a_figure_that_these_rules_do_not_have_or_that_nobody_changed_is_not_found(
    session: Session, admin: Viewer
) -> None:
    draft = make_draft(session, admin, {})
    nowhere = NewFigure(path="total.onzin", value=Decimal(2), source="Reglement", source_on=TODAY)

    with pytest.raises(NotFound):
        set_draft_figure(admin, draft, nowhere, version=None, at=NOON)
    with pytest.raises(NotFound):
        reset_draft_figure(admin, draft, "tracks.overig.max", version=None, at=NOON)


def test_another_organisation_is_judged_as_before(session: Session, admin: Viewer) -> None:
    south = make_organisation(session, "Welzijn Zuid")
    other = make_registered(session, "Wim", organisation=south)

    publish_draft(admin, make_draft(session, admin, {RATE: "2"}))

    assert claim_of(session, other).rule_version == "2018"


def test_everything_that_is_done_to_a_version_is_in_the_trail(session: Session, admin: Viewer) -> None:
    draft = make_draft(session, admin, {RATE: "2"})
    publish_draft(admin, draft)
    withdraw_version(admin, draft, version=None, at=TOMORROW)

    acts = session.scalars(
        select(AuditEntry.act).where(AuditEntry.object_kind == "rule_version").order_by(AuditEntry.seq)
    ).all()
    assert acts == [
        "regelversie.gemaakt",
        "regelversie.cijfer",
        "regelversie.doorgerekend",
        "regelversie.gepubliceerd",
        "regelversie.ingetrokken",
    ]


def test_a_discarded_draft_leaves_nothing_behind(session: Session, admin: Viewer) -> None:
    make_registered(session, "Els")
    draft = make_draft(session, admin, {RATE: "2"})
    simulate(admin, draft, at=NOON)

    discard_draft(admin, draft, version=None, at=NOON)

    assert session.scalars(select(OwnRuleVersion.id)).all() == []
