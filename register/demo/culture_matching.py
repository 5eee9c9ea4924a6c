"""Questions and experience in the demo organisation, and a pair that is going on."""

from datetime import UTC, datetime, time, timedelta

from register.culture.matching.asking import accept, ask
from register.culture.matching.taking_part import Settings, change_settings
from register.culture.matching.topics import add_topic
from register.demo.learning import Cast
from register.demo.organisation import TODAY

_EXPERIENCE = (
    ("Wijkteam West", 2, "mo_competenties:samenwerken_netwerken"),
    ("Ouderenwerk", 1, "bakens:balans_formeel_informeel"),
    ("Ouderenwerk", 2, "mo_competenties:samenwerken_netwerken"),
    ("Sociaal raadslieden", 1, "bakens:vraag_achter_de_vraag"),
)


def ask_each_other(cast: Cast) -> None:
    """Put experience down, and let two colleagues ask for it: one was told yes, the other waits for an answer."""
    at = datetime.combine(TODAY - timedelta(days=3), time(11), tzinfo=UTC)
    givers = {}
    for team, place, about in _EXPERIENCE:
        giver = cast.by_team[team][place]
        add_topic(giver, "ervaring", about, at=at, today=TODAY)
        givers[team, place] = giver
    asking, other = cast.by_team["Sociaal raadslieden"][2], cast.by_team["Wijkteam West"][1]
    question = "Hoe houd je contact met een netwerk dat groot is en vaak verandert?"
    topic = add_topic(asking, "leervraag", "mo_competenties:samenwerken_netwerken", question, at=at, today=TODAY)
    match = ask(asking, topic, givers["Ouderenwerk", 2].person_id, at=at, today=TODAY)
    accept(givers["Ouderenwerk", 2], match, at=at + timedelta(hours=3))
    change_settings(asking, Settings(most_at_once=2, random_rounds=True), version=1, today=TODAY)
    topic = add_topic(other, "leervraag", "bakens:vraag_achter_de_vraag", at=at, today=TODAY)
    ask(other, topic, givers["Sociaal raadslieden", 1].person_id, at=at, today=TODAY)
