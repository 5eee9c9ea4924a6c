"""What a spot check would miss of an activity while it is still being typed (*klaar voor een steekproef?*)."""

from sqlalchemy.orm import Session

from register.access import Viewer
from register.evidence.gaps import Gap, Logged, gaps_of, names_in_words
from register.learning.colleagues import names_of
from register.learning.entry import ActivityEntry
from register.learning.kinds import PRESENT, kinds


def gaps_while_logging(session: Session, viewer: Viewer, entry: ActivityEntry, *, chosen: bool) -> tuple[Gap, ...]:
    """Return what will be missing once this is saved, and who can mend it; nothing for who was not there.

    `chosen`: a file goes with it.
    """
    kind = kinds()[entry.kind]
    parts = [one for meeting in entry.sessions for one in meeting.participants if one.state in PRESENT]
    if viewer.person_id not in {one.person_id for one in parts}:
        return ()
    logged = Logged(
        activity_id=0,
        person_id=viewer.person_id,
        title=entry.title,
        held_on=min(meeting.held_on for meeting in entry.sessions),
        kind=kind,
        confirmed=True,
        waiting=(),
        on_screen_of="",
        others_on_screen=(),
        timed=all(meeting.starts_at and meeting.ends_at for meeting in entry.sessions),
        files=int(chosen),
        made_by="",
        facilitator=entry.facilitator_name,
        facilitator_number=entry.facilitator_number or "",
        online=entry.online or any(one.state == "online" for one in parts),
        av_confirmed=entry.online_av_confirmed is True,
        fill_in_at="Meer vastleggen",
    )
    others = dict.fromkeys(one.person_id for one in parts if one.person_id != viewer.person_id)
    asked = _asked(session, viewer, list(others)) if kind.proof == "lijst" and others and not chosen else ()
    return (*gaps_of(logged), *asked)


def _asked(session: Session, viewer: Viewer, person_ids: list[int]) -> tuple[Gap, ...]:
    known = names_of(session, viewer, person_ids)
    names = names_in_words(tuple(known[one] for one in person_ids if one in known))
    return (
        Gap(
            code="lijst",
            missing=f"De presentielijst wacht straks op {names}",
            remedy="De vraag gaat uit als je opslaat. Een foto van de getekende lijst kan ook.",
            own=False,
        ),
    )
