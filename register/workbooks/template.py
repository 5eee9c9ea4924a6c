"""The workbook to fill in: drop-downs, typed columns, examples that never count, an explanation (sjabloon)."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from register.workbooks.filling import Choices, Filling, write_filling
from register.workbooks.layouts import people_layout
from register.workbooks.tablerows import EXAMPLE
from register.workbooks.write import WHEN

PEOPLE = "Medewerkers"
LEFT_OUT = frozenset({"partner_prefix", "partner_surname", "name_use", "initials"})
DATES = frozenset({"employed_from", "employed_until", "registered_from", "registered_until"})
HELP_TEXTS = {
    "personnel_number": "Verplicht. Het nummer uit jullie HR-systeem. Geen burgerservicenummer.",
    "employment_number": "Alleen nodig als iemand meer dienstverbanden heeft: 1, 2, …",
    "given_name": "De naam waarmee collega's iemand aanspreken.",
    "prefix": "Bijvoorbeeld van der.",
    "surname": "Verplicht. Zonder voorvoegsel.",
    "email": "Het werkadres. Zonder adres krijgt iemand geen e-mail van het systeem.",
    "job_title": "Vrije tekst.",
    "location": "Waar iemand werkt. HR filtert daarop in het overzicht.",
    "unit": "Kies een team uit de lijst, of typ een nieuw team.",
    "manager": "Het personeelsnummer van de leidinggevende.",
    "employed_from": "Als dag-maand-jaar.",
    "employed_until": "Leeg laten als er geen einddatum is.",
    "hours": "Uren per week, bijvoorbeeld 28,8.",
    "fte": "Bijvoorbeeld 0,89.",
    "register": "Kies de code van het beroepsregister. Wie in twee registers staat, krijgt twee rijen.",
    "register_number": "Het nummer waaronder iemand in het register staat.",
    "level": "Alleen als het register niveaus kent.",
    "registered_from": "Begin van de registratieperiode.",
    "registered_until": "Einde van de registratieperiode.",
    "role": "Kies de rol in dit systeem. Leeg is professional.",
}
EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "personnel_number": f"{EXAMPLE} 1",
        "given_name": "Samira",
        "prefix": "van der",
        "surname": "Berg",
        "email": "samira@voorbeeld.nl",
        "job_title": "Sociaal werker",
        "employed_from": date(2021, 9, 1),
        "hours": 28.8,
    },
    {
        "personnel_number": f"{EXAMPLE} 2",
        "given_name": "Jan",
        "surname": "Yılmaz",
        "employed_from": date(2019, 2, 15),
        "hours": 36,
    },
)


def write_people_template(
    out: Path | BinaryIO,
    *,
    teams: Sequence[str],
    registers: Sequence[tuple[str, str]],
    roles: Sequence[str],
    made_at: datetime = WHEN,
) -> None:
    """Write the workbook in which an organisation fills in its people.

    Args:
        out: a path, or a file opened for binary writing.
        teams: names for the drop-down; other names may be typed.
        registers: id and Dutch name of each register; the id is what the column holds.
        roles: names for the drop-down of roles.
        made_at: the moment stated in the file.

    """
    filling = Filling(
        title=PEOPLE,
        about=f"Vul op het blad {PEOPLE} één rij per medewerker in.",
        fields=[(field.name, field.title) for field in people_layout().fields if field.name not in LEFT_OUT],
        help=HELP_TEXTS,
        examples=EXAMPLES,
        formats=dict.fromkeys(DATES, "date") | dict.fromkeys(("hours", "fte"), "general"),
        choices={
            "unit": Choices(title="Teams", values=teams, free=True),
            "register": Choices(title="Registers (code)", values=[code for code, _ in registers]),
            "role": Choices(title="Rollen", values=roles),
        },
        more=[Choices(title="Registers (naam)", values=[name for _, name in registers])],
    )
    write_filling(out, filling, made_at=made_at)
