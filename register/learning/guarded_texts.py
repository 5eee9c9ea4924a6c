"""The texts of an activity past the guard (D5): what others read, and the reflection that is typed with it."""

from datetime import date

from register.access import Viewer
from register.db import session
from register.learning.entry import ActivityEntry
from register.learning.known_names import names_that_may_stand
from register.learning.models import Activity
from register.privacy.guarded import refuse_client_data

_FREE = ("title", "subject", "learning_goal", "report", "reflection")


def refuse_client_data_in(
    viewer: Viewer, entry: ActivityEntry, *, today: date, kept_anyway: str, changes: Activity | None = None
) -> None:
    """Look once at what was typed; texts that are stored already are not asked about again.

    Raises:
        ClientData: something may point to a client, and the writer did not say that it may stay.

    """
    texts = {name: getattr(entry, name) for name in _FREE if getattr(entry, name).strip()}
    if not texts:
        return
    people = {participant.person_id for one in entry.sessions for participant in one.participants}
    known = [getattr(changes, name) for name in _FREE if name != "reflection"] if changes else []
    names = names_that_may_stand(session(), viewer, today=today, person_ids=people)
    refuse_client_data(texts, colleagues=names, kept_anyway=kept_anyway, known=known)
