"""The own sheet for the yearly talk: write, look at it, release it (*klaar voor het gesprek*), take it back."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.talks.models import Talk
from register.culture.talks.sheet import OwnWords, Sheet, as_plain, from_plain, goals_of_year, make_sheet
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.learning.known_names import names_that_may_stand
from register.privacy.guarded import refuse_client_data

LONGEST = 4_000


class TalkChangedMeanwhile(Conflict):
    """The sheet was saved from another tab in the meantime; what was typed is kept on the page beside it (bar CO2)."""


@dataclass(frozen=True, kw_only=True)
class GoalChoice:
    """A goal that could stand on the sheet."""

    goal_id: int
    words: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class OwnTalk:
    """The sheet as its person sees it."""

    year: int
    years: tuple[int, ...]
    version: int
    """0: nothing was saved yet."""
    words: OwnWords
    goals: tuple[GoalChoice, ...]
    sheet: Sheet
    """As it would be released now."""
    released: Sheet | None
    released_at: datetime | None

    @property
    def differs(self) -> bool:
        """Whether the manager reads something else than what stands here now."""
        return self.released is not None and self.released != self.sheet


def own_talk(session: Session, viewer: Viewer, year: int, *, today: date) -> OwnTalk:
    """Return the viewer's sheet of a year.

    Raises:
        NotFound: there is no sheet of that year, nor can there be one now.

    """
    kept = session.scalars(select(Talk).where(Talk.person_id == viewer.person_id)).all()
    years = tuple(sorted({today.year, today.year - 1, *(one.year for one in kept)}, reverse=True))
    if year not in years:
        raise NotFound
    talk = next((one for one in kept if one.year == year), None)
    words = _words(talk)
    goals = goals_of_year(session, viewer.person_id, year)
    return OwnTalk(
        year=year,
        years=years,
        version=talk.version if talk else 0,
        words=words,
        goals=tuple(GoalChoice(goal_id=one.id, words=one.words, chosen=one.id in words.goal_ids) for one in goals),
        sheet=make_sheet(session, viewer.person_id, year, words, today=today),
        released=from_plain(talk.sheet) if talk and talk.sheet else None,
        released_at=talk.released_at if talk else None,
    )


def save_talk(
    viewer: Viewer, year: int, words: OwnWords, *, version: int, at: datetime, today: date, kept_anyway: str = ""
) -> None:
    """Keep what the viewer wrote; the manager goes on reading what was released, if anything was.

    Raises:
        NotFound: there can be no sheet of that year.
        TalkChangedMeanwhile: it was saved from another tab.
        Invalid: a text is too long, or a goal is not the viewer's.
        ClientData: a text may point to a client, and the writer did not say that it may stay.

    """
    before = own_talk(current_session(), viewer, year, today=today)
    _check(viewer, words, before, today=today, kept_anyway=kept_anyway)
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        talk = _find(session, viewer, year)
        if (talk.version if talk else 0) != version:
            raise TalkChangedMeanwhile("Je hebt dit blad intussen op een andere plek gewijzigd. Vergelijk eerst.")
        talk = talk or Talk(person_id=viewer.person_id, year=year)
        talk.looking_back, talk.wishes = words.looking_back.strip(), words.wishes.strip()
        talk.goal_ids = list(words.goal_ids)
        session.add(talk)
        session.flush()
        _note(session, viewer, "jaargesprek.bewaard", talk, at)


def release_talk(viewer: Viewer, year: int, *, seen: str, at: datetime, today: date) -> None:
    """Let the manager read the sheet as the viewer saw it; `seen` is the digest of that.

    Raises:
        NotFound: there can be no sheet of that year.
        Conflict: something on it changed since the viewer looked.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        own = own_talk(session, viewer, year, today=today)
        if own.sheet.digest != seen:
            raise Conflict("Op je blad veranderde iets sinds je keek. Lees het eerst, en geef het dan vrij.")
        talk = _find(session, viewer, year) or Talk(person_id=viewer.person_id, year=year)
        talk.sheet, talk.released_at = as_plain(own.sheet), at
        session.add(talk)
        session.flush()
        _note(session, viewer, "jaargesprek.vrijgegeven", talk, at)


def withdraw_talk(viewer: Viewer, year: int, *, at: datetime) -> None:
    """Take the sheet back: the manager does not find it at the next request. Releasing again undoes it."""
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        talk = _find(session, viewer, year)
        if talk is None or talk.released_at is None:
            return
        talk.sheet = talk.released_at = None
        _note(session, viewer, "jaargesprek.ingetrokken", talk, at)


def _find(session: Session, viewer: Viewer, year: int) -> Talk | None:
    return session.scalar(select(Talk).where(Talk.person_id == viewer.person_id, Talk.year == year))


def _words(talk: Talk | None) -> OwnWords:
    if talk is None:
        return OwnWords()
    return OwnWords(looking_back=talk.looking_back, wishes=talk.wishes, goal_ids=tuple(talk.goal_ids))


def _check(viewer: Viewer, words: OwnWords, before: OwnTalk, *, today: date, kept_anyway: str) -> None:
    texts = {"looking_back": words.looking_back.strip(), "wishes": words.wishes.strip()}
    for field, text in texts.items():
        if len(text) > LONGEST:
            raise Invalid(field, f"Deze tekst is te lang: hooguit {LONGEST} tekens. Kort hem in.")
    gone = set(words.goal_ids) - {one.goal_id for one in before.goals}
    if gone:
        raise Invalid("goals", "Een leerdoel staat niet meer in je plan. Kies opnieuw.")
    names = names_that_may_stand(current_session(), viewer, today=today)
    known = (before.words.looking_back, before.words.wishes)
    refuse_client_data(texts, colleagues=names, kept_anyway=kept_anyway, known=known)


def _note(session: Session, viewer: Viewer, act: str, talk: Talk, at: datetime) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="talk",
        object_id=talk.id,
        at=at,
        details={"year": talk.year},
    )
