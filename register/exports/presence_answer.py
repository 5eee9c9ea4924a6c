"""What PE-online answers (antwoord): rows matched on person, course and date, never on their place (F4).

In the vendor's own example the first presence is called line 2 and accepted rows come back in another order, without a
number. So an accepted row is found by what it says. An error names a course or a person and a line; the line helps to
choose between rows that fit what it names, and never against it.
"""

import re
import xml.parsers.expat
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from register.errors import Invalid
from register.exports.presence import DATED, Course, Presence

FIRST_LINE = 2
_LARGEST = 2 * 1024 * 1024
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DUTCH_DAY = re.compile(r"\b(\d\d)-(\d\d)-(\d{4})\b")
_LINE = re.compile(r"\bop regel (\d+)", re.IGNORECASE)
_NAMED = re.compile(r"\b(?P<what>Professional|Cursus)\s+(?P<id>[\w-]+)\s+op regel", re.IGNORECASE)
NO_ACCESS, TOO_MANY, BAD_XML, ROW = 400, 500, 505, 100


@dataclass(frozen=True, kw_only=True)
class Explained:
    """An error in plain Dutch, and who can mend it."""

    text: str
    who: str


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A presence that was not taken; `certain` is false where the answer fits more than one."""

    presence: Presence
    explained: Explained
    certain: bool


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back of one call; every presence stands in exactly one of the three lists."""

    accepted: tuple[Presence, ...]
    rejected: tuple[Rejected, ...]
    unknown: tuple[Presence, ...]
    """Neither accepted nor named in an error: nobody knows."""
    problems: tuple[Explained, ...]
    """Errors of the whole call, or that fit no row."""
    strange: int
    """Accepted rows of nobody in this call."""
    told: tuple[int, int, int] | None
    """Accepted, rejected and total as PE-online counted them."""

    @property
    def refused(self) -> int:
        """How many presences were certainly not taken."""
        return sum(one.certain for one in self.rejected)

    @property
    def unsure(self) -> int:
        """How many presences nobody knows of: no answer at all, or one that fits another as well."""
        return len(self.unknown) + len(self.rejected) - self.refused


