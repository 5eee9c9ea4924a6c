"""A rule file that was downloaded, changed and brought back (*regelbestand*), as a draft."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import session as current_session
from register.errors import Invalid
from register.once import once
from register.points.judges import rule_book
from register.points.versions.content import content_of
from register.points.versions.drafts import add_draft, checked_name, new_draft
from register.points.versions.finding import require_admin
from register.points.versions.simulating import day_of
from register.points.versions.tracks import REMEDY, Needing, misses
from register.rules.check import Problem, check_text, problem_at
from register.rules.reading import read_file
from register.rules.schema import FileSpec

LARGEST = 1_000_000


class FileRefused(Invalid):
    """A rule file that can not be a version, with every reason by line."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("file", "Dit bestand kan zo geen versie worden. Herstel wat hieronder staat.")
        self.problems = tuple(str(one) for one in problems)


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """A rule file that can be a version: of which register, how it is called, from which day."""

    file: FileSpec
    name: str
    applies_from: date


def read_upload(name: str, content: bytes, needing: Needing) -> Uploaded:
    """Read a rule file of one version, as strictly as `rules check` does, with every track that is in use.

    Raises:
        FileRefused: with line, field and remedy of everything that is wrong.

    """
    path = Path(Path(name).name or "regels.toml")
    if len(content) > LARGEST:
        raise FileRefused(
            [_whole(path, "Het bestand is te groot voor een regelbestand.", "Kies een bestand onder 1 MB.")]
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused([_whole(path, "Het bestand is geen UTF-8.", "Bewaar het als tekst in UTF-8.")]) from None
    problems = check_text(path, text)
    if problems:
        raise FileRefused(problems)
    file = read_file(text)
    problems = [problem_at(path, text, *problem) for problem in _unfit(file, needing)]
    if problems:
        raise FileRefused(problems)
    version = file.versions[0]
    return Uploaded(file=file, name=version.version, applies_from=version.valid_from or date.min)


def upload_version(viewer: Viewer, name: str, content: bytes, *, form_key: str, at: datetime) -> int:
    """Make a draft of a rule file; its id.

    Raises:
        NotAllowed: the viewer is no admin.
        FileRefused: with line, field and remedy of everything that is wrong.
        Invalid: the version's name is in use.

    """
    require_admin(viewer)
    needing = Needing(session=current_session(), organisation_id=viewer.organisation_id, on=day_of(at))
    uploaded = read_upload(name, content, needing)

    def act(session: Session) -> dict[str, Any]:
        audit.take_turn(session, viewer.organisation_id)
        register_id = uploaded.file.register_.id
        row = new_draft(
            viewer,
            register_id,
            checked_name(session, viewer, register_id, uploaded.name),
            applies_from=uploaded.applies_from,
            copied="een bestand",
            content=content_of(uploaded.file, uploaded.file.versions[0]),
            at=at,
        )
        return {"id": add_draft(session, viewer, row, (), at=at)}

    return int(once(form_key, person_id=viewer.person_id, at=at, act=act)[0]["id"])


def _unfit(file: FileSpec, needing: Needing) -> list[tuple[tuple[str | int, ...], str, str]]:
    """Say what keeps a sound rule file from being a version of a register that we know."""
    shipped = rule_book().sets.get(file.register_.id)
    if shipped is None:
        known = ", ".join(rule_book().infos)
        return [(("register", "id"), f"Het register ‘{file.register_.id}’ kennen we niet.", f"Kies uit: {known}.")]
    found: list[tuple[tuple[str | int, ...], str, str]] = []
    for field, value in file.register_:
        if value != getattr(shipped[0].origin[0].register_, field):
            what = "Het register zelf verandert niet: een versie gaat over de regels."
            found.append((("register", field), what, "Zet hier terug wat in het gehaalde bestand stond."))
    if len(file.versions) != 1:
        found.append((("versions",), "Er staan meer versies in het bestand.", "Laat er één staan: de nieuwe."))
    elif file.versions[0].valid_from is None:
        remedy = "Voeg het toe: de eerste dag, als 2027-01-01."
        found.append((("versions", 0, "valid_from"), "Dit veld ontbreekt.", remedy))
    else:
        where = ("versions", 0, "tracks")
        found += [(where, misses(code), REMEDY) for code in needing.missed_by_file(file)]
    return found


def _whole(path: Path, what: str, remedy: str) -> Problem:
    return Problem(file=path.name, line=None, field="", what=what, remedy=remedy)
