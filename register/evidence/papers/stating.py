"""What statements (*invulverklaringen*) say of somebody: read once, for one activity or for all of a pack."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.errors import NotFound
from register.evidence.papers.declaration import Declared, declaration
from register.evidence.papers.opening import organisation_name
from register.evidence.papers.typeset import Draft
from register.evidence.whose import Reader, listed_files
from register.learning.labels.competences import competence_name
from register.learning.models import Activity, ActivityCompetence, Attendance, LearningSession
from register.learning.outsiders.there import Outsider, outsiders_in
from register.learning.personal_part import texts_by_attendance
from register.people.models import Person, Registration
from register.points.models import Claim
from register.points.what_if import ExplainedClaim, explained_claims


@dataclass(frozen=True, kw_only=True)
class Statements:
    """What the statements of one person say, as far as their reader may know of it."""

    organisation: str
    registration: Registration | None
    """`None`: for no register in particular."""
    reader: Reader
    elsewhere: Mapping[int, Sequence[Outsider]]
    """Who of elsewhere was there, by meeting."""
    claims: Mapping[int, Sequence[ExplainedClaim]]
    """By attendance."""
    competences: Mapping[int, Sequence[str]]
    """By activity."""
    files: Mapping[int, Sequence[str]]
    """Names of evidence, by activity."""
    texts: Mapping[int, str]
    """Own parts, by attendance."""

    def of(self, activity: Activity, person: Person) -> Draft:
        """Write the statement for one of the activities."""
        what = Declared(
            activity=activity,
            person=person,
            registration=self.registration,
            claims=(),
            organisation=self.organisation,
            elsewhere=self.elsewhere,
            competences=tuple(self.competences.get(activity.id, ())),
            files=tuple(self.files.get(activity.id, ())),
        )
        own = [one.id for one in what.parts]
        what = replace(what, claims=tuple(claim for one in own for claim in self.claims.get(one, ())))
        if self.reader.sees_evidence:
            own_text = "\n\n".join(self.texts[one] for one in own if one in self.texts)
            what = replace(what, report=activity.report, own_text=own_text)
        return declaration(what)


def read_statements(
    session: Session, reader: Reader, activity_ids: Sequence[int], registration_id: int | None
) -> Statements:
    """Read what the statements of the reader's owner for these activities say; the caller checks whose they are.

    Raises:
        NotFound: not a registration of this person.

    """
    person = session.get_one(Person, reader.owner_id)
    registration = next((one for one in person.registrations if one.id == registration_id), None)
    if registration_id is not None and registration is None:
        raise NotFound
    own = session.scalars(
        select(Attendance.id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .where(LearningSession.activity_id.in_(activity_ids), Attendance.person_id == person.id)
    ).all()
    files: dict[int, list[str]] = defaultdict(list)
    for file in listed_files(session, reader, set(activity_ids)):
        files[file.activity_id].append(file.name)
    return Statements(
        organisation=organisation_name(session, person.organisation_id),
        registration=registration,
        reader=reader,
        elsewhere=outsiders_in(session, activity_ids),
        claims=_claims(session, person, own, registration),
        competences=_competences(session, activity_ids),
        files=files,
        texts=texts_by_attendance(session, own),
    )


def _claims(
    session: Session, person: Person, attendance_ids: Sequence[int], registration: Registration | None
) -> Mapping[int, Sequence[ExplainedClaim]]:
    wanted = select(Claim.id, Claim.attendance_id).where(Claim.attendance_id.in_(attendance_ids))
    if registration is not None:
        wanted = wanted.where(Claim.registration_id == registration.id)
    whose = {row.id: row.attendance_id for row in session.execute(wanted)}
    found: dict[int, list[ExplainedClaim]] = defaultdict(list)
    for one in explained_claims(
        session, organisation_id=person.organisation_id, person_id=person.id, attendance_ids=attendance_ids
    ):
        if one.claim_id in whose:
            found[whose[one.claim_id]].append(one)
    return found


def _competences(session: Session, activity_ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.scalars(
        select(ActivityCompetence)
        .where(ActivityCompetence.activity_id.in_(activity_ids))
        .order_by(ActivityCompetence.activity_id, ActivityCompetence.place)
    )
    for one in rows:
        found[one.activity_id].append(competence_name(f"{one.framework}:{one.code}"))
    return found
