"""What a spot check would miss of an activity (*wat ontbreekt*), and who can mend it; pure, from plain facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from register.learning.kinds import Kind

MOST_NAMES = 3
_HOME = "Bevestig op Vandaag dat je erbij was."


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One thing that is missing, with the way to mend it."""

    code: str
    """"bevestiging", "lijst", "scherm", "tijden", "stuk", "begeleider" or "beeld"."""
    missing: str
    """"Presentielijst ontbreekt"."""
    remedy: str
    """"Vraag Bram en Carla om te bevestigen."."""
    own: bool
    """The person can do it alone; false: somebody else has to be asked."""


@dataclass(frozen=True, kw_only=True)
class Logged:
    """One activity as one person took part in it: what readiness is judged by."""

    activity_id: int
    person_id: int
    title: str
    held_on: date
    kind: Kind | None
    """`None`: a kind of an older release, of which nothing is asked."""
    confirmed: bool
    waiting: tuple[str, ...]
    """Names of others who were there and did not confirm this version."""
    on_screen_of: str
    """On whose screen the person confirmed without a proof of their own; empty: did not."""
    others_on_screen: tuple[str, ...]
    """Names of others who did so."""
    timed: bool
    """Every meeting has a start and an end."""
    files: int
    made_by: str
    """Who logged it; empty: the person."""
    facilitator: str
    facilitator_number: str
    online: bool
    av_confirmed: bool
    fill_in_at: str = "Wijzigen"
    """Where the person fills in what is missing."""


def gaps_of(one: Logged) -> tuple[Gap, ...]:
    """Return what is missing, what the person can do alone first."""
    if one.kind is None:
        return ()
    found = (
        *_confirmation(one),
        *_list(one, one.kind),
        *_screen(one, one.kind),
        *_file(one, one.kind),
        *_facilitator(one, one.kind),
        *_av(one, one.kind),
    )
    return tuple(sorted(found, key=lambda gap: not gap.own))


def _confirmation(one: Logged) -> Iterator[Gap]:
    if not one.confirmed:
        yield Gap(code="bevestiging", missing="Je bevestiging ontbreekt", remedy=_HOME, own=True)


def _list(one: Logged, kind: Kind) -> Iterator[Gap]:
    """Ask for start, end and everybody's confirmation; a photo of a signed list will do too."""
    if kind.proof != "lijst" or one.files:
        return
    if not one.timed:
        remedy = f"Vraag {one.made_by} om ze in te vullen." if one.made_by else f"Vul ze in bij {one.fill_in_at}."
        yield Gap(
            code="tijden",
            missing="Begin- en eindtijd ontbreken, en een presentielijst heeft ze nodig",
            remedy=remedy,
            own=not one.made_by,
        )
    if one.waiting:
        yield Gap(
            code="lijst",
            missing="De presentielijst is niet compleet",
            remedy=f"Vraag {names_in_words(one.waiting)} om te bevestigen, of voeg een foto van de lijst toe.",
            own=False,
        )


def _screen(one: Logged, kind: Kind) -> Iterator[Gap]:
    """Say what was signed on the screen of a colleague: no register was seen to say whether that will do."""
    unknown = "of het register dat aanvaardt, is niet vastgesteld"
    if one.confirmed and one.on_screen_of:
        yield Gap(
            code="scherm",
            missing=f"Bevestigd op het scherm van {one.on_screen_of}; {unknown}",
            remedy="Bevestig het ook zelf, op Vandaag.",
            own=True,
        )
    if one.others_on_screen and kind.proof == "lijst" and not one.files:
        names = names_in_words(one.others_on_screen)
        yield Gap(
            code="scherm",
            missing=f"Op de presentielijst tekende een collega op het scherm van een ander; {unknown}",
            remedy=f"Vraag {names} om ook zelf te bevestigen, of voeg een foto van de lijst toe.",
            own=False,
        )


def _file(one: Logged, kind: Kind) -> Iterator[Gap]:
    if kind.proof != "stuk" or one.files:
        return
    what = kind.evidence_hint.rstrip(".") or "Bewijs"
    ask = f"Vraag het aan {kind.proof_from} en voeg" if kind.proof_from else "Voeg"
    yield Gap(
        code="stuk",
        missing=f"{what} ontbreekt",
        remedy=f"{ask} een foto of pdf toe.",
        own=not kind.proof_from,
    )


def _facilitator(one: Logged, kind: Kind) -> Iterator[Gap]:
    """Kinds under a registered facilitator show who that was, and under which number."""
    if "facilitator_register" not in kind.fields or (one.facilitator and one.facilitator_number):
        return
    who = one.facilitator or "de begeleider"
    missing = "Registratienummer van de begeleider ontbreekt" if one.facilitator else "Naam van de begeleider ontbreekt"
    remedy = f"Vraag het aan {who} en vul het in bij {one.fill_in_at}."
    yield Gap(code="begeleider", missing=missing, remedy=remedy, own=False)


def _av(one: Logged, kind: Kind) -> Iterator[Gap]:
    """Online counts as reflection only with everybody in picture and sound (Registerplein, reflectie)."""
    if one.online and kind.with_others and not one.av_confirmed:
        asked = f"Vraag {one.made_by} om dat aan te vinken." if one.made_by else f"Vink dat aan bij {one.fill_in_at}."
        yield Gap(
            code="beeld",
            missing="Niet vastgelegd dat iedereen online in beeld en geluid was",
            remedy=asked,
            own=not one.made_by,
        )


def names_in_words(names: tuple[str, ...]) -> str:
    """Write names: "Anna, Bram en Carla", or "Anna, Bram, Carla en 2 anderen"."""
    shown, more = names[:MOST_NAMES], len(names) - MOST_NAMES
    if more > 0:
        return f"{', '.join(shown)} en {more} {'ander' if more == 1 else 'anderen'}"
    return " en ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
