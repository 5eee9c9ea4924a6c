"""Mappings that an organisation saved itself: used by name, and by itself for a file that fits (*eigen indeling*)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.db import transaction
from register.errors import Invalid, NotFound
from register.imports.models import ImportPreset
from register.imports.tables import LAYOUTS
from register.workbooks.presets import Preset, own_layout
from register.workbooks.refused import WorkbookRefused

LONGEST_TITLE = 36


@dataclass(frozen=True, kw_only=True)
class SavedPreset:
    """A saved mapping, with its id and the kind of import that it is for."""

    id: int
    kind: str
    preset: Preset


@dataclass(frozen=True, kw_only=True)
class PresetEntry:
    """What HR saves; `fields` gives per field of ours the header in their file, empty: not read."""

    title: str
    kind: str
    base: str
    fields: Mapping[str, str]
    dates: str = ""
    name_use: Mapping[str, str] = field(default_factory=dict)


def saved_presets(session: Session, organisation_id: int) -> tuple[SavedPreset, ...]:
    """Return the mappings of an organisation by name."""
    rows = session.scalars(
        select(ImportPreset).where(ImportPreset.organisation_id == organisation_id).order_by(ImportPreset.title)
    )
    return tuple(SavedPreset(id=row.id, kind=row.kind, preset=_preset(row)) for row in rows)


def presets_of(session: Session, organisation_id: int) -> Sequence[Preset]:
    """Return the same as what opens a file."""
    return [one.preset for one in saved_presets(session, organisation_id)]


def find_preset(session: Session, viewer: Viewer, preset_id: int) -> SavedPreset:
    """Return one mapping of the viewer's organisation.

    Raises:
        NotFound: somebody else's, or not there.

    """
    row = _row(session, viewer, preset_id)
    return SavedPreset(id=row.id, kind=row.kind, preset=_preset(row))


def save_preset(viewer: Viewer, entry: PresetEntry, *, preset_id: int | None = None, at: datetime) -> int:
    """Save a mapping; one of the same name is replaced when no id is given.

    Raises:
        Invalid: the name is missing, too long or taken, or the mapping cannot be.
        NotFound: no such mapping in this organisation.

    """
    title = " ".join(entry.title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid("title", f"Geef de indeling een naam van hooguit {LONGEST_TITLE} tekens.")
    _check(entry)
    with transaction() as session:
        _require_hr(viewer)
        same = session.scalars(
            select(ImportPreset).where(
                ImportPreset.organisation_id == viewer.organisation_id, ImportPreset.title == title
            )
        ).first()
        if preset_id is not None and same is not None and same.id != preset_id:
            raise Invalid("title", "Er is al een indeling met deze naam.")
        row = _row(session, viewer, preset_id) if preset_id is not None else same
        if row is None:
            row = ImportPreset(organisation_id=viewer.organisation_id, made_by_id=viewer.person_id, made_at=at)
            session.add(row)
        row.title, row.kind, row.base, row.dates = title, entry.kind, entry.base, entry.dates
        row.fields, row.name_use = dict(entry.fields), dict(entry.name_use)
        session.flush()
        _record(session, viewer, "indeling.bewaard", row.id, at)
        return row.id


def delete_preset(viewer: Viewer, preset_id: int, *, at: datetime) -> str:
    """Delete a mapping; imports that used it stay as they are. Returns its name.

    Raises:
        NotFound: no such mapping in this organisation.

    """
    with transaction() as session:
        row = _row(session, viewer, preset_id)
        title = row.title
        session.delete(row)
        _record(session, viewer, "indeling.verwijderd", preset_id, at)
        return title


def as_preset(entry: PresetEntry) -> Preset:
    """Return what opens a file with this mapping."""
    return Preset(
        title=entry.title,
        kind=LAYOUTS[entry.kind],
        base=entry.base,
        fields=entry.fields,
        name_use=entry.name_use,
        dates=entry.dates,
    )


def _check(entry: PresetEntry) -> None:
    try:
        own_layout(as_preset(entry))
    except WorkbookRefused as refused:
        raise Invalid("fields", f"{refused.message_nl.replace('Deze preset', 'Deze indeling')}") from None


def _preset(row: ImportPreset) -> Preset:
    return Preset(
        title=row.title,
        kind=LAYOUTS[row.kind],
        base=row.base,
        fields=row.fields,
        name_use=row.name_use,
        dates=row.dates,
    )


def _row(session: Session, viewer: Viewer, preset_id: int) -> ImportPreset:
    _require_hr(viewer)
    row = session.get(ImportPreset, preset_id)
    if row is None or row.organisation_id != viewer.organisation_id:
        raise NotFound
    return row


def _require_hr(viewer: Viewer) -> None:
    if not viewer.has(Role.HR):
        raise NotFound


def _record(session: Session, viewer: Viewer, act: str, preset_id: int, at: datetime) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="import_preset",
        object_id=preset_id,
        at=at,
    )
