"""A form changes what it shows, and nothing that somebody adds to it (bar AZ9)."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from register import models
from register.db import session
from register.learning.models import Activity, Attendance, LearningSession
from register.points.models import Claim
from tests.security.filled import Forms, Ready, row_of
from tests.security.house import House
from tests.security.matrix import Route, knock, routes

FOREIGN = {
    "id": "999", "organisation_id": "999", "person_id": "999", "created_by_id": "999", "created_at": "2020-01-01",
    "content_digest": "77", "deleted_at": "2020-01-01", "origin": "import", "import_key": "x",
    "withdrawn_at": "2020-01-01", "points": "999", "granted_points": "999", "state": "toegekend", "track": "vrij",
    "net_minutes": "9999", "rule_version": "x", "rule_digest": "x", "confirmed_at": "2020-01-01",
    "confirmed_by_id": "999", "confirmed_version": "77", "confirmation_method": "x", "disputed_at": "2020-01-01",
    "deactivated_at": "2020-01-01", "subject_id": "x", "role_grant": "admin",
}  # fmt: skip
WRITES_NOTHING = {
    "search",  # words stay in the session
    "reshape_activity_form", "preview_activity_form", "reshape_edit_form", "reshape_reflection",  # draw a form again
    "log_one_line", "preview_brought",  # show what would be kept
    "check_in_here", "ask_to_check_in",  # what is sent lies in the code of the address, which is made by chance
    "mail_outsider", "send_presence",  # no mail and no connection in this house
    "hold_matching_round", "undo_matching_round",  # chance decides who is paired: nobody takes part in this world
}  # fmt: skip
"""Posts that leave every row as it is, however well they are filled in."""


BY_CHANCE = {"key", "digest", "uid", "form_key"}
"""Columns that hold a secret or a name made by chance: another one each time."""


Rows = dict[str, list[Any]]
_QUERIES = {
    table.name: str(select(*(one for one in table.columns if one.name not in BY_CHANCE)))
    for table in models.metadata.sorted_tables
}


def _rows(house: House) -> Rows:
    """Return every row of every table as the driver gives it and in its order, without what chance fills."""
    with house.host.app.app_context(), house.host.database.engine.connect() as connection:
        run = connection.connection.cursor().execute
        return {table: run(query).fetchall() for table, query in _QUERIES.items()}


def _after(house: House, ready: Ready, more: dict[str, str]) -> Rows:
    """Post, look, and go back to how it was."""
    ready.send(more)
    rows = _rows(house)
    house.as_it_was()
    return rows


def _posts(house: House, number: int | None) -> list[tuple[str, Route]]:
    """Return every post with so many of who may send it, or with all of them."""
    posts = [one for one in routes(house.host.app) if one.method == "POST" and one.who != "public"]
    return [(actor, route) for route in posts for actor in _who_may(route)[:number]]


def _who_may(route: Route) -> list[str]:
    """Who may send it, first of whom it changes something."""
    may = [actor for actor in ("els", "hr", "admin") if route.refusal(actor) is None]
    return sorted(may, key=lambda actor: actor != row_of(route).get("by"))


@pytest.mark.parametrize("number", [1, pytest.param(None, marks=pytest.mark.slow)], ids=["one", "all"])
def test_no_foreign_field_of_any_form_reaches_a_column_and_the_forms_write_something(
    resettable: House, tmp_path: Path, number: int | None
) -> None:
    forms, posts = Forms(host=resettable.host, things=resettable.world.own, folder=tmp_path), _posts(resettable, number)
    differs, writing, clean = [], set(), _rows(resettable)
    for actor, route in posts:
        ready = forms.ready(actor, route)
        before = _rows(resettable) if row_of(route) else clean
        plain = _after(resettable, ready, {})
        if plain != before:
            writing.add(route.endpoint)
        if plain != _after(resettable, forms.ready(actor, route), FOREIGN):
            differs.append(f"{route.rule} as {actor}")

    idle = {route.endpoint for _actor, route in posts} - writing
    assert "\n".join(differs) == ""
    assert " ".join(sorted({endpoint.split(".")[1] for endpoint in idle} ^ WRITES_NOTHING)) == ""
    assert len(FOREIGN) == 25


def test_no_foreign_field_of_the_activity_form_reaches_a_column(resettable: House) -> None:
    route = next(one for one in routes(resettable.host.app) if one.endpoint.endswith(".log_activity"))

    code = knock(resettable.host.client("els"), route, resettable.world.own, FOREIGN)

    with resettable.host.app.app_context():
        current = session()
        activity = current.scalars(select(Activity).order_by(Activity.id.desc()).limit(1)).one()
        meeting = current.scalars(select(LearningSession).where(LearningSession.activity_id == activity.id)).one()
        attendance = current.scalars(select(Attendance).where(Attendance.session_id == meeting.id)).one()
        claim = current.scalars(select(Claim).where(Claim.attendance_id == attendance.id)).one()
        els = resettable.world.own.ids["person_id"]
        assert code == 302
        assert activity.created_by_id == els
        assert (activity.content_version, activity.origin, activity.import_key) == (1, "ingevoerd", None)
        assert (activity.withdrawn_at, meeting.gross_minutes) == (None, 120)
        assert (attendance.person_id, attendance.disputed_at, attendance.confirmed_version) == (els, None, 1)
        assert (claim.state, claim.granted_points, claim.net_minutes) == ("klaar", None, 120)
