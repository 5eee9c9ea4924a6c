"""HR mends a name or an address by hand: somebody marries, or a typing error came along (*naam wijzigen*)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from register import audit
from register.access import Viewer
from register.db import transaction
from register.errors import Conflict, Invalid
from register.imports.by_hand import STALE, find_person, refuse_taken_address
from register.imports.plan_name import NAME_PARTS, name_columns
from register.people.names import NAME_USES, Name


@dataclass(frozen=True, kw_only=True)
class NameEntry:
    """A name in its parts, and the address, as HR types them."""

    given_name: str
    family_name: str
    prefix: str = ""
    partner_prefix: str = ""
    partner_family_name: str = ""
    name_use: str = "eigen"
    email: str = ""


def change_name(viewer: Viewer, person_id: int, entry: NameEntry, *, version: int | None, at: datetime) -> bool:
    """Change the name and the address of somebody; returns whether anything is different now.

    An import that says otherwise shows it in its preview, old and new, like any field.

    Raises:
        Invalid: a part cannot be, with its field, or the address is of somebody else.
        Conflict: somebody else changed this person meanwhile.
        NotFound: not of this organisation, or the viewer is not HR.

    """
    with transaction() as session:
        person = find_person(session, viewer, person_id)
        if person.version != version:
            raise Conflict(STALE)
        _check(entry)
        email = entry.email.strip().lower()
        refuse_taken_address(session, viewer, email, person_id=person_id)
        wanted: dict[str, Any] = name_columns(Name(**{part: getattr(entry, part) for part in NAME_PARTS}))
        wanted["email"] = email or None
        changed = [name for name, value in wanted.items() if getattr(person, name) != value]
        for name in changed:
            setattr(person, name, wanted[name])
        if changed:
            audit.record(
                session, organisation_id=viewer.organisation_id, actor_id=viewer.person_id, act="persoon.gewijzigd",
                object_kind="person", object_id=person_id, at=at,
                details={"fields": ", ".join(name for name in changed if name in {*NAME_PARTS, "email"})},
            )  # fmt: skip
        return bool(changed)


def _check(entry: NameEntry) -> None:
    if not entry.family_name:
        raise Invalid("family_name", "Vul de achternaam in.")
    if entry.name_use not in NAME_USES:
        raise Invalid("name_use", "Kies iets uit de lijst.")
    if entry.name_use != "eigen" and not entry.partner_family_name:
        raise Invalid(
            "partner_family_name", "Vul de achternaam van de partner in, of kies bij naamgebruik: eigen naam."
        )
