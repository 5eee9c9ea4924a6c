"""A form changes what it shows, and nothing that somebody adds to it (bar AZ9)."""

from sqlalchemy import select

from register import models
from register.db import session
from register.learning.models import Activity, Attendance, LearningSession
from register.points.models import Claim
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
    "reshape_activity_form", "preview_activity_form", "reshape_edit_form",  # draw a form again
    "add_evidence", "add_loose_evidence", "upload_import",  # nothing without a file
    "undo_import_now",  # not carried out: nothing to put back
    "decide_claim", "undo_claim", "undo_figure", "apply_import",
    "change_group_member", "confirm_attendance", "end_group_member",
    "preview_brought", "read_brought", "presence_answer", "change_import_preset",  # nothing without a file
    "file_upload_card", "decide_upload_card", "undo_upload_card", "reopen", "ask_organisation_pack",
    "prepare_presence", "send_presence", "upload_rule_version",
    # of learning together: nothing to undo or nobody to choose in this world, or a form that misses what it asks
    "add_experiment_member", "adopt_experiment", "ask_to_check_in", "change_matching", "check_in_here",
    "edit_goal", "edit_learning", "hold_matching_round", "include_colleague", "keep_personal_part",
    "log_one_line", "mail_outsider", "plan_as_condition", "release_talk", "reopen_experiment", "reshape_reflection",
    "restore_match_topic", "restore_planned_day", "resume_ambassador", "stop_calendar", "unapply_learning",
    "undo_ambassador", "undo_follow_up", "undo_matching_round", "unlink_goal",
    "choose_visibility", "undo_visibility",  # a form that says not what it was drawn with
}  # fmt: skip
"""Posts whose form in `authz.toml` leaves every row as it is."""


BY_CHANCE = {"key", "digest", "uid", "form_key"}
"""Columns that hold a secret or a name made by chance: another one each time."""


_QUERIES = {
    table.name: str(select(*(one for one in table.columns if one.name not in BY_CHANCE)))
    for table in models.metadata.sorted_tables
}


def _rows(house: House) -> dict[str, list[str]]:
    """Return every row of every table as the driver gives it, without what chance fills."""
    with house.host.app.app_context(), house.host.database.engine.connect() as connection:
        run = connection.connection.cursor().execute
        return {table: sorted(map(str, run(query))) for table, query in _QUERIES.items()}


def _after(house: House, actor: str, route: Route, more: dict[str, str]) -> dict[str, list[str]]:
    """Post, look, and go back to how it was."""
    knock(house.host.client(actor), route, house.world.own, more)
    rows = _rows(house)
    house.as_it_was()
    return rows


def _posts(house: House) -> list[tuple[str, Route]]:
    """Return every post with somebody who may send it."""
    return [
        (actor, route)
        for route in routes(house.host.app)
        for actor in ("els", "hr", "admin")
        if route.method == "POST" and route.who != "public" and route.refusal(actor) is None
    ]


def test_no_foreign_field_of_any_form_reaches_a_column_and_the_forms_write_something(resettable: House) -> None:
    before, posts = _rows(resettable), _posts(resettable)
    differs, writing = [], set()
    for actor, route in posts:
        plain = _after(resettable, actor, route, {})
        if plain != before:
            writing.add(route.endpoint)
        if plain != _after(resettable, actor, route, FOREIGN):
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
