"""A column with the whole name, where the surname alone belongs (*hele naam*): nobody's surname becomes "Jan Bos"."""

from register.imports.drafts import Drafts
from register.imports.people_snapshot import KnownPerson
from register.imports.people_table import EmployeeRow
from register.people.names import fold

_REMEDY = "Zet de roepnaam, het voorvoegsel en de achternaam elk in een eigen kolom."


def without_whole_names(drafts: Drafts, rows: list[EmployeeRow]) -> list[EmployeeRow]:
    """Take a whole name that we know as saying nothing new, and reject one that we would have to take apart.

    A comma is in no surname. Without one, a name counts as whole where the file has no column for the given name and
    it begins or ends with the given name that we know.
    """
    alone = "given_name" not in drafts.present
    if not alone and not any("," in (row.surname or "") for row in rows):
        return rows
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


def _is_whole(surname: str, person: KnownPerson | None, *, alone: bool) -> bool:
    if "," in surname:
        return True
    if person is None or not alone or fold(surname) == fold(person.family_name):
        return False
    given, words = fold(person.given_name), fold(surname)
    return bool(given) and (words.startswith(f"{given} ") or words.endswith(f" {given}"))


def _words(name: str) -> list[str]:
    return sorted(fold(name).split())
