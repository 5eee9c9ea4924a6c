"""The form of an activity: three visible fields, the rest folded; from form to entry and from row to form."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from wtforms import BooleanField, Field, FileField, Form, HiddenField, SelectField
from wtforms.validators import InputRequired

from register.errors import Invalid
from register.learning.durations import as_typed, minutes_between, parse_duration
from register.learning.entry import ActivityEntry, Participant, SessionEntry
from register.learning.kinds import EXCLUSION_NAMES, Kind, kinds
from register.learning.models import Activity, LearningSession

from ._fields import Clock, Day, LongText, Minutes, Number, Text, Ticks, given, numbers, pick

YES_NO = {"": "Niet ingevuld", "ja": "Ja", "nee": "Nee"}
FACILITATORS = {
    "": "Niemand, of niet van toepassing",
    "roulerend": "Een van ons, om de beurt",
    "extern": "Iemand van buiten de groep",
    "supervisor": "Een supervisor",
    "leidinggevende": "Een leidinggevende",
}
BEARERS = {
    "": "Niet ingevuld",
    "werkgever": "Mijn werkgever",
    "loopbaanbudget": "Mijn loopbaanbudget",
    "zelf": "Ikzelf",
}
BODIES = {
    "registerplein": "Registerplein",
    "skj": "SKJ",
    "venvn": "V&VN",
    "nip": "NIP",
    "nvo": "NVO",
}
"""Who gives ID-numbers to training (*accrediterende instanties*)."""
_TRUTH = {"ja": True, "nee": False}
_WRITTEN = {True: "ja", False: "nee", None: ""}
OPTIONAL_PARTS: dict[str, tuple[str, ...]] = {
    "facilitator": ("facilitator_name", "facilitator_kind", "facilitator_register", "facilitator_number"),
    "authority": ("authority_relation",),
    "subject": ("subject",),
    "learning_goal": ("learning_goal",),
    "work_method": ("work_method",),
    "report": ("report",),
    "provider": ("provider",),
    "accreditation": (*(f"accreditation_{body}" for body in BODIES), "awarded_points"),
    "costs": ("in_work_time", "cost_bearer", "mandatory"),
}
"""Which fields belong to each extra question of a kind."""


def kind_choices() -> dict[str, dict[str, str]]:
    """Return the kinds in the two groups of the list."""
    return {
        "Leren van elkaar": {kind.id: kind.name for kind in kinds().values() if kind.informal},
        "Scholing": {kind.id: kind.name for kind in kinds().values() if not kind.informal},
    }


class Needed:
    """Mark a field as needed; whether something else stands in for it is known once the whole form is read."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        """Accept: `entry_of` decides."""


class ActivityForm(Form):
    """What somebody types about an activity."""

    kind = SelectField(
        "Soort",
        choices=kind_choices(),
        validators=[InputRequired("Kies een soort activiteit.")],
        invalid_choice_message="Kies een soort activiteit uit de lijst.",
    )
    held_on = Day("Datum", validators=[InputRequired("Vul de datum in, bijvoorbeeld 5-3-2026.")])
    duration = Text(
        "Duur",
        validators=[Needed()],
        render_kw={"inputmode": "text"},
        description="Bijvoorbeeld 2:30, 2,5 of 150 min.",
    )
    duration_given = HiddenField()
    kind_shown = HiddenField()
    title = Text("Titel", description="Leeg: de naam van de soort of van de groep.")
    starts_at = Clock("Begintijd")
    ends_at = Clock("Eindtijd", description="Vul je begin en eind in, dan volgt de duur daaruit.")
    mode = SelectField(
        "Hoe kwamen jullie bij elkaar?",
        choices={"fysiek": "Op één plek", "online": "Online"},
        default="fysiek",
        invalid_choice_message="Kies op één plek of online.",
    )
    online_av_confirmed = pick(
        "Online: was iedereen de hele tijd te zien en te horen?",
        YES_NO,
        description="Alleen als jullie online bij elkaar kwamen.",
    )
    location = Text("Plaats")
    subject = LongText("Onderwerp", description="Geen namen van cliënten.")
    learning_goal = LongText("Leerdoel")
    work_method = Text("Methode", render_kw={"list": "rg-methods"})
    competences = Ticks("Competenties", default=())
    report = LongText(
        "Gezamenlijk verslag", description="Wat jullie samen opschrijven. Wie erbij was, leest het en bevestigt het."
    )
    facilitator_name = Text("Naam van de begeleider")
    facilitator_kind = pick("Wie begeleidde?", FACILITATORS)
    facilitator_register = Text("Register van de begeleider")
    facilitator_number = Text("Registratienummer van de begeleider")
    authority_relation = BooleanField("Er was een leidinggevende van een van ons bij")
    awarded_points = Number("Punten van de accreditatie", description="Zoals op je certificaat staat.")
    provider = Text("Aanbieder")
    in_work_time = pick("In werktijd?", YES_NO)
    cost_bearer = pick("Wie betaalt?", BEARERS)
    mandatory = BooleanField("Deze scholing is verplicht van mijn werkgever")
    group_id = pick("Hoort bij groep", {"": "Geen groep"})
    reflection = LongText(
        "Reflectie (privé)", description="Alleen jij leest dit. Ook je leidinggevende en HR zien het niet."
    )
    evidence = FileField(
        "Bewijsstuk", description="Een foto of pdf, bijvoorbeeld de presentielijst. Er mag geen cliënt op staan."
    )
    evidence_ticket = HiddenField()
    version = HiddenField()
    session_id = HiddenField()
    belongs_to = HiddenField()
    participants = HiddenField("Wie waren erbij")
    excluded = HiddenField("Tijd die niet meetelt")
    accreditation = HiddenField("ID-nummer")


for _kind, _name in EXCLUSION_NAMES.items():
    setattr(ActivityForm, f"excluded_{_kind}", Minutes(f"{_name} (minuten)"))
for _body, _name in BODIES.items():
    setattr(ActivityForm, f"accreditation_{_body}", Text(f"ID-nummer van {_name}"))


def shown_parts(form: ActivityForm, kind: Kind) -> tuple[str, ...]:
    """Return the extra questions to show: those of the kind, and those that hold something already."""
    return tuple(
        part
        for part, names in OPTIONAL_PARTS.items()
        if part in kind.fields
        or (part == "report" and kind.with_others)
        or any(form[name].data or form[name].errors for name in names)
    )


def kind_of(form: ActivityForm) -> Kind:
    """Return the chosen kind; the first one while nothing valid is chosen."""
    return kinds().get(form.kind.data or "") or next(iter(kinds().values()))


def entry_of(form: ActivityForm, sessions: tuple[SessionEntry, ...]) -> ActivityEntry:
    """Turn a valid form and its meetings into an entry."""
    return ActivityEntry(
        kind=form.kind.data,
        sessions=sessions,
        **{name: form[name].data or "" for name in _TEXTS},
        online=form.mode.data == "online",
        online_av_confirmed=_TRUTH.get(form.online_av_confirmed.data or ""),
        facilitator_kind=form.facilitator_kind.data or None,
        facilitator_register=form.facilitator_register.data or None,
        facilitator_number=form.facilitator_number.data or None,
        authority_relation=form.authority_relation.data or None,
        accreditation_ids={body: form[f"accreditation_{body}"].data or "" for body in BODIES},
        awarded_points=form.awarded_points.data,
        in_work_time=_TRUTH.get(form.in_work_time.data or ""),
        cost_bearer=form.cost_bearer.data or None,
        mandatory=form.mandatory.data,
        group_id=int(form.group_id.data) if form.group_id.data else None,
        competences=tuple(form.competences.data),
    )


def session_entry(form: Form, participants: tuple[Participant, ...], *, timed: bool) -> SessionEntry:
    """Turn the fields of one meeting into an entry: of the form itself, or of a later meeting on it.

    Raises:
        Invalid: the duration cannot be read, or times and duration contradict each other.

    """
    written = form.session_id.data or ""
    return SessionEntry(
        held_on=given(form.held_on.data),
        gross_minutes=_gross_minutes(form, timed=timed),
        participants=participants,
        starts_at=form.starts_at.data,
        ends_at=form.ends_at.data,
        excluded={kind: form[f"excluded_{kind}"].data or 0 for kind in EXCLUSION_NAMES},
        session_id=next(iter(numbers([written])), None),
    )


_TEXTS = (
    "title",
    "subject",
    "learning_goal",
    "work_method",
    "location",
    "facilitator_name",
    "provider",
    "report",
    "reflection",
)


def _gross_minutes(form: Form, *, timed: bool) -> int:
    """Let times win over the pre-filled duration; a duration that was typed has to agree with them."""
    starts_at, ends_at, typed = form.starts_at.data, form.ends_at.data, form.duration.data or ""
    if not timed and not typed:
        return 0
    if (starts_at is None) != (ends_at is None):
        missing = "ends_at" if ends_at is None else "starts_at"
        raise Invalid(missing, "Vul de begintijd en de eindtijd allebei in, of geen van beide.")
    if starts_at is None or ends_at is None:
        if not typed:
            raise Invalid("duration", "Vul in hoe lang het duurde, bijvoorbeeld 2 of 2:30.")
        return parse_duration(typed)
    between = minutes_between(starts_at, ends_at)
    if typed and typed != form.duration_given.data and parse_duration(typed) != between:
        raise Invalid(
            "duration",
            f"De duur “{typed}” past niet bij {starts_at:%H:%M} tot {ends_at:%H:%M}. Maak de duur of de tijden leeg.",
        )
    return between


def new_values(*, kind: str, held_on: date | None, minutes: int, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - any field
    """Return what an empty form opens with."""
    duration = as_typed(minutes) if minutes else ""
    return {
        "kind": kind,
        "kind_shown": kind,
        "held_on": held_on,
        "duration": duration,
        "duration_given": duration,
        **given,
    }


def meeting_values(meeting: LearningSession) -> dict[str, Any]:
    """Return one stored meeting as values of its fields."""
    duration = as_typed(meeting.gross_minutes) if meeting.gross_minutes else ""
    return {
        "session_id": str(meeting.id),
        "held_on": meeting.held_on,
        "duration": duration,
        "duration_given": duration,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        **{f"excluded_{kind}": minutes for kind, minutes in meeting.excluded_minutes.items()},
    }


def stored_values(activity: Activity) -> dict[str, Any]:
    """Return a stored activity as values of the form."""
    plain = (*_TEXTS[:-1], "mode", "facilitator_register", "facilitator_number", "authority_relation", "mandatory")
    points: Decimal | None = activity.awarded_points
    return {
        **{name: getattr(activity, name) for name in plain},
        "kind": activity.kind,
        "kind_shown": activity.kind,
        **meeting_values(activity.sessions[0]),
        "online_av_confirmed": _WRITTEN[activity.online_av_confirmed],
        "facilitator_kind": activity.facilitator_kind or "",
        "awarded_points": points,
        "in_work_time": _WRITTEN[activity.in_work_time],
        "cost_bearer": activity.cost_bearer or "",
        "group_id": str(activity.group_id or ""),
        "version": str(activity.version),
        **{f"accreditation_{body}": number for body, number in activity.accreditation_ids.items()},
    }
