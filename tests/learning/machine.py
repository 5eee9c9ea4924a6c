"""A stateful machine (bar AZ7): people log, edit, confirm, dispute, file, are granted, swap evidence, in any order."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, selectinload

from register import db, schema
from register.access import Viewer
from register.audit import AuditEntry
from register.current import state
from register.db import Base, transaction
from register.errors import RegisterError
from register.evidence.content import CleanFile
from register.evidence.files import attach, remove_evidence
from register.evidence.models import Evidence
from register.learning.change_activity import change_activity, withdraw_activity
from register.learning.confirm import confirm, dispute, reopen
from register.learning.entry import Participant
from register.learning.facts_of import is_confirmed
from register.learning.kinds import PRESENT
from register.learning.log_activity import log_activity
from register.learning.models import Activity, Attendance, LearningSession
from register.points.models import Claim
from register.points.states import move_claim
from register.rules.facts import ClaimState
from register.trail import first_broken
from tests.conftest import NOW
from tests.host import Host, make_host
from tests.keeping.tamper import unguard
from tests.learning.making import DAY, make_entry
from tests.makers import TODAY, make_person, make_registration, make_viewer

PEOPLE = ("Els", "Jan", "Mo")
WHO = st.integers(min_value=0, max_value=len(PEOPLE) - 1)
PICK = st.integers(min_value=0, max_value=11)
FORGED = st.sampled_from((False, False, False, True))
"""Mostly people do what is theirs to do; sometimes they try what is another's."""
STATE = st.sampled_from(("aanwezig", "aanwezig", "online", "afwezig"))
MINUTES = st.sampled_from((60, 90, 120))


def make_machine_host() -> Host:
    """One host on an SQLite database in memory, for every run of the machine."""
    folder = tempfile.mkdtemp(prefix="machine-")
    host = make_host("sqlite://", data_folder=folder, clock=lambda: NOW)  # type: ignore[arg-type]
    with host.app.app_context():
        schema.upgrade(host.database.engine)
        unguard(db.session())  # every run starts with an empty trail
    return host


