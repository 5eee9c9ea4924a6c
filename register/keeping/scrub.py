"""Take somebody's name out of what stays (*schuilnaam*), and throw away what lies outside the tables."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, literal, null, select, text, update
from sqlalchemy.orm import Session

from register.bulk.portions import in_chunks
from register.db import engine
from register.draft import FormDraft
from register.evidence.models import Evidence, EvidenceFile, GrantedVersion
from register.evidence.names import clean_name, extension_of
from register.imports.models import ImportBatch
from register.jobs.models import Job
from register.keeping.doomed import Doomed
from register.keeping.ways import every_table, is_of
from register.learning.models import Activity, OutgoingMail
from register.people.models import Person
from register.people.names import Name, fold
from register.privacy.data_inventory import data_inventory
from register.settings import Settings
from register.storage import RESULTS, open_storage


@dataclass(kw_only=True)
class Leftovers:
    """What is thrown away once the transaction is through: bytes that no row points to any more."""

    organisation_id: int
    file_ids: set[int]
    """Files of evidence that went."""
    jobs: tuple[int, ...]
    """Jobs whose result may hold what was erased."""
    digests: list[str] = field(default_factory=list)
    tables: tuple[str, ...] = ()

    def find_files(self, session: Session) -> None:
        """Delete the rows of files that no evidence has any more, in the caller's transaction."""
        held = select(Evidence.id).where(Evidence.file_id == EvidenceFile.id).exists()
        loose = select(EvidenceFile).where(EvidenceFile.id.in_(self.file_ids), ~held)
        for one in session.scalars(loose).all():
            self.digests.append(one.sha256)
            session.delete(one)
        session.flush()


def scrub(session: Session, person: Person, doomed: Doomed, *, pseudonym: str, at: datetime) -> Leftovers:
    """Replace the name by a pseudonym wherever a row stays, in the caller's transaction, before the others go."""
    marks = _marks(session, person)
    _blank(session, person.id)
    _rename_evidence(session, person.id)
    _granted_versions(session, person, pseudonym)
    _activities(session, person, pseudonym)
    _texts_on_their_way(session, person, marks, pseudonym)
    _imports(session, person.organisation_id)
    files = set(session.scalars(select(Evidence.file_id).where(Evidence.id.in_(doomed.rows["register_evidence"]))))
    jobs = _results(session, person.organisation_id, at=at)
    _rename(person, pseudonym, at)
    session.flush()
    return Leftovers(
        organisation_id=person.organisation_id, file_ids=files, jobs=jobs, tables=tuple(sorted(doomed.rows))
    )


def throw_away(left: Leftovers, *, settings: Settings) -> None:
    """Delete the bytes, and let the database let go of them: after the commit, so that no row is without its file.

    Whoever is killed on the way leaves bytes without a row and results past their time: both go by themselves.
    """
    storage = open_storage(settings)
    for digest in left.digests:
        storage.remove(left.organisation_id, digest)
    for job_id in left.jobs:
        storage.clear(f"{RESULTS}/{job_id}")
    let_go(left.tables)


def let_go(tables: tuple[str, ...]) -> None:
    """Overwrite what was deleted: SQLite's own journal, and PostgreSQL's dead rows."""
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            for name in (*tables, Person.__tablename__):
                connection.execute(text(f'VACUUM "{name}"'))
            return
        if connection.exec_driver_sql("PRAGMA secure_delete").scalar() != 1:
            connection.exec_driver_sql("VACUUM")
        if connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()


def _marks(session: Session, person: Person) -> tuple[str, ...]:
    """Return by what somebody is known: whatever text holds one of these is about them."""
    accounts, employments = every_table()["register_account"], every_table()["register_employment"]
    logins = session.scalars(select(accounts.c.login).where(accounts.c.person_id == person.id))
    numbers = session.scalars(select(employments.c.personnel_number).where(employments.c.person_id == person.id))
    return tuple(one for one in (person.display_name, person.email, *logins, *numbers) if one)


def _blank(session: Session, person_id: int) -> None:
    """Empty the columns that say more than evidence has to, in rows that stay."""
    for facts in data_inventory().values():
        emptied = {one.name: "" for one in facts.columns.values() if one.blank}
        if emptied:
            table = every_table()[facts.name]
            session.execute(update(table).where(is_of(facts.name, person_id)).values(emptied))


def _rename(person: Person, pseudonym: str, at: datetime) -> None:
    name = Name(given_name="", family_name=pseudonym)
    person.subject = person.email = None
    person.given_name = person.initials = person.prefix = person.partner_prefix = person.partner_family_name = ""
    person.family_name, person.name_use = pseudonym, "eigen"
    person.display_name, person.sort_key, person.search_key = name.display, name.sort_key, name.search_key
    person.deactivated_at = person.deactivated_at or at


