"""Who sees what in the demo: some of a team opened more than totals, and their manager and HR looked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from register.access import Viewer
from register.privacy.layers import Audience, Layer, open_layer
from register.privacy.looks import LookedAt, look

_OPENED = (Layer.LIST, Layer.TOTALS, Layer.EVIDENCE)
_DAYS_AGO = (3, 40)


def open_up(team: Sequence[Viewer], *, manager: Viewer, hr: Viewer, at: datetime) -> None:
    """Open some dossiers, one after the other further or not, and let two people look at all of them."""
    for place, viewer in enumerate(team):
        if (layer := _OPENED[place % len(_OPENED)]) is not Layer.TOTALS:
            open_layer(viewer, Audience.MANAGER, layer, at=at)
    people = [viewer.person_id for viewer in team]
    looked, exported = (at - timedelta(days=days) for days in _DAYS_AGO)
    look(hr, people, LookedAt.EXPORT, audience="hr", at=exported)
    look(manager, people, LookedAt.DOSSIER, audience=Audience.MANAGER.value, at=looked)
