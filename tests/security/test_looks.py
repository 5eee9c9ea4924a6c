"""Whoever sees what is somebody else's leaves a line that this person reads; what does not is on a list (bar PR10)."""

from sqlalchemy import func, select

from register.db import session
from register.privacy.models import Look
from tests.security.house import House
from tests.security.matrix import Route, routes

COLLEAGUES = ("tom", "kim", "ron", "max", "hr", "admin")
WHY = {
    "shared on purpose by who wrote it, or by the group or team that it is of": (
        "add_planned_day_form", "edit_agenda_item_form", "edit_group_form", "edit_meeting_form", "edit_method_form",
        "experiment", "group", "group_calendar", "learning", "log_experiment_form", "log_group_form", "log_method_form",
        "method", "plan_year_form", "planned_day_form", "team_meeting",
    ),
    "what HR keeps itself: who works here, in which team, with which number of which register": (
        "import_errors", "import_preset", "import_presets", "import_preview", "imports", "new_registration_form",
        "people", "person", "person_form", "person_name_form", "person_pack_form", "registration_form", "stand_ins",
    ),
    "totals, which a manager and HR see of everybody, said on Wie keek": (
        "one_team", "one_team_development", "organisation", "team", "team_development", "training_plan_file",
    ),
    "nothing of a person: a form, a count, a norm, or a list without names": (
        "blank_list_pdf", "exports", "figure_form", "figures", "import_progress", "import_template", "new_method_form",
        "organisation_pack", "presence", "results", "draft_figure_form", "rule_effects", "rule_version",
        "rule_version_file", "rule_version_form", "rule_versions",
    ),
}  # fmt: skip
"""Ways in that leave no line, by why not."""
SILENT = frozenset(endpoint for endpoints in WHY.values() for endpoint in endpoints)


def _lines(house: House) -> int:
    """How often somebody looked at what is Els's."""
    with house.host.app.app_context():
        whose = Look.person_id == house.world.own.ids["person_id"]
        return session().scalar(select(func.coalesce(func.sum(Look.times), 0)).where(whose)) or 0


def _shows_others(route: Route) -> bool:
    """Whether it names a thing of somebody, or is for some roles alone."""
    return route.who != "public" and (route.has_object or isinstance(route.who, list))


def _is_silent(house: House, actor: str, route: Route) -> bool:
    """Let the actor in, and say whether that shows something without a line."""
    before = _lines(house)
    shown = house.open_as(actor, route) == 200
    silent = shown and _lines(house) == before
    if route.method != "GET":
        house.as_it_was()
    return silent


def test_every_way_into_what_is_of_another_leaves_a_line_or_is_on_the_list(resettable: House) -> None:
    silent = {
        route.endpoint.split(".")[1]
        for route in routes(resettable.host.app)
        for actor in COLLEAGUES
        if _shows_others(route) and route.refusal(actor) is None and _is_silent(resettable, actor, route)
    }

    assert "\n".join(sorted(silent ^ SILENT)) == ""
