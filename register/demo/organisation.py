"""Who works in the demo organisation: made-up people, always the same ones."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

NAME = "Sociaal Werk Rivierstad (demo)"
MAIL_DOMAIN = "@rivierstad.example"
"""By which an account of the demo is told from one of a real organisation."""
TODAY = date(2026, 11, 20)
"""The day up to which the demo has activities."""

TEAMS = (
    "Wijkteam Noord",
    "Wijkteam Oost",
    "Wijkteam Zuid",
    "Wijkteam West",
    "Jongerenwerk",
    "Ouderenwerk",
    "Maatschappelijk werk",
    "Sociaal raadslieden",
)
LOCATIONS = {
    "Wijkteam Noord": "Buurthuis De Brug",
    "Wijkteam Oost": "Wijkcentrum Oost",
    "Wijkteam Zuid": "Wijkcentrum Zuid",
    "Wijkteam West": "Buurthuis De Brug",
    "Jongerenwerk": "Wijkcentrum Zuid",
    "Ouderenwerk": "Wijkcentrum Oost",
}
"""Where a team works; the others work at the office."""

_GIVEN = """Anna Bram Cees Daan Eva Fatima Gijs Hanneke Ilse Jeroen Karin Lotte Mehmet Noor Olaf Petra Quirine Roos
Sanne Tjeerd Ursula Vincent Willemijn Xander Yasmina Zoë Anaïs Björn Chloë Daniël Esmée Ferhat Geert-Jan Hélène Inge
Joëlle Koen Loïs Maaike Noëlle Özlem Pınar René Søren Thérèse Ümit Valérie Wiesje Yfke Zeynep Jan-Willem
Marit Fenne Sjoerd Amina Bilal Carla Dirk Els Frits""".split()
_PREFIXES = ("", "", "", "", "van", "de", "van der", "van den", "ter", "'t", "van 't")
_FAMILY = """Jansen Vries Bakker Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Brouwer Dijkstra Koster
Yılmaz Öztürk Amrani Müller Wiersma Hoekstra Postma Zijlstra Kuipers Veenstra Bouwmeester Hofstee Nguyễn Şahin Çelik
Benali Tahiri Kowalski Nowak Berg Dijk Laan Meer Heide Linden Beek Akker Hoek Poel Straten Burg Schaik Loo Wal Eijk Haan
Jong Groot Wit Boer Graaf Ruiter Koning Prins Kamp""".split()


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """A registration of somebody in the demo."""

    register_id: str
    number: str
    level: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody in the demo, as HR would write a row."""

    number: str
    given_name: str
    prefix: str
    family_name: str
    email: str
    job_title: str
    location: str
    team: str
    manager: str
    starts_on: date
    hours: int
    role: str
    enrolments: tuple[Enrolment, ...]


def colleagues() -> tuple[Colleague, ...]:
    """Return all sixty: eight managers, HR, a coordinator, an admin and the professionals."""
    chance = random.Random(2026)
    return tuple(_colleague(chance, place) for place in range(60))


def _colleague(chance: random.Random, place: int) -> Colleague:
    job, team, role = _place(place)
    given = _GIVEN[place]
    family = _FAMILY[place]
    return Colleague(
        number=f"{1001 + place:06d}",
        given_name=given,
        prefix=chance.choice(_PREFIXES),
        family_name=family,
        email=f"medewerker{1001 + place}{MAIL_DOMAIN}",
        job_title=job,
        location=LOCATIONS.get(team, "Kantoor Rivierstad"),
        team=team,
        manager=f"{1001 + TEAMS.index(team):06d}" if team and place >= len(TEAMS) else "",
        starts_on=date(2012, 1, 1) + timedelta(days=chance.randrange(4000)),
        hours=chance.choice((20, 24, 28, 32, 36)),
        role=role,
        enrolments=_enrolments(chance, place, team),
    )


def _place(place: int) -> tuple[str, str, str]:
    """Job, team and role by place in the list: managers first, then the staff, then the teams in turn."""
    if place < len(TEAMS):
        return "Teamleider", TEAMS[place], "leidinggevende"
    staff = {
        8: ("HR-adviseur", "hr"),
        9: ("Coördinator leren", "coördinator"),
        10: ("Applicatiebeheerder", "beheerder"),
    }
    if place in staff:
        job, role = staff[place]
        return job, "", role
    team = TEAMS[place % len(TEAMS)]
    jobs = {
        "Jongerenwerk": "Jongerenwerker",
        "Ouderenwerk": "Ouderenwerker",
        "Maatschappelijk werk": "Maatschappelijk werker",
        "Sociaal raadslieden": "Sociaal raadsvrouw/-man",
    }
    return jobs.get(team, "Sociaal werker"), team, ""


def _enrolments(chance: random.Random, place: int, team: str) -> tuple[Enrolment, ...]:
    """Most are sociaal werker; some hold a second registration, some none yet."""
    if place in {8, 10} or place % 13 == 12:
        return ()
    starts_on = date(2022, 1, 1) + timedelta(days=chance.randrange(1000))
    main = Enrolment(
        register_id="rp-sw",
        number=f"4610{200000 + place * 37}",
        level="hbo" if place % 4 else "mbo-4",
        starts_on=starts_on,
        ends_on=date(starts_on.year + 5, starts_on.month, min(starts_on.day, 28)) - timedelta(days=1),
    )
    if team == "Jongerenwerk":
        started = date(2023, 3, 1) + timedelta(days=place)
        return (
            main,
            Enrolment(
                register_id="skj-jgp", number=f"1{30000 + place * 11}", level="", starts_on=started, ends_on=None
            ),
        )
    return (main,)
