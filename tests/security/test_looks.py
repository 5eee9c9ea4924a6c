"""Whoever sees what is somebody else's leaves a line that this person reads, and every file is in the trail.

Bars PR10 and EX8: what leaves no line is on a list, with why not.
"""

from dataclasses import dataclass

from sqlalchemy import func, select

from register.audit import AuditEntry
from register.db import session
from register.privacy.models import Look
from tests.security.house import House
from tests.security.matrix import Route, routes

COLLEAGUES = ("hr", "ron", "kim", "admin", "tom", "max")
WHY = {
    "shared on purpose by who wrote it, or by the group or team that it is of": (
        "add_planned_day_form", "edit_agenda_item_form", "edit_group_form", "edit_meeting_form", "edit_method_form",
        "experiment", "group", "group_calendar", "learning", "log_experiment_form", "log_group_form", "log_method_form",
        "method", "plan_year_form", "planned_day_form", "team_meeting",
    ),
    "what HR keeps itself: who works here, in which team, with which number of which register": (
        "import_errors", "import_preset", "import_presets", "import_preview", "imports", "new_registration_form",
        "people", "person", "person_form", "person_name_form", "person_pack_form", "person_retention",
        "registration_form", "stand_ins", "leaving", "cost_activities",
    ),
    "totals, which a manager and HR see of everybody, said on Wie keek": (
        "one_team", "one_team_development", "organisation", "team", "team_development", "training_plan_file",
    ),
    "what is wished for a team, written to be read by who plans: wishes that somebody handed in for it": (
        "add_need_form", "directions", "edit_direction_form", "edit_need_form", "needs",
    ),
    "a line for everybody who is on it; in this world nobody is": (
        "approvals", "organisation_conditions", "team_conditions",
    ),
    "nothing of a person: a form, a count, a norm, or a list without names": (
        "checks", "costs", "retention", "term_form",
        "blank_list_pdf", "exports", "figure_form", "figures", "import_progress", "import_template", "new_method_form",
        "organisation_pack", "presence", "results", "draft_figure_form", "rule_effects", "rule_version",
        "rule_version_file", "rule_version_form", "rule_versions", "withdraw_rule_version_form",
    ),
}  # fmt: skip
"""Ways in that leave no line, by why not."""
SILENT = frozenset(endpoint for endpoints in WHY.values() for endpoint in endpoints)


UNLOGGED = {
    "group_calendar": "the days of the own group, for the own calendar",
    "import_errors": "rows of HR's own file, back to HR; the import itself is in the trail",
    "import_template": "an empty workbook",
    "open_evidence": "a file of an activity of one's own; others leave a line",
    "own_data_file": "what a job made; that it was made is in the trail",
    "rule_version_file": "rules, without people",
}
"""Files that leave no line in the trail, each with why not."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a request brought: the page or file, and what was written down of it."""

    route: Route
    actor: str
    code: int
    is_file: bool
    looks: int
    acts: int

    @property
    def name(self) -> str:
        """How the row calls it."""
        return self.route.endpoint.split(".")[1]


def _written(house: House) -> tuple[int, int]:
    """How often somebody looked at what is Els's, and how long the trail is."""
    with house.host.app.app_context():
        whose = Look.person_id == house.world.own.ids["person_id"]
        looks = session().scalar(select(func.coalesce(func.sum(Look.times), 0)).where(whose)) or 0
        return looks, session().scalar(select(func.count(AuditEntry.seq))) or 0


def _shows_others(route: Route) -> bool:
    """Whether it names a thing of somebody, or is for some roles alone."""
    return route.who != "public" and (route.has_object or isinstance(route.who, list))


def _who_try(route: Route) -> tuple[str, ...]:
    """Els opens what is her own; of the colleagues who may, two open what is hers."""
    others = COLLEAGUES if _shows_others(route) else ()
    may = [actor for actor in others if route.refusal(actor) is None]
    own = () if route.who == "public" or route.refusal("els") else ("els",)
    return (*own, *may[:2])


def _answered(house: House, actor: str, route: Route) -> Answered:
    """Let the actor in, and go back to how it was."""
    looks, acts = _written(house)
    client, things = house.host.client(actor), house.world.own
    with client.open(route.url(things), method=route.method, data=route.form(things) or None) as answer:
        code, handed = answer.status_code, "attachment" in answer.headers.get("Content-Disposition", "")
    now = _written(house)
    if route.method != "GET":
        house.as_it_was()
    return Answered(
        route=route, actor=actor, code=code, is_file=handed, looks=now[0] - looks, acts=now[1] - acts
    )  # fmt: skip


def test_every_way_into_what_is_of_another_and_every_file_leaves_a_line_or_is_on_a_list(resettable: House) -> None:
    answers = [
        _answered(resettable, actor, route) for route in routes(resettable.host.app) for actor in _who_try(route)
    ]

    silent = {
        one.name
        for one in answers
        if one.actor != "els" and one.code == 200 and _shows_others(one.route) and not one.looks
    }
    unlogged = {one.name for one in answers if one.is_file and one.code == 200 and not (one.acts or one.looks)}
    assert "\n".join(sorted(silent ^ SILENT)) == ""
    assert "\n".join(sorted(unlogged ^ set(UNLOGGED))) == ""
