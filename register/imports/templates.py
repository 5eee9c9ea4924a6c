"""The workbooks to fill in, one per kind of import, with the organisation's own teams, types and registers (G10)."""

from datetime import date, time
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import ROLE_NAMES
from register.imports.tables import ATTENDANCE, LAYOUTS, NUMBERS, PEOPLE, TRAINING
from register.learning.kinds import ROLE_NAMES as PARTS
from register.learning.kinds import STATE_NAMES, kinds
from register.learning.models import Activity
from register.people.directory import team_names
from register.points.judges import rule_book
from register.points.states import STATE_NAMES as CLAIM_STATES
from register.workbooks.filling import Choices, Filling, write_filling
from register.workbooks.layouts import layout_for
from register.workbooks.tablerows import EXAMPLE
from register.workbooks.template import write_people_template

_LAST_TITLES = 200
_NUMBER = "Verplicht. Het nummer uit jullie HR-systeem. Geen burgerservicenummer."
_NAME = "Niet verplicht. Staat er een naam, dan kijken we of die bij het nummer hoort."
_DAY = "Als dag-maand-jaar."
_REGISTER = "Kies de code van het beroepsregister."
_ID = "Het nummer dat een register aan deze activiteit gaf. We bewaren het zoals het er staat."
_HELP = {
    TRAINING: {
        "personnel_number": _NUMBER,
        "name": _NAME,
        "activity": "Verplicht. De naam van de training of activiteit.",
        "kind": "Kies een type. Leeg is training.",
        "category": "Niet verplicht. De categorie van het register, zoals die daar heet.",
        "register": f"{_REGISTER} Nodig bij een ID-nummer of toegekende punten.",
        "date": f"Verplicht. {_DAY}",
        "starts": "Bijvoorbeeld 9:30.",
        "ends": "Bijvoorbeeld 16:30.",
        "hours": "Zonder pauzes, bijvoorbeeld 2,5 of 2:30.",
        "points_claimed": "Alleen bij een ID-nummer; anders rekenen we zelf.",
        "points_granted": "Wat het register toekende.",
        "status": "Kies een status. Leeg is afgerond.",
        "provider": "Wie de activiteit gaf.",
        "activity_id": _ID,
        "role": "Kies een rol. Leeg is deelnemer.",
        "evidence": "Dit lezen we niet: bewijs voeg je bij de activiteit toe.",
        "confirmed_on": "Dit lezen we niet.",
    },
    ATTENDANCE: {
        "personnel_number": _NUMBER,
        "name": _NAME,
        "activity": "Verplicht. De naam van de activiteit, zoals die in het leerregister staat.",
        "kind": "Alleen voor een activiteit die we niet kennen. Leeg is training.",
        "date": f"Verplicht. {_DAY}",
        "starts": "Nodig als er die dag meer bijeenkomsten met deze naam zijn, en bij iets dat elders gevolgd is.",
        "ends": "Nodig bij iets dat elders gevolgd is: dan weten we hoelang het duurde.",
        "presence": "Verplicht. Kies of iemand er was.",
        "minutes": "Alleen bij deels aanwezig: een heel getal.",
        "role": "Kies een rol. Leeg is deelnemer.",
        "provider": "Alleen voor een activiteit die we niet kennen.",
        "activity_id": _ID,
    },
    NUMBERS: {
        "personnel_number": _NUMBER,
        "surname": _NAME,
        "register": f"Verplicht. {_REGISTER}",
        "register_number": "Verplicht. Het nummer waaronder iemand in het register staat.",
        "level": "Alleen als het register niveaus kent.",
        "registered_from": f"Begin van de registratieperiode. {_DAY} Verplicht bij een nieuwe registratie.",
        "registered_until": f"Einde van de registratieperiode. {_DAY}",
    },
}
_EXAMPLES = {
    TRAINING: {
        "personnel_number": f"{EXAMPLE} 1",
        "activity": "Meldcode in de praktijk",
        "date": date(2026, 3, 5),
        "starts": time(9, 30),
        "ends": time(12, 30),
        "hours": 2.75,
        "activity_id": "RP123456",
    },
    ATTENDANCE: {
        "personnel_number": f"{EXAMPLE} 1",
        "activity": "Intervisie Team Oost",
        "date": date(2026, 3, 5),
        "presence": "Aanwezig",
    },
    NUMBERS: {
        "personnel_number": f"{EXAMPLE} 1",
        "register_number": "00123456",
        "registered_from": date(2023, 1, 1),
        "registered_until": date(2027, 12, 31),
    },
}
_TITLES = {TRAINING: "Scholing", ATTENDANCE: "Presentielijst", NUMBERS: "Registernummers"}
_ABOUT = {
    TRAINING: "Vul één rij in per persoon en activiteit.",
    ATTENDANCE: "Vul één rij in per persoon en bijeenkomst.",
    NUMBERS: "Vul één rij in per persoon en register.",
}
_FORMATS = {
    "date": "date",
    "registered_from": "date",
    "registered_until": "date",
    "starts": "time",
    "ends": "time",
    "hours": "general",
    "minutes": "integer",
    "points_claimed": "general",
    "points_granted": "general",
}
_UNREAD = frozenset({"evidence", "confirmed_on", "category"})


def write_template(session: Session, out: Path | BinaryIO, *, kind: str, organisation_id: int) -> None:
    """Write the workbook to fill in for one kind of import; `organisation_id` 0: before there is an organisation."""
    registers = [(info.id, info.name) for info in rule_book().registers()]
    if kind == PEOPLE:
        teams = team_names(session, organisation_id)
        write_people_template(out, teams=teams, registers=registers, roles=list(ROLE_NAMES.values()))
        return
    fields = [(one.name, one.title) for one in layout_for(LAYOUTS[kind]).fields if one.name not in _UNREAD]
    filling = Filling(
        title=_TITLES[kind],
        about=_ABOUT[kind],
        fields=fields,
        help=_HELP[kind],
        examples=[_EXAMPLES[kind]],
        formats=_FORMATS,
        choices={name: one for name, one in _choices(session, organisation_id).items() if name in dict(fields)},
        more=[Choices(title="Registers (naam)", values=[name for _, name in registers])] if kind != ATTENDANCE else [],
    )
    write_filling(out, filling)


def _choices(session: Session, organisation_id: int) -> dict[str, Choices]:
    return {
        "activity": Choices(title="Activiteiten", values=_titles(session, organisation_id), free=True),
        "kind": Choices(
            title="Typen", values=[one.name for one in sorted(kinds().values(), key=lambda one: one.order)]
        ),
        "register": Choices(title="Registers (code)", values=[info.id for info in rule_book().registers()]),
        "status": Choices(title="Statussen", values=[*CLAIM_STATES.values(), "Afgerond", "Afwezig"]),
        "presence": Choices(title="Aanwezigheid", values=list(STATE_NAMES.values())),
        "role": Choices(title="Rollen", values=list(PARTS.values())),
    }


def _titles(session: Session, organisation_id: int) -> list[str]:
    """Return the activities that were added last, to choose from."""
    last = session.execute(
        select(Activity.title, Activity.id)
        .where(Activity.organisation_id == organisation_id, Activity.withdrawn_at.is_(None))
        .order_by(Activity.id.desc())
        .limit(_LAST_TITLES)
    )
    return list(dict.fromkeys(title for title, _ in last))
