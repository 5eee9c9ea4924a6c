"""Every switch and its state (*schakelaars*, bar PR14): read from the configuration itself, never kept beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy.orm import Session

from register.access import ROLE_NAMES, Role, Viewer
from register.culture.knowledge.choices import AMBASSADOR, SOURCES
from register.notices.kinds import KINDS
from register.overview.registrations import name_of
from register.points.judges import judges_for, rule_book
from register.privacy.groups import FEWEST
from register.privacy.layers import LAYER_NAMES, Audience, Opened
from register.settings import PREFIX, Settings

OPERATOR = "wie Leerregister installeert (ICT)"
SELF = "iedere medewerker voor zichzelf"
NOBODY = "niemand: dit staat vast in het programma"
_SECRET = frozenset(
    {
        "database_url",
        "storage_url",
        "secret_key",
        "old_secret_keys",
        "mail_url",
        "scanner_url",
        "jobs_url",
        "pe_online_url",
    }
)
"""Of these a state says whether they are set, and not to what."""
SHOWS: Mapping[str, str] = {
    "session_idle_minutes": "Wie zo lang niets doet, wordt afgemeld. Hoe lang iemand leest, wordt niet bewaard.",
    "session_hours": "Na zo veel uren moet iedereen opnieuw aanmelden. Begin en laatste klik van een sessie staan in "
    "de database zolang zij loopt; alleen de medewerker zelf ziet ze.",
    "sign_link_days": "Zo lang werkt de link in een mail. De collega die de activiteit vastlegde, ziet wie nog niet "
    "antwoordde.",
    "mail_url": "Zonder adres gaat er geen mail uit, ook geen herinnering.",
    "pe_online_url": "Met een adres gaat aanwezigheid bij scholing met accreditatie naar PE-online, als HR dat wil.",
    "scanner_url": "Een virusscanner leest de bestanden die mensen toevoegen.",
    "demo": "In de demo zijn mensen en cijfers verzonnen.",
}
"""The settings that have to do with what people do, and what each of them shows."""
_AUDIENCES = {Audience.HR: "HR", Audience.MANAGER: "de leidinggevende"}


@dataclass(frozen=True, kw_only=True)
class Switch:
    """One switch: its name, what it shows of behaviour, its state now, and who can change that."""

    name: str
    about: str
    state: str
    who: str


@dataclass(frozen=True, kw_only=True)
class Switches:
    """All of them, by who decides."""

    of_people: tuple[Switch, ...]
    of_the_configuration: tuple[Switch, ...]
    """Settings that have to do with what people do."""
    of_the_machine: tuple[Switch, ...]
    """All other settings: they show nothing of anybody."""
    fixed: tuple[Switch, ...]


def switches(settings: Settings, *, approving: Sequence[str] = ()) -> Switches:
    """Return every switch as it stands in this organisation; `approving`: registers for which somebody approves."""
    configured = {entry.name: _setting(settings, entry.name, entry.metadata["about"]) for entry in fields(Settings)}
    return Switches(
        of_people=tuple(_of_people()),
        of_the_configuration=(
            *(one for name, one in configured.items() if name in SHOWS),
            Switch(
                name="Goedkeuring door de leidinggevende",
                about="Vraagt een register daarom, dan telt een activiteit pas mee na die goedkeuring.",
                state=", ".join(approving) or "geen enkel register vraagt erom",
                who="de beheerder, met een eigen versie van de regels",
            ),
        ),
        of_the_machine=tuple(one for name, one in configured.items() if name not in SHOWS),
        fixed=_FIXED,
    )


def registers_that_ask(session: Session, viewer: Viewer) -> tuple[str, ...]:
    """Return the names of the registers whose rules here ask for the approval of the employer."""
    judges = judges_for(session, organisation_id=viewer.organisation_id, register_ids=rule_book().infos)
    return tuple(name_of(register_id) for register_id, judge in judges.items() if judge.asks_approval)


def _setting(settings: Settings, name: str, about: str) -> Switch:
    return Switch(
        name=f"{PREFIX}{name.upper()}",
        about=SHOWS.get(name, about),
        state=state_of(name, getattr(settings, name)),
        who=OPERATOR,
    )


def state_of(name: str, value: Any) -> str:  # noqa: ANN401 - a setting of any type
    """Say how a setting stands; of an address or a key only whether there is one."""
    if isinstance(value, bool):
        return "aan" if value else "uit"
    if name in _SECRET:
        return "ingesteld" if value else "niet ingesteld"
    return str(value) or "leeg"


def _of_people() -> Iterator[Switch]:
    for audience in Audience:
        yield Switch(
            name=f"Wat {_AUDIENCES[audience]} van mijn dossier ziet",
            about=f"Te kiezen: {'; '.join(LAYER_NAMES.values()).lower()}. Een reflectie hoort daar nooit bij.",
            state=f"zonder keuze: {LAYER_NAMES[Opened().everything].lower()}",
            who=SELF,
        )
    for kind in KINDS:
        roles = ", ".join(sorted(ROLE_NAMES[role] for role in kind.roles))
        yield Switch(
            name=f"Mail: {kind.label}",
            about=kind.about,
            state="zonder keuze: aan",
            who=f"{SELF} (alleen {roles})" if roles else SELF,
        )
    for source, words in SOURCES.items():
        yield Switch(
            name=f"Wie weet wat: “{words} …”",
            about="Wat collega's op de kaart van het team over iemand lezen.",
            state=f"zonder keuze: {'te zien' if source == AMBASSADOR else 'niet te zien'}",
            who=SELF,
        )
    yield Switch(
        name="Leervraag en ervaring",
        about="Wie meedoet, kan aan een collega worden gekoppeld. Wie jij niet wilt treffen, ziet niemand.",
        state="zonder keuze: uit",
        who=SELF,
    )


_FIXED = (
    Switch(
        name="Kleinste groep in totalen",
        about="Van minder mensen staat nergens een totaal. Wat te klein is, wordt samengevoegd met iets anders, zodat "
        "het ook niet uit te rekenen is.",
        state=f"{FEWEST} mensen",
        who=NOBODY,
    ),
    Switch(
        name="Wanneer iemand aanmeldt, hoe lang iemand leest en wie het meeste doet",
        about="Er is geen scherm en geen bestand waar dat in staat, voor geen enkele rol.",
        state="bestaat niet",
        who=NOBODY,
    ),
    Switch(
        name="Reflecties",
        about="Alleen wie een reflectie schreef, leest haar. Geen enkele rol verandert dat.",
        state="alleen de schrijver",
        who=NOBODY,
    ),
    Switch(
        name="Spoor van wat er gebeurde",
        about="Wie wat wijzigde of meenam, blijft bewaard in codes en aantallen, zonder namen of teksten.",
        state="aan",
        who=NOBODY,
    ),
    Switch(
        name="Rollen",
        about="Een rol bepaalt wat iemand mag zien; wat dat is, staat vast in het programma.",
        state=", ".join(ROLE_NAMES[role] for role in Role),
        who="HR, met de import van mensen; de eerste beheerder: ICT",
    ),
)
