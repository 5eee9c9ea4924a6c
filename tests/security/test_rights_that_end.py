"""Rights count as they stand at the request itself, for every role and every page of it (bar AZ4)."""

from sqlalchemy import delete, select, update

from register.access import Role
from register.db import session, transaction
from register.people.models import Person, RoleGrant, TeamManager
from tests.conftest import NOW
from tests.security.house import House
from tests.security.matrix import Route, knock, routes

LAST_MONTH = NOW.date().replace(day=1)
HOLDER = {Role.COORDINATOR: "kim", Role.MANAGER: "ron", Role.HR: "hr", Role.ADMIN: "admin"}
"""Who has each role, and no other."""


def _pages_of(house: House, actor: str) -> list[Route]:
    """The pages that this actor opens by a role alone."""
    return [
        route
        for route in routes(house.host.app)
        if route.method == "GET" and isinstance(route.who, list) and route.refusal(actor) is None
    ]


def _codes(house: House, actor: str, pages: list[Route]) -> set[int]:
    """Open them all in one browser."""
    client = house.host.client(actor)
    return {knock(client, page, house.world.own) for page in pages}


def _end_every_right() -> None:
    with transaction() as current:
        current.execute(update(RoleGrant).values(ends_on=LAST_MONTH))
        current.execute(update(TeamManager).values(ends_on=LAST_MONTH))


def test_whatever_role_ends_none_of_its_pages_opens_at_the_next_request(house: House) -> None:
    pages = {actor: _pages_of(house, actor) for actor in HOLDER.values()}
    before = {actor: _codes(house, actor, found[:1]) for actor, found in pages.items()}
    with house.host.app.app_context():
        _end_every_right()

    after = {actor: _codes(house, actor, found) for actor, found in pages.items()}

    assert before == {actor: {200} for actor in pages}
    assert after == {actor: {403} for actor in pages}


def test_a_role_that_was_given_counts_at_the_next_request(house: House) -> None:
    kept = {role: _pages_of(house, actor)[0] for role, actor in HOLDER.items() if role != Role.MANAGER}
    before = {role: _codes(house, "tom", [page]) for role, page in kept.items()}
    with house.host.app.app_context(), transaction() as current:
        tom = session().scalars(select(Person.id).where(Person.subject == "tom")).one()
        current.execute(delete(RoleGrant).where(RoleGrant.person_id == tom))
        current.add_all(RoleGrant(person_id=tom, role=role.value, starts_on=LAST_MONTH) for role in kept)

    after = {role: _codes(house, "tom", [page]) for role, page in kept.items()}

    assert (before, after) == ({role: {403} for role in kept}, {role: {200} for role in kept})
