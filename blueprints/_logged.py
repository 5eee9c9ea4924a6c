"""What was just logged, in one sentence, and the card by which it is undone."""

from register.access import Viewer
from register.current import state
from register.db import session
from register.errors import NotFound
from register.learning.activity_page import ActivityPage, activity_page
from register.learning.log_activity import Logged

from ._format import count, day, number


def what_was_logged(viewer: Viewer, logged: Logged) -> str:
    """Say what was stored, what it gave, and who is asked to confirm."""
    page = activity_page(session(), viewer, logged.activity_id, today=state().today())
    parts = [f"{page.activity.title} van {day(page.meetings[0].held_on)} is vastgelegd.", _points(page)]
    if logged.to_confirm:
        asked = count(logged.to_confirm, "collega krijgt", "collega's krijgen")
        parts.append(f"{asked} de vraag om te bevestigen.")
    return " ".join(part for part in parts if part)


def _points(page: ActivityPage) -> str:
    if not page.claims:
        return "Het telt mee in je leeruren."
    told = [
        f"{one.register_name}: {points_in_words(one.points)}{f' ({one.label})' if one.label else ''}"
        for one in page.claims
    ]
    return f"{'; '.join(told)}."


def points_in_words(points: object) -> str:
    """Write points with their noun; "punten niet vastgesteld" where the figure is not known."""
    if points is None:
        return "punten niet vastgesteld"
    written = number(points)  # type: ignore[arg-type]
    return f"{written} {'punt' if written == '1' else 'punten'}"


def just_logged(viewer: Viewer, activity_id: str) -> ActivityPage | None:
    """Return the activity that was saved a moment ago, to look at or undo; nothing for any other number."""
    if not activity_id.isascii() or not activity_id.isdigit() or len(activity_id) > 9:  # noqa: PLR2004 - fits every database
        return None
    try:
        page = activity_page(session(), viewer, int(activity_id), today=state().today())
    except NotFound:
        return None
    return page if page.may_change and page.made_today else None