def _rename_evidence(session: Session, person_id: int) -> None:
    """Give files a name of no one: it is often that of who handed them in."""
    for one in session.scalars(select(Evidence).where(Evidence.uploaded_by_id == person_id)):
        one.name = clean_name(f"bewijsstuk {one.id}", extension_of(one.name) or "bin")


def _granted_versions(session: Session, person: Person, pseudonym: str) -> None:
    """Rename somebody in earlier versions too; what was handed out signed before stays as it was signed.

    Every version here is read: only that says who was there or facilitated then, and reopening is rare.
    """
    names = {one["id"]: one["name"] for one in _evidence_names(session, person.id)}
    here = (
        select(GrantedVersion.id, GrantedVersion.content)
        .join(Activity, Activity.id == GrantedVersion.activity_id)
        .where(Activity.organisation_id == person.organisation_id)
    )
    for row in session.execute(here).all():
        content = _without(row.content, person, pseudonym, names)
        if content != row.content:
            session.execute(update(GrantedVersion).where(GrantedVersion.id == row.id).values(content=content))


def _evidence_names(session: Session, person_id: int) -> list[dict[str, Any]]:
    rows = session.execute(select(Evidence.id, Evidence.name).where(Evidence.uploaded_by_id == person_id))
    return [{"id": row.id, "name": row.name} for row in rows]


def _without(content: dict[str, Any], person: Person, pseudonym: str, names: dict[int, str]) -> dict[str, Any]:
    def renamed(one: dict[str, Any]) -> dict[str, Any]:
        own = {"name": pseudonym} if one.get("person_id") == person.id else {}
        seen = {"on_screen_of": pseudonym} if _is_name_of(person, one.get("on_screen_of")) else {}
        return one | own | seen

    facilitated = _is_name_of(person, content.get("facilitator_name"))
    theirs = {"facilitator_name": pseudonym, "facilitator_number": None} if facilitated else {}
    return (
        content
        | theirs
        | {
            "meetings": [
                meeting | {"people": [renamed(one) for one in meeting.get("people", ())]}
                for meeting in content.get("meetings", ())
            ],
            "evidence": [
                one | ({"name": names[one["id"]]} if one.get("id") in names else {})
                for one in content.get("evidence", ())
            ],
        }
    )


def _activities(session: Session, person: Person, pseudonym: str) -> None:
    """Where somebody was named as facilitator, the pseudonym stands; a database does not know every capital."""
    here = Activity.organisation_id == person.organisation_id
    written = session.scalars(select(Activity.facilitator_name).where(here).distinct())
    names = [one for one in written if _is_name_of(person, one)]
    for some in in_chunks(names):
        session.execute(
            update(Activity)
            .where(here, Activity.facilitator_name.in_(some))
            .values(facilitator_name=pseudonym, facilitator_number=null())
            .execution_options(synchronize_session=False)
        )


def _is_name_of(person: Person, written: str | None) -> bool:
    """Whether this is how somebody is called, however it was typed: capitals, accents, spaces."""
    return bool(written) and fold(written or "") == fold(person.display_name)


def _texts_on_their_way(session: Session, person: Person, marks: tuple[str, ...], pseudonym: str) -> None:
    """Mails to colleagues may name them, and so may forms that wait for somebody to sign in again."""
    colleagues = select(Person.id).where(Person.organisation_id == person.organisation_id)
    for column in (OutgoingMail.subject, OutgoingMail.body):
        session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.person_id.in_(colleagues), column.contains(person.display_name, autoescape=True))
            .values({column: func.replace(column, literal(person.display_name), pseudonym)})
            .execution_options(synchronize_session=False)
        )
    for draft in session.execute(select(FormDraft.id, FormDraft.fields)):
        if any(mark in str(draft.fields) for mark in marks):
            session.execute(delete(FormDraft).where(FormDraft.id == draft.id))


def _imports(session: Session, organisation_id: int) -> None:
    """Drop previews that wait and rows that were rejected: they hold everybody; the file can be chosen again."""
    whose = ImportBatch.organisation_id == organisation_id
    session.execute(update(ImportBatch).where(whose, ImportBatch.state == "voorbeeld").values(state="vervallen"))
    session.execute(update(ImportBatch).where(whose).values(plan=null(), errors=null(), has_errors=False))


def _results(session: Session, organisation_id: int, *, at: datetime) -> tuple[int, ...]:
    """Let go of what jobs made in these days: a pack of the organisation holds everybody's evidence.

    They are past their time from now on, so that whoever throws away what is past it does so after a kill too.
    """
    whose = (Job.organisation_id == organisation_id, Job.result_sha256.is_not(None))
    found = tuple(session.scalars(select(Job.id).where(*whose)))
    session.execute(update(Job).where(*whose).values(expires_at=at - timedelta(seconds=1)))
    return found
