"""The statement per activity (*invulverklaring*): the neutral field set, laid out per register, one's own points."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from register.evidence.papers.layout import Section, layout_of
from register.evidence.papers.typeset import Draft
from register.evidence.papers.wording import (
    NOT_SAID,
    amount,
    confirmed,
    days_of,
    form_of,
    kind_name,
    moment,
    own_minutes,
    presence,
    register_name,
    registration_texts,
    role_name,
    times,
)
from register.learning.kinds import EXCLUSION_NAMES, PRESENT, ROLE_NAMES, STATE_NAMES, kinds
from register.learning.models import Activity, Attendance, LearningSession
from register.learning.outsiders.there import Outsider
from register.people.models import Person, Registration
from register.points.what_if import ExplainedClaim
from register.rules.explain import day, duration

_FACILITATORS = {
    "extern": "iemand van buiten de groep",
    "roulerend": "een van de groep, om de beurt",
    "leidinggevende": "leidinggevende",
    "supervisor": "supervisor",
}
_ASKED_BY = {
    "subject": "subject",
    "learning_goal": "learning_goal",
    "method": "work_method",
    "facilitator": "facilitator",
    "authority": "authority",
    "provider": "provider",
    "accreditation": "accreditation",
}
"""Which question of a kind stands behind a field: asked and left open is said, not asked is left out."""
_REMARKS = (
    (
        "Dit is een stuk van de eigen organisatie, met wat in het leerregister staat. Heeft je register een formulier, "
        "neem de gegevens dan daarop over."
    ),
    "Reflecties uit het leerregister staan hier niet in: die zijn van de professional zelf.",
)


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What is stated, of whom and for which register."""

    activity: Activity
    person: Person
    registration: Registration | None
    """`None`: for no register in particular."""
    claims: tuple[ExplainedClaim, ...]
    organisation: str
    elsewhere: Mapping[int, Sequence[Outsider]]
    """Who of elsewhere was there, by meeting."""
    competences: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    """Names of the evidence that was handed in, as far as whoever asks may know of it."""
    report: str = ""
    """What the group wrote together; empty where it is not for whoever asks."""
    own_text: str = ""
    """What the person wrote beside that; empty where it is not for whoever asks."""

    @property
    def parts(self) -> list[Attendance]:
        """The person's own parts, meeting by meeting."""
        return [
            one
            for meeting in self.activity.sessions
            for one in meeting.attendances
            if one.person_id == self.person.id and one.state in PRESENT
        ]


def declaration(what: Declared) -> Draft:
    """Write the statement of one person for one activity."""
    register_id = what.registration.register_id if what.registration else None
    layout = layout_of(register_id)
    activity = what.activity
    return Draft(
        template="declaration",
        kind=layout.name,
        prefix="IV",
        title=f"{layout.name} {kind_name(activity)}: {activity.title}, {days_of(activity.sessions)}",
        organisation=what.organisation,
        file_name="-".join(
            ["invulverklaring", register_id or "algemeen", activity.sessions[0].held_on.isoformat(), str(activity.id)]
        ),
        data={
            "heading": f"{layout.name} {kind_name(activity).lower()}",
            "intro": layout.intro,
            "sections": [made for one in layout.of_kind(activity.kind) if _says_something(made := _section(one, what))],
            "name": what.person.display_name,
            "statement": "Ik heb dit naar waarheid ingevuld.",
            "second": f"Handtekening van de begeleider, {activity.facilitator_name}"
            if activity.facilitator_name
            else "",
            "remarks": _REMARKS,
        },
    )


def _section(section: Section, what: Declared) -> dict[str, Any]:
    facts = [fact for field in section.fields if (fact := _fact(field, what)) is not None]
    if section.meetings:
        facts += [_meeting(one) for one in what.activity.sessions]
    if section.participants:
        facts += _participants(what.activity, what.elsewhere)
    return {"name": section.name, "facts": facts, "lines": section.lines, "write": section.write}


def _says_something(section: dict[str, Any]) -> bool:
    return bool(section["facts"] or section["lines"] or section["write"])


def _fact(field: str, what: Declared) -> tuple[str, str] | None:
    """Return label and value; `None` where nothing was said and the kind does not ask it."""
    label, value_of = _FIELDS[field]
    if value := value_of(what):
        return label, value
    kind = kinds().get(what.activity.kind)
    asked = kind is not None and _ASKED_BY.get(field) in kind.fields
    return (label, NOT_SAID) if asked or field == "registration" else None


def _meeting(meeting: LearningSession) -> tuple[str, str]:
    off = [
        f"{EXCLUSION_NAMES[kind].lower()} {duration(part)}" for kind, part in meeting.excluded_minutes.items() if part
    ]
    said = f"{times(meeting)}; geen leertijd: {', '.join(off)}" if off else times(meeting)
    return day(meeting.held_on), said


