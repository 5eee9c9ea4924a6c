"""A column with the whole name, where the surname alone belongs (*hele naam*): nobody's surname becomes "Jan Bos"."""

from register.imports.drafts import Drafts
from register.imports.people_snapshot import KnownPerson
from register.imports.people_table import EmployeeRow
from register.people.names import fold

_REMEDY = "Zet de roepnaam, het voorvoegsel en de achternaam elk in een eigen kolom."
_PREFIXES = frozenset(
    [
        "van",
        "de",
        "der",
        "den",
        "ten",
        "ter",
        "te",
        "het",
        "t",
        "op",
        "in",
        "aan",
        "bij",
        "onder",
        "over",
        "uit",
        "voor",
        "tot",
        "s",
        "d",
        "la",
        "le",
        "les",
        "du",
        "des",
        "von",
        "zu",
        "zur",
        "af",
        "el",
        "al",
        "ait",
        "ben",
        "bin",
        "da",
        "das",
        "do",
        "dos",
        "del",
        "della",
        "di",
        "st",
    ]
)
"""The words of which a prefix is made (*voorvoegsel*), folded."""


def without_whole_names(drafts: Drafts, rows: list[EmployeeRow]) -> list[EmployeeRow]:
    """Take a whole name that we know as saying nothing new, and reject one that we would have to take apart.

    A comma is in no surname, but for one with a prefix behind it: "Berg, van den" is read as that. Without a comma, a
    name counts as whole where the file has no column for the given name and it begins or ends with the given name that
    we know.
    """
    alone = "given_name" not in drafts.present
    commas = any("," in f"{row.surname}{row.partner_surname}" for row in rows)
    if not alone and not commas:
        return rows
    rows = [_with_prefix_before(drafts, row) for row in rows] if commas else rows
    known, persons = drafts.snapshot.numbers, drafts.snapshot.persons
    found = []
    for row in rows:
        person = persons.get(known.get(row.personnel_number or "", 0))
        if not row.surname or not _is_whole(row.surname, person, alone=alone):
            found.append(row)
        elif person is not None and _words(row.surname) == _words(person.display_name):
            found.append(row._replace(prefix=None, surname=None))
        else:
            drafts.problem(
                row, "surname", "whole-name", "Hier lijkt de hele naam te staan in plaats van de achternaam.", _REMEDY,
                blocks=True,
            )  # fmt: skip
    if alone and any(row.surname and (row.personnel_number or "") not in known for row in found):
        drafts.notices.append(
            "Er is geen kolom met de roepnaam: nieuwe mensen krijgen alleen een achternaam. "
            f"Staat daar de hele naam? {_REMEDY}"
        )
    return found


def _with_prefix_before(drafts: Drafts, row: EmployeeRow) -> EmployeeRow:
    """Take a prefix from behind a surname, as in a list in the order of the alphabet; the preview shows it so too."""
    if "," not in f"{row.surname}{row.partner_surname}":
        return row
    own, partner = _turned(row.prefix, row.surname), _turned(row.partner_prefix, row.partner_surname)
    turned = row._replace(prefix=own[0], surname=own[1], partner_prefix=partner[0], partner_surname=partner[1])
    drafts.by_row[row.row].row = turned
    return turned


def _turned(prefix: str | None, name: str | None) -> tuple[str | None, str | None]:
    """Return prefix and name; as they were where what is behind the comma is no prefix, or another than is given."""
    first, comma, behind = (name or "").partition(",")
    words = fold(behind).split()
    if not comma or not first.strip() or not words or not _PREFIXES.issuperset(words):
        return prefix, name
    if prefix and fold(prefix) != fold(behind):
        return prefix, name
    return prefix or behind.strip(), first.strip()


def _is_whole(surname: str, person: KnownPerson | None, *, alone: bool) -> bool:
    if "," in surname:
        return True
    if person is None or not alone or fold(surname) == fold(person.family_name):
        return False
    given, words = fold(person.given_name), fold(surname)
    return bool(given) and (words.startswith(f"{given} ") or words.endswith(f" {given}"))


def _words(name: str) -> list[str]:
    return sorted(fold(name).split())