HR = "HR, in het leerregister"
THEM = "wie jullie account bij PE-online beheert"
REGISTER = "het register"
PROFESSIONAL = "de professional zelf"
_EXPLAINED: tuple[tuple[str, str, str], ...] = (
    (
        r"professional .*bestaat niet",
        (
            "Dit nummer is bij PE-online niet bekend binnen dit register. Controleer het "
            "registratienummer en of de registratie nog loopt."
        ),
        PROFESSIONAL,
    ),
    (
        r"professional .*niet opgegeven",
        "Het registratienummer ontbreekt. Vul het aan bij Mensen.",
        HR,
    ),
    (
        r"niet geaccrediteerd bij",
        ("De cursus is bij dit register niet geaccrediteerd. Vraag de accreditatie aan, of meld deze presentie niet."),
        THEM,
    ),
    (
        r"buiten alle accr",
        ("De datum valt buiten de periode waarin de cursus geaccrediteerd is. Controleer de datum van de activiteit."),
        HR,
    ),
    (
        r"registratie kan plaatsvinden",
        ("Presentie invoeren kan voor deze cursus niet meer: de termijn is voorbij. Vraag het register om uitstel."),
        REGISTER,
    ),
    (
        r"geen enkele beroepsgroep door de opleider",
        (
            "Presentie van deze cursus voert de aanbieder niet zelf in. De professional voert haar zelf"
            " in bij het register."
        ),
        PROFESSIONAL,
    ),
    (
        r"module.*niet opgegeven",
        "Deze e-learning heeft modules: vul het ID van de module in.",
        HR,
    ),
    (
        r"module.*bestaat niet",
        "Deze module kent PE-online niet. Controleer het ID van de module.",
        HR,
    ),
    (
        r"module.*niet uniek",
        "Het ID van de module komt in PE-online vaker voor. Geef daar elke module een eigen code.",
        THEM,
    ),
    (
        r"(uitvoering|edition|bijeenkomst|meeting).*(e-learning|niet toegestaan)",
        "Bij e-learning hoort geen uitvoering of bijeenkomst. Maak die velden leeg.",
        HR,
    ),
    (
        r"(uitvoering|edition).*niet (op|mee)gegeven",
        "Bij fysieke scholing hoort het ID van de uitvoering. Vul het in.",
        HR,
    ),
    (
        r"(uitvoering|edition).*bestaat niet",
        "Deze uitvoering kent PE-online niet. Controleer het ID van de uitvoering.",
        HR,
    ),
    (
        r"(uitvoering|edition).*niet uniek",
        ("Het ID van de uitvoering komt in PE-online vaker voor. Geef daar elke uitvoering een eigen code."),
        THEM,
    ),
    (
        r"(bijeenkomst|meeting).*niet (op|mee)gegeven",
        "Deze scholing is per bijeenkomst geaccrediteerd: vul het ID van de bijeenkomst in.",
        HR,
    ),
    (
        r"(bijeenkomst|meeting).*bestaat niet",
        "Deze bijeenkomst kent PE-online niet. Controleer het ID van de bijeenkomst.",
        HR,
    ),
    (
        r"(bijeenkomst|meeting).*niet uniek",
        ("Het ID van de bijeenkomst komt in PE-online vaker voor. Geef daar elke bijeenkomst een eigen code."),
        THEM,
    ),
    (
        r"(geen|niet).*enddate|enddate.*verplicht",
        "De einddatum ontbreekt. Kies bij de soort cursus e-learning of expertisegroep.",
        HR,
    ),
    (
        r"enddate",
        "Bij fysieke scholing hoort geen einddatum. Kies de goede soort cursus.",
        HR,
    ),
    (
        r"cursus .*niet opgegeven",
        "Het ID van de cursus ontbreekt. Vul het in.",
        HR,
    ),
    (
        r"cursus.*niet uniek",
        (
            "De code van de cursus komt in PE-online vaker voor. Geef daar elke cursus een eigen code, "
            "of gebruik het ID van PE-online."
        ),
        THEM,
    ),
    (
        r"cursus.*bestaat niet",
        (
            "Deze cursus kent PE-online niet binnen dit register. Controleer het ID, en of de aanvraag "
            "geaccrediteerd is."
        ),
        HR,
    ),
    (
        r"niet \(juist\) geaccrediteerd",
        "De cursus is niet goed geaccrediteerd bij dit register.",
        THEM,
    ),
)
_WHOLE = {
    NO_ACCESS: (
        "PE-online laat ons niet toe: gebruiker en sleutel horen niet bij elkaar, of de webservice is niet besteld.",
        THEM,
    ),
    TOO_MANY: ("Er stonden te veel regels in één bestand.", THEM),
    BAD_XML: ("PE-online kon het bestand niet lezen.", "de beheerder van het leerregister"),
}


def explain(number: int, message: str) -> Explained:
    """Say in plain Dutch what an error means and who can mend it; what we do not know is passed on as it is."""
    if number in _WHOLE:
        text, who = _WHOLE[number]
        return Explained(text=text, who=who)
    plain = " ".join(message.split())
    for pattern, text, who in _EXPLAINED:
        if re.search(pattern, plain, re.IGNORECASE):
            return Explained(text=text, who=who)
    return Explained(text=f"PE-online zegt: {plain[:300]}", who=THEM)


def read_answer(content: bytes, sent: Sequence[Presence], course: Course) -> Answer:
    """Match an answer with the presences of its call.

    Raises:
        Invalid: this is no answer of PE-online, it was cut off, or it is about nobody in this call.

    """
    summary = _parse(content)
    left = list(sent)
    accepted = [one for row in summary.accepted if (one := _take(row, left, course)) is not None]
    strange = len(summary.accepted) - len(accepted)
    if strange and not accepted and not summary.errors:
        raise Invalid("answer", "Dit antwoord gaat over niemand in dit bestand. Kies het antwoord dat erbij hoort.")
    rejected, problems = _match_errors(summary.errors, left, sent, course)
    named = {id(one.presence) for one in rejected}
    if any(number in _WHOLE for number, _ in summary.errors):
        rejected = []
        named = set()
    return Answer(
        accepted=tuple(accepted),
        rejected=tuple(rejected),
        unknown=tuple(one for one in left if id(one) not in named),
        problems=tuple(problems),
        strange=strange,
        told=summary.told,
    )


@dataclass(kw_only=True)
class _Summary:
    accepted: list[dict[str, str]] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)
    told: tuple[int, int, int] | None = None


def _parse(content: bytes) -> _Summary:
    """Read the elements that we know, whatever stands around them; no document type, nothing huge."""
    if len(content) > _LARGEST:
        raise Invalid("answer", "Dit bestand is te groot om een antwoord van PE-online te zijn.")
    reader = _walk(content)
    if not reader.is_summary and "<Summary" in reader.everything:
        reader = _walk(reader.everything.strip().encode())  # the service wraps its answer in one text
    if not reader.is_summary:
        raise Invalid("answer", "Dit is geen antwoord van PE-online: het onderdeel Summary ontbreekt.")
    return reader.summary


