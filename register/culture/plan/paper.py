"""The development plan (*ontwikkelplan*, J7) as PDF: to keep, or to bring to a talk; for its owner alone."""

from datetime import date, datetime

from register.access import Viewer
from register.culture.plan.as_condition import PlanCondition
from register.culture.plan.page import GoalView, PlanPage, plan_page
from register.db import session as current_session
from register.evidence.papers.issue import issue
from register.evidence.papers.opening import organisation_name
from register.evidence.papers.typeset import Draft, Paper
from register.rules.explain import day

_REMARKS = (
    "Dit plan is van wie erboven staat. Niemand anders ziet het in het leerregister.",
    "Of een plan voldoet, beslist het register. Een stand zegt alleen wat de eigenaar heeft vastgelegd.",
    "De documentcode is gelijk zolang de inhoud gelijk is.",
)


def make_plan_paper(viewer: Viewer, plan_id: int, *, at: datetime, today: date) -> Paper:
    """Make the PDF of one's own plan, with what its page shows.

    Raises:
        NotFound: there is none, or it is somebody else's.
        PaperRefused: it cannot be set now.

    """
    session = current_session()
    page = plan_page(session, viewer, plan_id, today=today)
    draft = _draft(viewer, page, organisation_name(session, viewer.organisation_id))
    return issue(viewer, draft, "plan", plan_id, at=at)


def _draft(viewer: Viewer, page: PlanPage, organisation: str) -> Draft:
    return Draft(
        template="plan",
        kind="Ontwikkelplan",
        prefix="OP",
        title=f"Ontwikkelplan {viewer.name}",
        organisation=organisation,
        file_name=f"ontwikkelplan-{page.starts_on.isoformat()}",
        data={
            "heading": "Ontwikkelplan",
            "facts": [
                ("Naam", viewer.name),
                ("Periode", _period(page)),
                ("Leerdoelen", f"{page.reached} van {len(page.goals)} bereikt" if page.goals else "nog geen"),
            ],
            "goals": [_goal(one) for one in page.goals],
            "conditions": [_condition(one) for one in page.conditions],
            "remarks": _REMARKS,
        },
    )


def _period(page: PlanPage) -> str:
    return f"{day(page.starts_on)} {f'tot en met {day(page.ends_on)}' if page.ends_on else 'en verder'}"


def _goal(goal: GoalView) -> dict[str, object]:
    said = (
        ("Stand", f"bereikt op {day(goal.reached_on)}" if goal.reached_on else "nog bezig"),
        ("Voor", day(goal.due_on) if goal.due_on else ""),
        ("Competentie", goal.competence_name),
        ("Werkmethode", goal.method),
    )
    return {
        "words": goal.words,
        "facts": [one for one in said if one[1]],
        "approach": goal.approach,
        "activities": [(day(one.held_on), one.title) for one in goal.activities],
    }


def _condition(one: PlanCondition) -> tuple[str, str, str]:
    stand = {None: "nog niet vastgelegd", True: "in orde", False: "niet in orde"}[one.met]
    return one.register_name, stand, day(one.expires_on) if one.expires_on else ""
