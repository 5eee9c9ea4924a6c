"""With the settings as they come nobody is watched or ranked: no times of signing in or reading, no list of the best.

Bar PR7: every page and every file, as who has every role and as an ordinary colleague.
"""

import re

import pytest

from tests.security.house import House
from tests.security.matrix import Route, routes
from tests.security.reading import parts_of
from tests.security.world import Things

WATCHING = re.compile(
    r"laatst (?:ingelogd|aangelogd|aangemeld|gezien|actief|gelezen)|laatste (?:bezoek|aanmelding)|leestijd|gelezen door"
    r"|online sinds|ranglijst|ranking|top ?\d+\b|koploper|scorebord|scorelijst|\bplaats \d+ van\b"
    r"|beste (?:collega|team|medewerker)|(?:meeste|minste) (?:uren|punten)",
    re.IGNORECASE,
)
OWN = frozenset({"account", "who_looked"})
"""About the visitor alone: the own sessions, and who looked at the own dossier."""


def _watched(house: House, actor: str, things: Things) -> set[str]:
    looked_at = (one for one in routes(house.host.app) if one.method == "GET" and one.endpoint.split(".")[1] not in OWN)
    return {f"{word} at {route.rule}" for route in looked_at for word in _words(house, actor, route, things)}


def _words(house: House, actor: str, route: Route, things: Things) -> list[str]:
    with house.host.client(actor).open(route.url(things)) as answer:
        text = b"\0".join(parts_of(answer.get_data())).decode(errors="ignore")
    return WATCHING.findall(text)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_page_and_no_file_watches_or_ranks_people(house: House) -> None:
    assert "\n".join(sorted(_watched(house, "zed", house.world.elsewhere))) == ""


@pytest.mark.slow
def test_whatever_somebodys_role_is_nobody_is_watched_or_ranked(house: House) -> None:
    shown = [_watched(house, actor, house.world.own) for actor in ("els", "tom", "kim", "ron", "hr", "admin")]

    assert "\n".join(sorted(set().union(*shown))) == ""


@pytest.mark.parametrize("said", ["Laatst ingelogd: 3 mei", "Top 10 van het team", "Meeste punten", "gelezen door Ron"])
def test_the_words_of_watching_are_recognised(said: str) -> None:
    assert WATCHING.search(said)