def _walk(content: bytes) -> "_Reader":
    reader = _Reader()
    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat's own signature
    except xml.parsers.expat.ExpatError:
        raise Invalid(
            "answer",
            "Dit is geen heel antwoord van PE-online: het is geen XML, of het eind ontbreekt. Haal het opnieuw op.",
        ) from None
    return reader


class _Reader:
    """Collects the rows while the parser walks by."""

    def __init__(self) -> None:
        self.summary = _Summary()
        self.is_summary = False
        self.everything = ""
        self._row: dict[str, str] = {}
        self._text = ""

    def start(self, name: str, _attributes: object) -> None:
        """Begin a row where one begins; what follows is the text of this element."""
        local = name.rpartition(":")[2]
        self.is_summary = self.is_summary or local == "Summary"
        if local in {"Error", "Accepted", "Results"}:
            self._row = {}
        self._text = ""

    def text(self, text: str) -> None:
        """Keep a piece of text: of the element, and of the answer as a whole."""
        self._text += text
        self.everything += text

    def end(self, name: str) -> None:
        """Close an element: a finished row goes to the summary, any other text to its row."""
        local = name.rpartition(":")[2]
        if local == "Accepted":
            self.summary.accepted.append(self._row)
        elif local == "Error":
            self.summary.errors.append((_whole(self._row.get("errorNR", "")), self._row.get("errorMsg", "")))
        elif local == "Results":
            counts = [_whole(self._row.get(f"{kind}_rows", "")) for kind in ("accepted", "rejected", "total")]
            self.summary.told = (counts[0], counts[1], counts[2])
        else:
            self._row[local] = self._text.strip()
        self._text = ""

    def refuse(self, *_: object) -> None:
        """Refuse a document type: an answer has none.

        Raises:
            Invalid: always.

        """
        raise Invalid("answer", "Dit bestand heeft een documenttype; dat hoort niet in een antwoord van PE-online.")


def _whole(text: str) -> int:
    return int(text) if text.strip().isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 - more is no number of theirs


def _take(row: dict[str, str], left: list[Presence], course: Course) -> Presence | None:
    """Take the presence that an accepted row names out of those left."""
    day = _day_of(row.get("date", ""))
    for place, one in enumerate(left):
        dated = course.kind not in DATED or day == one.held_on
        if row.get("person") == one.number and row.get("course", course.course) == course.course and dated:
            return left.pop(place)
    return None


def _day_of(text: str) -> date | None:
    found = _DAY.match(text)
    return _existing(found[1], found[2], found[3]) if found else None


def _existing(year: str, month: str, day: str) -> date | None:
    """Make a day of what the answer says; a day that does not exist is nobody's."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _match_errors(
    errors: Sequence[tuple[int, str]], left: Sequence[Presence], sent: Sequence[Presence], course: Course
) -> tuple[list[Rejected], list[Explained]]:
    rejected: dict[int, Rejected] = {}
    problems: list[Explained] = []
    for number, message in errors:
        explained = explain(number, message)
        free = [one for one in left if id(one) not in rejected or not rejected[id(one)].certain]
        fitting = [] if number in _WHOLE else _fitting(message, free, sent, course)
        if not fitting:
            problems.append(explained)
        for one in fitting:
            rejected[id(one)] = Rejected(presence=one, explained=explained, certain=len(fitting) == 1)
    return list(rejected.values()), problems


def _fitting(message: str, left: list[Presence], sent: Sequence[Presence], course: Course) -> list[Presence]:
    """Return those not accepted that fit what the error names: one, or all that it may be about."""
    named, days = _NAMED.search(message), _DUTCH_DAY.findall(message)
    fitting = left
    if named and named["what"].casefold() == "professional":
        fitting = [one for one in left if one.number == named["id"]]
    elif named and named["id"] != course.course:
        return []
    if days and course.kind in DATED:
        about = {_existing(year, month, day) for day, month, year in days}
        fitting = [one for one in fitting if one.held_on in about]
    line = _LINE.search(message)
    place = int(line[1]) - FIRST_LINE if line else -1
    pointed = [sent[place]] if 0 <= place < len(sent) else []
    chosen = [one for one in fitting if any(one is other for other in pointed)]
    return chosen or fitting
