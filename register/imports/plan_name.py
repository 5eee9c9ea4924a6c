"""What a file says of the name of somebody: the parts, and what is derived from them (*naam*)."""

from collections.abc import Collection
from typing import Any

from register.imports.people_snapshot import KnownPerson
from register.imports.people_table import EmployeeRow
from register.people.names import Name, fold

Values = dict[str, Any]
NAME_PARTS = ("given_name", "prefix", "family_name", "partner_prefix", "partner_family_name", "name_use")


def name_values(said: EmployeeRow) -> Values:
    """Return the columns of a new person that follow from what the file says of the name."""
    name = Name(
        given_name=said.given_name or said.initials or "",
        prefix=said.prefix or "",
        family_name=said.surname or "",
        partner_prefix=said.partner_prefix or "",
        partner_family_name=said.partner_surname or "",
        name_use=said.name_use or "eigen",
    )
    values = name_columns(name)
    values["initials"] = said.initials or ""
    return values


def name_columns(name: Name) -> Values:
    """Return the columns of a person that follow from the name."""
    display, sort_key, search_key = name.written()
    return {
        "given_name": name.given_name,
        "prefix": name.prefix,
        "family_name": name.family_name,
        "partner_prefix": name.partner_prefix,
        "partner_family_name": name.partner_family_name,
        "name_use": name.name_use,
        "display_name": display,
        "sort_key": sort_key,
        "search_key": search_key,
    }


def other_values(person: KnownPerson, said: EmployeeRow, *, present: Collection[str]) -> Values:
    """Return the columns that get another value. With a surname the whole name counts, so a prefix can go.

    A file without a column for the prefix says nothing of it where the surname is the one we know, alone or after it.
    """
    names = ((said.prefix, said.surname), (said.partner_prefix, said.partner_surname))
    own = _surname(names[0], (person.prefix, person.family_name), has_prefixes="prefix" in present)
    known = (person.partner_prefix, person.partner_family_name)
    partner = _surname(names[1], known, has_prefixes="partner_prefix" in present)
    wanted = {
        "given_name": said.given_name,
        "initials": said.initials,
        "prefix": own[0],
        "family_name": own[1],
        "partner_prefix": partner[0],
        "partner_family_name": partner[1],
        "name_use": said.name_use,
        "email": said.email,
    }
    after = {name: value for name, value in wanted.items() if value is not None and value != getattr(person, name)}
    if after.keys() - {"email", "initials"}:
        parts = {name: after.get(name, getattr(person, name)) for name in NAME_PARTS}
        after |= {name: value for name, value in name_columns(Name(**parts)).items() if name not in NAME_PARTS}
    return after


def _surname(
    said: tuple[str | None, str | None], known: tuple[str, str], *, has_prefixes: bool
) -> tuple[str | None, str | None]:
    """Return the prefix and the name after it that a file wants; `None` where it says nothing."""
    prefix, name = said
    if name is None:
        return prefix, None
    if prefix is not None or has_prefixes:
        return prefix or "", name
    if known[0] and fold(name) == fold(" ".join(known)):
        same = name[: len(known[0])].casefold() == known[0].casefold()
        return None, name[len(known[0]) :].lstrip() if same else known[1]
    return (None if fold(name) == fold(known[1]) else ""), name
