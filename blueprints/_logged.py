"""What was just logged, in one sentence, and the card by which it is undone."""

from collections.abc import Sequence
from decimal import Decimal

from register.access import Viewer
from register.current import state
from register.db import session
from register.errors import NotFound
from register.learning.activity_page import ActivityPage, activity_page
from register.learning.log_activity import Logged
from register.points.what_if import ExplainedClaim

from ._format import count, day, number


def what_was_logged(viewer: Viewer, logged: Logged) -> str:
    """Say what was stored, what it gave, and who is asked to confirm."""
    page = activity_page(session(), viewer, logged.activity_id, today=state().today())
    parts = [f"{page.activity.title} van {_days(page)} is vastgelegd.", _points(page)]
    if logged.to_confirm:
        asked = count(logged.to_confirm, "collega krijgt", "collega's krijgen")
        parts.append(f"{asked} de vraag om te bevestigen.")
    return " ".join(part for part in parts if part)


def _days(page: ActivityPage) -> str:
    first, last = day(page.meetings[0].held_on), day(page.meetings[-1].held_on)
    return first if len(page.meetings) == 1 else f"{first} tot en met {last} ({len(page.meetings)} bijeenkomsten)"


def _points(page: ActivityPage) -> str:
    if not page.claims:
        return "Het telt mee in je leeruren."
    claimed: dict[str, list[ExplainedClaim]] = {}
    for one in page.claims:
        claimed.setdefault(one.register_name, []).append(one)
    return f"{'; '.join(_told(name, claims) for name, claims in claimed.items())}."


def _told(name: str, claims: Sequence[ExplainedClaim]) -> str:
    known = [one.points for one in claims if one.points is not None]
    label = next((one.label for one in claims if one.label), "")
    points = sum(known, Decimal(0)) if len(known) == len(claims) else None
    return f"{name}: {points_in_words(points)}{f' ({label})' if label else ''}"


def points_in_words(points: object) -> str:
    """Write points with their noun; "punten niet vastgesteld" where the figure is not known."""
    if points is None:
        return "punten niet vastgesteld"
    written = number(points)
    return f"{written} {'punt' if written == '1' else 'punten'}"


def just_logged(viewer: Viewer, activity_id: str) -> ActivityPage | None:
    """Return the activity that was saved a moment ago, to look at or undo; nothing for any other number."""
    if not activity_id.isascii() or not activity_id.isdigit() or len(activity_id) > 9:  # noqa: PLR2004 - fits every database
        return None
    try:
        page = activity_page(session(), viewer, int(activity_id), today=state().today())
    except NotFound:
        return None
    return page if page.may_change and page.undoable else None
