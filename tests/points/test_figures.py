"""An organisation lays its own figures over the rules, and everybody is counted again (C12)."""

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.audit import AuditEntry
from register.errors import Conflict, Invalid, NotAllowed, NotFound
from register.people.models import Person
from register.points.figures import FigureChange, put_back_figure, read_figure, read_figures, remove_figure, set_figure
from register.points.models import Claim, Standing
from register.rules.facts import ClaimState
from tests.makers import make_logged, make_organisation, make_person, make_registration, make_viewer

RATE = "activities.intervisie.points_per_hour"


@pytest.fixture
def admin(session: Session) -> Viewer:
    return make_viewer(session, make_person(session, "Ada", roles=("admin",)))


@pytest.fixture
def els(session: Session) -> Person:
    person = make_person(session, "Els")
    make_registration(session, person, "rp-sw", number="46100012")
    make_logged(session, person)
    return person


def lay(
    session: Session, viewer: Viewer, now: datetime, path: str = RATE, value: str = "1", **given: object
) -> FigureChange:
    figure: dict[str, object] = {
        "register_id": "rp-sw",
        "rule_version": "2018",
        "path": path,
        "value": Decimal(value),
        "source": "Registratiereglement, artikel 4",
        "example": False,
        "at": now,
    }
    return set_figure(viewer, **(figure | given))  # type: ignore[arg-type]


def total_of(session: Session, person: Person) -> Standing:
    registration = person.registrations[0]
    return session.scalars(select(Standing).where(Standing.registration_id == registration.id)).one()


def test_a_figure_that_nobody_saw_is_not_zero(session: Session, els: Person) -> None:
    standing = total_of(session, els)

    assert session.scalars(select(Claim.points)).one() is None
    assert (standing.minimum, standing.needed) == (None, None)


def test_an_own_figure_counts_for_everybody_in_the_register_at_once(
    session: Session, admin: Viewer, els: Person, now: datetime
) -> None:
    lay(session, admin, now)
    change = lay(session, admin, now, "total.min", "40")

    session.expire_all()
    standing = total_of(session, els)
    assert change.counted.count == 1
    assert session.scalars(select(Claim.points)).one() == Decimal(2)
    assert (standing.countable, standing.minimum, standing.needed) == (Decimal(2), Decimal(40), Decimal(38))


def test_an_example_says_so_wherever_it_shows(session: Session, admin: Viewer, els: Person, now: datetime) -> None:
    lay(session, admin, now, "total.min", "40", example=True)

    session.expire_all()
    assert "voorbeeld, niet vastgesteld" in total_of(session, els).label


def test_taking_a_figure_away_makes_it_unknown_again(
    session: Session, admin: Viewer, els: Person, now: datetime
) -> None:
    lay(session, admin, now)
    change = remove_figure(admin, register_id="rp-sw", rule_version="2018", path=RATE, at=now)

    session.expire_all()
    assert session.scalars(select(Claim.points)).one() is None
    assert change.before is not None
    assert change.before.value == Decimal(1)


def test_what_a_register_granted_is_not_judged_again(
    session: Session, admin: Viewer, els: Person, now: datetime
) -> None:
    claim = session.scalars(select(Claim)).one()
    claim.state, claim.granted_points = ClaimState.GRANTED, Decimal(1)
    session.commit()
    digest = claim.rule_digest

    lay(session, admin, now)

    assert session.scalars(select(Claim.rule_digest)).one() == digest
    session.expire_all()
    assert total_of(session, els).granted == Decimal(1)


def test_another_organisation_keeps_its_own_figures(
    session: Session, admin: Viewer, els: Person, now: datetime
) -> None:
    other = make_person(session, "Wim", organisation=make_organisation(session, "Welzijn Zuid"))
    make_registration(session, other, "rp-sw")
    make_logged(session, other)

    lay(session, admin, now, "total.min", "40")

    session.expire_all()
    assert total_of(session, other).minimum is None
    foreign = make_viewer(
        session, make_person(session, "Zoe", organisation=make_organisation(session, "Welzijn Zuid"), roles=("admin",))
    )
    assert read_figure(session, foreign, "rp-sw", "2018", "total.min").own is None


def test_the_page_shows_shipped_and_own_side_by_side_with_who_and_when(
    session: Session, admin: Viewer, now: datetime
) -> None:
    lay(session, admin, now, "total.min", "40")

    page = read_figures(session, admin, "rp-sw", "2018")
    line = next(line for line in page.lines if line.slot.path == "total.min")
    assert (line.slot.value, line.slot.known) == (None, False)
    assert line.own is not None
    assert (line.own.value, line.own.set_by, line.own.set_at) == (Decimal(40), admin.name, now)
    assert "reglement" in (line.slot.ask or "")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"value": "-1"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": "Infinity"}, "value"),
        ({"value": "1000000000"}, "value"),
        ({"value": "0.00001"}, "value"),
        ({"source": "   "}, "source"),
        ({"source": "x" * 501}, "source"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(
    session: Session, admin: Viewer, now: datetime, given: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        lay(session, admin, now, **given)

    assert refused.value.field == field


@pytest.mark.parametrize("given", [{"path": "total.onzin"}, {"register_id": "rp-onzin"}, {"rule_version": "1900"}])
def test_a_place_that_does_not_exist_is_not_found(
    session: Session, admin: Viewer, now: datetime, given: dict[str, str]
) -> None:
    with pytest.raises(NotFound):
        lay(session, admin, now, **given)


def test_hr_reads_and_does_not_change(session: Session, now: datetime) -> None:
    viewer = make_viewer(session, make_person(session, "Hans", roles=("hr",)))

    assert not read_figures(session, viewer).may_change
    with pytest.raises(NotAllowed, match="Alleen de beheerder"):
        lay(session, viewer, now)


def test_others_do_not_even_read(session: Session, els: Person) -> None:
    with pytest.raises(NotAllowed):
        read_figures(session, make_viewer(session, els))


def test_two_admins_do_not_overwrite_each_other(session: Session, admin: Viewer, now: datetime) -> None:
    lay(session, admin, now, version=0)

    with pytest.raises(Conflict, match="intussen"):
        lay(session, admin, now, value="3", version=0)


def test_every_change_is_in_the_trail(session: Session, admin: Viewer, now: datetime) -> None:
    lay(session, admin, now)
    remove_figure(admin, register_id="rp-sw", rule_version="2018", path=RATE, at=now)

    rows = session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "figure").order_by(AuditEntry.seq)).all()
    assert [row.act for row in rows] == ["norm.gezet", "norm.weggehaald"]
    assert all(RATE in row.details for row in rows)


def test_undoing_does_not_take_away_what_another_admin_set_since(
    session: Session, admin: Viewer, now: datetime
) -> None:
    mine = lay(session, admin, now)
    lay(session, make_viewer(session, make_person(session, "Bea", roles=("admin",))), now, value="2")

    with pytest.raises(Conflict, match="intussen"):
        put_back_figure(
            admin, register_id="rp-sw", rule_version="2018", path=RATE, value=None, source="", example=False,
            version=mine.version, at=now,
        )  # fmt: skip

    assert read_figure(session, admin, "rp-sw", "2018", RATE).own.value == Decimal(2)  # type: ignore[union-attr]