def _participants(activity: Activity, elsewhere: Mapping[int, Sequence[Outsider]]) -> Sequence[tuple[str, str]]:
    """Return everybody once per meeting, who came of elsewhere last, with what the list says of them."""
    found: list[tuple[str, str]] = []
    for meeting in activity.sessions:
        when = f", {day(meeting.held_on)}" if len(activity.sessions) > 1 else ""
        in_order = sorted(meeting.attendances, key=lambda one: (one.person.sort_key, one.id))
        found += [(f"{one.person.display_name}{when}", _there(one)) for one in in_order]
        found += [(f"{one.name}{when}", _from_elsewhere(one)) for one in elsewhere.get(meeting.id, ())]
    return found


def _from_elsewhere(one: Outsider) -> str:
    when = f"{moment(one.confirmed_at)} (met een link, zonder account)" if one.confirmed_at else "nog niet bevestigd"
    where = f", {one.employer}" if one.employer else ""
    role = ROLE_NAMES.get(one.role, one.role).lower()
    said = (
        f"Extern{where}: {STATE_NAMES[one.state].lower()}, {role}.",
        f"{one.register_id} {one.register_number} (eigen opgave)." if one.register_number else "",
        f"Bevestiging: {'gaf aan: klopt niet' if one.disputed else when}.",
    )
    return " ".join(part for part in said if part)


def _there(attendance: Attendance) -> str:
    when, how = confirmed(attendance)
    said = (
        f"{presence(attendance)}, {role_name(attendance).lower()}.",
        *(f"{one}." for one in registration_texts(attendance.person, on=attendance.session.held_on)),
        f"Bevestiging: {when}{f' ({how})' if how else ''}.",
    )
    return " ".join(said)


def _registration(what: Declared) -> str:
    if what.registration is not None:
        name = register_name(what.registration.register_id)
        return f"{name}, nummer {what.registration.number or 'onbekend'}"
    return "\n".join(registration_texts(what.person, on=what.activity.sessions[-1].held_on))


def _claims(what: Declared) -> str:
    return "\n".join(_claim(one) for one in what.claims)


def _claim(claim: ExplainedClaim) -> str:
    track = f", {claim.track_name.lower()}" if claim.track_name else ""
    granted = "" if claim.granted_points is None else f", {amount(claim.granted_points)} toegekend"
    label = f"; {claim.label}" if claim.label else ""
    return f"{claim.register_name}{track}: {amount(claim.points)} geclaimd{granted} ({claim.state}){label}"


def _facilitator_registration(what: Declared) -> str:
    register_id, number = what.activity.facilitator_register, what.activity.facilitator_number
    return ", nummer ".join(part for part in (register_name(register_id) if register_id else "", number or "") if part)


def _yes_no(value: bool | None) -> str:  # noqa: FBT001 - said, denied or neither
    return "" if value is None else ("ja" if value else "nee")


_FIELDS: dict[str, tuple[str, Callable[[Declared], str]]] = {
    "name": ("Naam", lambda what: what.person.display_name),
    "employer": ("Werkgever", lambda what: what.organisation),
    "registration": ("Registratie", _registration),
    "role": ("Rol", lambda what: ", ".join(dict.fromkeys(role_name(one) for one in what.parts))),
    "kind": ("Soort activiteit", lambda what: kind_name(what.activity)),
    "title": ("Titel", lambda what: what.activity.title),
    "activity_number": ("Nummer in het leerregister", lambda what: str(what.activity.id)),
    "subject": ("Onderwerp", lambda what: what.activity.subject),
    "learning_goal": ("Leerdoel", lambda what: what.activity.learning_goal),
    "method": ("Methode", lambda what: what.activity.work_method),
    "competences": ("Competenties", lambda what: ", ".join(what.competences)),
    "provider": ("Aanbieder", lambda what: what.activity.provider),
    "accreditation": (
        "ID-nummer",
        lambda what: ", ".join(f"{body}: {number}" for body, number in what.activity.accreditation_ids.items()),
    ),
    "report": ("Gezamenlijk verslag", lambda what: what.report),
    "own_part": ("Eigen deel van het verslag", lambda what: what.own_text),
    "days": ("Datum", lambda what: days_of(what.activity.sessions)),
    "net": ("Netto tijd", lambda what: duration(sum(own_minutes(one) for one in what.parts)) if what.parts else ""),
    "mode": ("Vorm", lambda what: form_of(what.activity)),
    "online_av": (
        "Online: iedereen de hele tijd in beeld en te horen",
        lambda what: _yes_no(what.activity.online_av_confirmed) if what.activity.mode == "online" else "",
    ),
    "location": ("Plaats", lambda what: what.activity.location),
    "facilitator": ("Begeleider", lambda what: what.activity.facilitator_name),
    "facilitator_kind": (
        "Wie is de begeleider",
        lambda what: _FACILITATORS.get(what.activity.facilitator_kind or "", what.activity.facilitator_kind or ""),
    ),
    "facilitator_registration": ("Registratie van de begeleider", _facilitator_registration),
    "authority": ("Gezagsverhouding in de groep", lambda what: _yes_no(what.activity.authority_relation)),
    "claims": ("Punten", _claims),
    "files": ("Bewijsstukken", lambda what: "\n".join(what.files)),
}
"""Label and value of every field."""
