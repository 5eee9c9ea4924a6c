"""No form of ours changes the evidence of points that were granted, whatever file it sends along (bar UP11)."""

import re
import secrets
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select, update

from register.db import session, transaction
from register.evidence.models import Evidence
from register.points.models import Claim
from tests.evidence import samples
from tests.security.house import House
from tests.security.matrix import Route, routes

OPENS_AGAIN = frozenset({"reopen", "decide_claim", "undo_claim", "decide_upload_card", "undo_upload_card"})
"""Ways to take the granting back or to open the activity again: with them it is granted no more."""
FIELDS = ("evidence", "photo", "file", "workbook", "pack", "answer")


def _rows(house: House) -> list[tuple[Any, ...]]:
    """The evidence of the activity, as it stands."""
    with house.host.app.app_context():
        columns = Evidence.__table__.c
        query = select(*columns).where(columns.activity_id == house.world.own.ids["activity_id"]).order_by(columns.id)
        return [tuple(row) for row in session().execute(query)]


def _forms(house: House) -> list[Route]:
    """Every form that Els may send and that leaves her points granted."""
    return [
        route
        for route in routes(house.host.app)
        if route.method == "POST" and route.refusal("els") is None and route.endpoint.split(".")[1] not in OPENS_AGAIN
    ]


def _send(house: House, route: Route) -> int:
    """Send the form of the row with a photo in every field for a file."""
    files = {name: (BytesIO(samples.picture("PNG")), "nieuw.png") for name in FIELDS}
    with house.host.client("els").open(
        route.url(house.world.own),
        method="POST",
        data=files | route.form(house.world.own) | {"form_key": secrets.token_urlsafe(24)},
    ) as answer:
        return answer.status_code


@pytest.mark.parametrize(
    "about",
    [
        pytest.param("activity_id|evidence_id|claim_id|bewijs", id="near"),
        pytest.param("", id="all", marks=pytest.mark.slow),
    ],
)
def test_no_form_changes_the_evidence_of_granted_points(resettable: House, about: str) -> None:
    with resettable.host.app.app_context(), transaction() as current:
        current.execute(update(Claim).values(state="toegekend", granted_points=1))
    before = _rows(resettable)

    codes = [_send(resettable, route) for route in _forms(resettable) if re.search(about, route.rule)]

    assert codes.count(409) > 5
    assert len(before) == 2
    assert _rows(resettable) == before
