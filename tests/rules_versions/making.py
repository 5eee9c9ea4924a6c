"""Makers of own versions, and of people in the Register Sociaal Werkers whose figures are set."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.once import as_form_key
from register.people.models import Person, Registration, RoleGrant
from register.points.figures import set_figure
from register.points.models import Claim, Standing
from register.points.versions.drafts import NewFigure, copy_version, set_draft_figure
from register.points.versions.models import OwnRuleVersion
from register.points.versions.publishing import publish
from register.points.versions.recounting import IN_THE_PAGE
from register.points.versions.simulating import simulate
from tests.makers import NOON, make_logged, make_person, make_registration, make_viewer

RATE = "activities.intervisie.points_per_hour"
LAST_YEAR = datetime(2025, 6, 1, 9, 0, tzinfo=UTC)
MANY = IN_THE_PAGE + 10
"""More registrations than a page counts."""
OVER = date(2026, 6, 30)
"""Last day of a period that has ended."""


def make_admin(session: Session, name: str = "Ada", **given: Any) -> Viewer:
    """Make an admin who set the figures that everything here counts with: 1 point an hour, 10 points in all."""
    admin = make_viewer(session, make_person(session, name, roles=("admin",), **given))
    for path, value in ((RATE, "1"), ("total.min", "10")):
        set_figure(
            admin, register_id="rp-sw", rule_version="2018", path=path, value=Decimal(value), source="Reglement 2020",
            example=False, at=LAST_YEAR,
        )  # fmt: skip
    return admin


def make_registered(session: Session, name: str, **given: Any) -> Registration:
    """Make somebody in the register since 1 January 2024, with 2 hours of intervisie on 5 March 2026."""
    until = given.pop("cycle_ends_on", date(2028, 12, 31))
    person: Person = make_person(session, name, **given)
    registration = make_registration(session, person, "rp-sw", cycle_ends_on=until)
    make_logged(session, person)
    return registration


def make_many(session: Session, organisation_id: int) -> None:
    """Make more registrations than a page counts, without anything logged."""
    names = [f"P{number:03d}" for number in range(MANY)]
    session.execute(
        insert(Person),
        [
            {
                "organisation_id": organisation_id, "subject": name, "given_name": name, "family_name": "Vries",
                "display_name": f"{name} Vries", "sort_key": name, "search_key": name, "email": f"{name}@x.example",
            }
            for name in names
        ],
    )  # fmt: skip
    people = session.scalars(select(Person.id).where(Person.given_name.in_(names))).all()
    session.execute(
        insert(Registration),
        [
            {
                "person_id": one, "register_id": "rp-sw", "cycle_starts_on": date(2024, 1, 1),
                "cycle_ends_on": date(2028, 12, 31),
            }
            for one in people
        ],
    )  # fmt: skip
    session.commit()


def make_draft(session: Session, admin: Viewer, figures: dict[str, str], **given: Any) -> int:
    """Copy the shipped version with these figures; it holds from 1 January 2024 unless said otherwise."""
    copied: dict[str, Any] = {"copied": "2018", "name": "2027-eigen", "applies_from": date(2024, 1, 1)} | given
    at = copied.pop("at", NOON)
    draft = copy_version(admin, register_id="rp-sw", form_key=as_form_key(""), at=at, **copied)
    for path, value in figures.items():
        figure = NewFigure(path=path, value=Decimal(value), source="Reglement 2027", source_on=date(2026, 11, 1))
        set_draft_figure(admin, draft, figure, version=None, at=at)
    return draft


def publish_draft(admin: Viewer, draft: int, *, at: datetime = NOON) -> None:
    """Work a draft out and publish it."""
    simulate(admin, draft, at=at)
    publish(admin, draft, version=None, at=at)


def row_of(session: Session, draft: int) -> OwnRuleVersion:
    """Load a version as it is now."""
    return session.get_one(OwnRuleVersion, draft, populate_existing=True)


def claim_of(session: Session, registration: Registration) -> Claim:
    """Load the one claim of a registration as it is now."""
    query = select(Claim).where(Claim.registration_id == registration.id)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def total_of(session: Session, registration: Registration) -> tuple[Decimal, Decimal | None]:
    """Return what counts in total, and what is still needed, as it is kept."""
    query = select(Standing).where(Standing.registration_id == registration.id)
    row = session.scalars(query.execution_options(populate_existing=True)).one()
    return row.countable, row.needed


def things_of(session: Session, organisation_id: int) -> dict[str, int]:
    """Make a draft of an organisation's admin, worked out, and a published version; their ids by name."""
    query = select(Person).join(RoleGrant, RoleGrant.person_id == Person.id)
    query = query.where(Person.organisation_id == organisation_id, RoleGrant.role == "admin").order_by(Person.id)
    admin = make_viewer(session, session.scalars(query.limit(1)).one())
    published = make_draft(session, admin, {}, name="2023-eigen", applies_from=date(2023, 1, 1))
    publish_draft(admin, published)
    draft = make_draft(session, admin, {"total.min": "41"}, name="2028-eigen")
    simulate(admin, draft, at=NOON)
    return {
        "rule_version_id": draft,
        "published_rule_version_id": published,
        "rule_version_at": row_of(session, draft).version,
    }