class Learning(RuleBasedStateMachine):
    """Whatever people do, nobody answers for another, and granted is granted."""

    host: Host

    def __init__(self) -> None:
        super().__init__()
        self.context = self.host.app.app_context()
        self.context.push()
        self.session: Session = db.session()
        self.answered: dict[int, str] = {}
        """Per attendance: the content that this very person put a name to."""
        self.granted: dict[int, str] = {}
        """Per activity: its content and evidence when a register granted points for it."""
        self.stored: list[Activity] | None = None
        """Everything as it lies in the database, read once after each act."""
        self.trail = 0
        self.seen = ""

    @initialize()
    def people(self) -> None:
        """Three people with a registration each."""
        with transaction() as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(delete(table))
        self.session.expunge_all()
        made = [make_person(self.session, name) for name in PEOPLE]
        for person in made:
            make_registration(self.session, person, "skj-jgp")
        self.viewers: list[Viewer] = [make_viewer(self.session, person) for person in made]
        self.seen = self._everything()

    def teardown(self) -> None:
        """Walk the whole trail once, then let go of the request."""
        self.session.rollback()
        organisation_id = self.session.scalar(select(AuditEntry.organisation_id).limit(1))
        assert organisation_id is None or first_broken(self.session, organisation_id) is None
        self.context.pop()

    # --- what people do

    @precondition(lambda self: len(self._activities()) < 2)
    @rule(who=WHO, states=st.tuples(STATE, STATE, STATE), minutes=MINUTES)
    def log(self, who: int, states: tuple[str, ...], minutes: int) -> None:
        """Log a session with everybody on the list."""
        entry = make_entry(participants=self._people(states), minutes=minutes)
        done = self._try(lambda: log_activity(self.viewers[who], entry, at=NOW, today=TODAY))
        if done is not None:
            self._note_own(who, done.activity_id)

    @precondition(lambda self: self._activities())
    @rule(
        who=WHO,
        which=PICK,
        states=st.tuples(STATE, STATE, STATE),
        minutes=MINUTES,
        listed=st.sampled_from((3, 3, 2)),
        forged=FORGED,
        stale=FORGED,
    )
    def edit(
        self, who: int, which: int, states: tuple[str, ...], minutes: int, listed: int, *, forged: bool, stale: bool
    ) -> None:
        """Change an activity, also of somebody else and from an old page."""
        activity = self._pick(self._activities(), which)
        who = who if forged else self._place(activity.created_by_id)
        entry = make_entry(participants=self._people(states)[:listed], minutes=minutes, title=activity.title)
        number, version = activity.id, activity.version - stale
        done = self._try(
            lambda: change_activity(self.viewers[who], number, entry, version=version, at=NOW, today=TODAY)
        )
        if done is not None:
            self._note_own(who, number)

    @precondition(lambda self: self._attendances())
    @rule(who=WHO, which=PICK, forged=FORGED, stale=FORGED)
    def say_yes(self, who: int, which: int, *, forged: bool, stale: bool) -> None:
        """Confirm, also for another and for an older version."""
        attendance = self._pick(self._attendances(), which)
        who = who if forged else self._place(attendance.person_id)
        version = attendance.session.activity.content_version - stale
        number, theirs, activity_id = attendance.id, attendance.person_id, attendance.session.activity_id
        done = self._try(lambda: confirm(self.viewers[who], number, content_version=version, method="kaart", at=NOW))
        if done is not None and theirs == self.viewers[who].person_id:
            self.answered[number] = self._content(self._activity(activity_id))

    @precondition(lambda self: self._attendances())
    @rule(who=WHO, which=PICK, forged=FORGED)
    def say_no(self, who: int, which: int, *, forged: bool) -> None:
        """Say "klopt niet"."""
        attendance = self._pick(self._attendances(), which)
        who = who if forged else self._place(attendance.person_id)
        self._try(lambda: dispute(self.viewers[who], attendance.id, reason="", at=NOW))

    @precondition(lambda self: self._attendances())
    @rule(who=WHO, which=PICK, forged=FORGED)
    def take_answer_back(self, who: int, which: int, *, forged: bool) -> None:
        """Say "toch niet"."""
        attendance = self._pick(self._attendances(), which)
        who = who if forged else self._place(attendance.person_id)
        self._try(lambda: reopen(self.viewers[who], attendance.id, at=NOW))

    @precondition(lambda self: self._claims())
    @rule(who=WHO, which=PICK, forged=FORGED)
    def hear_from_register(self, who: int, which: int, *, forged: bool) -> None:
        """File a claim and record that the register granted it."""
        claim = self._pick(self._claims(), which)
        attendance = next(one for one in self._attendances() if one.id == claim.attendance_id)
        number, activity_id = claim.id, attendance.session.activity_id
        who = who if forged else self._place(attendance.person_id)
        if self._try(lambda: self._file_and_grant(self.viewers[who], number)) is not None:
            self.granted.setdefault(activity_id, self._locked_content(self._activity(activity_id)))

    @precondition(lambda self: self._activities())
    @rule(who=WHO, which=PICK, swap=st.booleans(), content=st.binary(min_size=1, max_size=2))
    def hand_in(self, who: int, which: int, content: bytes, *, swap: bool) -> None:
        """Add evidence, or put other bytes in its place."""
        activity = self._pick(self._activities(), which)
        self._try(lambda: self._swap(self.viewers[who], activity.id, content, swap=swap))

    @precondition(lambda self: self._activities())
    @rule(who=WHO, which=st.sampled_from((0, 0, 0, 1)))
    def withdraw(self, who: int, which: int) -> None:
        """Take an activity back."""
        activity = self._pick(self._activities(), which)
        self._try(lambda: withdraw_activity(self.viewers[who], activity.id, at=NOW))

    # --- what must hold

    @invariant()
    def nobody_answers_for_another_and_no_answer_outlives_a_change(self) -> None:
        """A confirmation that counts was given by that person, for exactly this content."""
        for attendance in self._attendances(everywhere=True):
            if is_confirmed(attendance):
                assert attendance.confirmed_by_id == attendance.person_id
                assert self.answered.get(attendance.id) == self._content(attendance.session.activity)

    @invariant()
    def what_lapsed_says_so(self) -> None:
        """The flag by which Vandaag finds its questions agrees with the versions."""
        for attendance in self._attendances(everywhere=True):
            overtaken = attendance.confirmed_version not in {None, attendance.session.activity.content_version}
            assert attendance.lapsed == overtaken

    @invariant()
    def granted_is_granted(self) -> None:
        """What a register granted points for stays as it was, its evidence too."""
        for activity_id, content in self.granted.items():
            activity = self._activity(activity_id)
            assert activity.withdrawn_at is None
            assert self._locked_content(activity) == content

    @invariant()
    def claims_belong_to_who_was_there(self) -> None:
        """No claim for the absent, the disputed or the withdrawn; beyond a draft only what was confirmed."""
        listed = {one.id: one for one in self._attendances(everywhere=True)}
        for claim in self._claims():
            attendance = listed[claim.attendance_id]
            assert attendance.state in PRESENT
            assert attendance.disputed_at is None
            assert attendance.session.activity.withdrawn_at is None
            assert is_confirmed(attendance) == (claim.state != ClaimState.DRAFT)

    @invariant()
    def there_is_one_claim_for_everybody_who_was_there(self) -> None:
        """Never two claims for one attendance under one registration, and never none."""
        made = self.session.execute(
            select(Claim.attendance_id, func.count(Claim.id)).group_by(Claim.attendance_id, Claim.registration_id)
        ).all()
        there = {one.id for one in self._attendances() if one.state in PRESENT and one.disputed_at is None}
        assert {tuple(row) for row in made} == {(attendance_id, 1) for attendance_id in there}

    @invariant()
    def every_change_is_in_the_trail(self) -> None:
        """Whatever changed left a line, and the chain of lines holds."""
        now, lines = self._everything(), self._lines()
        assert now == self.seen or lines > self.trail
        self.seen, self.trail = now, lines

    # --- how it looks

    def _try(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except RegisterError:
            return None
        finally:
            self.session.expunge_all()
            self.stored = None

    def _file_and_grant(self, viewer: Viewer, claim_id: int) -> bool:
        move_claim(viewer, claim_id, to=ClaimState.FILED, day=TODAY, at=NOW)
        move_claim(viewer, claim_id, to=ClaimState.GRANTED, day=TODAY, granted=Decimal(1), at=NOW)
        return True

    def _swap(self, viewer: Viewer, activity_id: int, content: bytes, *, swap: bool) -> None:
        file = CleanFile(content=content, media_type="application/pdf", name="lijst.pdf")
        with transaction() as session:
            old = session.scalars(
                select(Evidence.id).where(Evidence.activity_id == activity_id, Evidence.removed_at.is_(None))
            ).first()
            if swap and old is not None:
                remove_evidence(viewer, old, at=NOW)
            attach(session, viewer, activity_id, file, at=NOW, settings=state().settings)

    def _note_own(self, who: int, activity_id: int) -> None:
        """Whoever enters or changes an activity answers for the own part by doing so."""
        activity = self._activity(activity_id)
        for attendance in activity.sessions[0].attendances:
            if attendance.person_id == self.viewers[who].person_id:
                self.answered[attendance.id] = self._content(activity)

    def _people(self, states: Iterable[str]) -> tuple[Participant, ...]:
        people = zip(self.viewers, states, strict=True)
        return tuple(Participant(person_id=viewer.person_id, state=state) for viewer, state in people)

    def _everywhere(self) -> list[Activity]:
        if self.stored is None:
            whole = selectinload(Activity.sessions).selectinload(LearningSession.attendances)
            self.stored = list(self.session.scalars(select(Activity).options(whole).order_by(Activity.id)))
        return self.stored

    def _activity(self, activity_id: int) -> Activity:
        return next(one for one in self._everywhere() if one.id == activity_id)

    def _activities(self) -> list[Activity]:
        return [one for one in self._everywhere() if one.withdrawn_at is None]

    def _attendances(self, *, everywhere: bool = False) -> list[Attendance]:
        activities = self._everywhere() if everywhere else self._activities()
        return [one for activity in activities for meeting in activity.sessions for one in meeting.attendances]

    def _claims(self) -> list[Claim]:
        return list(self.session.scalars(select(Claim).order_by(Claim.id)))

    def _place(self, person_id: int) -> int:
        return next(place for place, viewer in enumerate(self.viewers) if viewer.person_id == person_id)

    def _pick(self, rows: list[Any], which: int) -> Any:
        return rows[which % len(rows)]

    def _content(self, activity: Activity) -> str:
        meeting = activity.sessions[0]
        people = sorted((one.person_id, one.state, one.role, one.minutes_present) for one in meeting.attendances)
        return repr((activity.kind, activity.title, meeting.held_on, meeting.gross_minutes, people))

    def _locked_content(self, activity: Activity) -> str:
        files = self.session.scalars(
            select(Evidence.id).where(Evidence.activity_id == activity.id, Evidence.removed_at.is_(None))
        )
        return repr((self._content(activity), sorted(files)))

    def _lines(self) -> int:
        return self.session.scalar(select(func.count(AuditEntry.seq))) or 0

    def _everything(self) -> str:
        rows = [
            [str(value) for value in row]
            for model in (Activity, LearningSession, Attendance, Claim, Evidence)
            for row in self.session.execute(select(*model.__table__.columns).order_by(model.__table__.c.id))
        ]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


assert DAY < TODAY
