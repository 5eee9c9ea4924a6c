"""What a file says of the name of somebody: the parts, and what is derived from them (*naam*)."""

from typing import Any

from register.imports.people_snapshot import KnownPerson
from register.people.names import Name

Values = dict[str, Any]
NAME_PARTS = ("given_name", "prefix", "family_name", "partner_prefix", "partner_family_name", "name_use")


def name_values(said: Values) -> Values:
    """Return the columns of a new person that follow from what the file says of the name."""
    name = Name(
        given_name=said["given_name"] or said["initials"] or "",
        prefix=said["prefix"] or "",
        family_name=said["surname"],
        partner_prefix=said["partner_prefix"] or "",
        partner_family_name=said["partner_surname"] or "",
        name_use=said["name_use"] or "eigen",
    )
    return name_columns(name) | {"initials": said["initials"] or ""}


def name_columns(name: Name) -> Values:
    """Return the columns of a person that follow from the name."""
    return {
        "given_name": name.given_name,
        "prefix": name.prefix,
        "family_name": name.family_name,
        "partner_prefix": name.partner_prefix,
        "partner_family_name": name.partner_family_name,
        "name_use": name.name_use,
        "display_name": name.display,
        "sort_key": name.sort_key,
        "search_key": name.search_key,
    }


def other_values(person: KnownPerson, said: Values, *, has_prefix: bool) -> Values:
    """Return the columns that get another value. With a surname the whole name counts, so a prefix can go.

    A file without a column for the prefix says nothing of it where the surname is the one we know, alone or after it.
    """
    if not has_prefix and said["surname"] in {person.family_name, f"{person.prefix} {person.family_name}"}:
        said = said | {"surname": None}
    whole = said["surname"] is not None
    wanted = {
        "given_name": said["given_name"],
        "initials": said["initials"],
        "prefix": (said["prefix"] or "") if whole else said["prefix"],
        "family_name": said["surname"],
        "partner_prefix": said["partner_prefix"],
        "partner_family_name": said["partner_surname"],
        "name_use": said["name_use"],
        "email": said["email"],
    }
    after = {name: value for name, value in wanted.items() if value is not None and value != getattr(person, name)}
    if after.keys() - {"email", "initials"}:
        parts = {name: after.get(name, getattr(person, name)) for name in NAME_PARTS}
        after |= {name: value for name, value in name_columns(Name(**parts)).items() if name not in NAME_PARTS}
    return after
