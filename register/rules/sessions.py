"""Holds one session against what its register asks of it: size, length, picture and sound, authority, lists (B8)."""

from collections.abc import Iterator
from dataclasses import dataclass

from register.rules.explain import duration
from register.rules.facts import Facts
from register.rules.model import Figure, Rule, Session

MEETS, ASKS, REFUSES, UNKNOWN = "meets", "asks", "refuses", "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One condition and how this session stands to it."""

    code: str
    verdict: str
    """`MEETS`, `ASKS` (a fact is missing), `REFUSES`, or `UNKNOWN` (the register's figure was never seen)."""
    text: str
    source: str | None
    confidence: str | None = None


def findings(facts: Facts, rule: Rule, net_minutes: int | None) -> Iterator[Finding]:
    """Everything that this rule asks of this session, met or not."""
    session = rule.session
    if session is not None:
        yield from _length(session, net_minutes)
        yield from _size(session, facts)
        yield from _online(session, facts)
        yield from _authority(session, facts)
        yield from _others(session, facts)
        yield from _setting(session, facts)
        yield from _papers(session, facts)
    if rule.frequency is not None and rule.frequency.same_group and facts.series is None:
        text = "Bij welke vaste groep hoort deze bijeenkomst? Het register telt per groep."
        yield Finding(code="reeks", verdict=ASKS, text=text, source=rule.source)


def _length(session: Session, net_minutes: int | None) -> Iterator[Finding]:
    figure = session.min_minutes
    if figure is None:
        return
    if figure.value is None:
        yield _unseen("duur", "de minimale duur", figure)
        return
    least = duration(int(figure.value))
    if net_minutes is None:
        yield _finding("duur", ASKS, f"Hoe lang duurde het? Een bijeenkomst duurt minstens {least} netto.", figure)
    elif net_minutes < figure.value:
        text = f"Te kort: {duration(net_minutes)} netto. Een bijeenkomst duurt minstens {least} netto."
        yield _finding("duur", REFUSES, text, figure)
    else:
        yield _finding("duur", MEETS, f"Lang genoeg: minstens {least} netto.", figure)


def _size(session: Session, facts: Facts) -> Iterator[Finding]:
    low, high = session.min_present, session.max_present
    unseen = next((figure for figure in (low, high) if figure and figure.value is None), None)
    if unseen is not None:
        yield _unseen("groep", "de groepsgrootte", unseen)
    known = [figure for figure in (low, high) if figure and figure.value is not None]
    if not known:
        return
    wanted = _wanted(low, high)
    if facts.present is None:
        yield _finding("groep", ASKS, f"Hoeveel mensen waren er? Het register vraagt {wanted}.", known[0])
    elif _outside(facts.present, low, high):
        text = f"Er waren {facts.present} mensen. Het register vraagt {wanted}."
        yield _finding("groep", REFUSES, text, known[0])
    else:
        yield _finding("groep", MEETS, f"Er waren {facts.present} mensen; het register vraagt {wanted}.", known[0])


def _online(session: Session, facts: Facts) -> Iterator[Finding]:
    if session.online is None or not facts.online:
        return
    rule = "Online telt alleen met live beeld en geluid voor alle deelnemers."
    if session.online == "forbidden":
        yield Finding(code="online", verdict=REFUSES, text="Online telt hier niet mee.", source=session.source)
    elif facts.online_av_confirmed is None:
        text = f"{rule} Was iedereen de hele tijd in beeld en te horen?"
        yield Finding(code="online", verdict=ASKS, text=text, source=session.source)
    else:
        verdict = MEETS if facts.online_av_confirmed else REFUSES
        text = f"{rule} {'Dat was zo.' if facts.online_av_confirmed else 'Dat was niet zo.'}"
        yield Finding(code="online", verdict=verdict, text=text, source=session.source)


def _authority(session: Session, facts: Facts) -> Iterator[Finding]:
    if not session.authority_forbidden:
        return
    rule = "Er mag geen gezagsrelatie zijn tussen de deelnemers."
    if facts.authority_relation is None:
        text = f"{rule} Deed een leidinggevende mee met eigen medewerkers?"
        yield Finding(code="gezag", verdict=ASKS, text=text, source=session.source)
    else:
        verdict = REFUSES if facts.authority_relation else MEETS
        text = f"{rule} {'Er deed een leidinggevende mee.' if facts.authority_relation else 'Die was er niet.'}"
        yield Finding(code="gezag", verdict=verdict, text=text, source=session.source)


def _others(session: Session, facts: Facts) -> Iterator[Finding]:
    figure = session.others_registered
    if figure is None:
        return
    if figure.value is None:
        yield _unseen("registratie", "hoeveel anderen geregistreerd moeten zijn", figure)
        return
    rule = f"Minstens {figure.value} van de anderen heeft de gevraagde registratie."
    if facts.participants_registered is None:
        yield _finding("registratie", ASKS, f"{rule} Hoeveel waren dat er?", figure)
    else:
        verdict = MEETS if facts.participants_registered >= figure.value else REFUSES
        yield _finding("registratie", verdict, f"{rule} Het waren er {facts.participants_registered}.", figure)


def _setting(session: Session, facts: Facts) -> Iterator[Finding]:
    if not session.refused_settings:
        return
    if facts.setting in session.refused_settings:
        text = "Een bespreking in het eigen teamoverleg telt bij dit register niet mee."
        yield Finding(code="setting", verdict=REFUSES, text=text, source=session.source)
    else:
        text = "Dit was geen bespreking in het eigen teamoverleg."
        yield Finding(code="setting", verdict=MEETS, text=text, source=session.source)


def _papers(session: Session, facts: Facts) -> Iterator[Finding]:
    if session.chair_and_notes:
        yield _paper("rollen", "Voorzitter en notulist moeten bekend zijn.", session, there=facts.chair_and_notes)
    if session.signed_list:
        text = "Het telt alleen met een getekende presentielijst."
        yield _paper("lijst", text, session, there=facts.signed_list)
        if facts.signed_list and facts.signed_on_screen:
            yield _on_screen(session)


def _on_screen(session: Session) -> Finding:
    """Judge a list on which somebody signed on the screen of a colleague; not known as long as nobody saw a rule."""
    text, remedy = "Iemand tekende op het scherm van een collega.", "Laat diegene zelf bevestigen, op Vandaag."
    if session.signed_on_screen == "allowed":
        return Finding(code="scherm", verdict=MEETS, text=f"{text} Dat mag bij dit register.", source=session.source)
    if session.signed_on_screen == "forbidden":
        refusal = f"{text} Dat aanvaardt dit register niet. {remedy}"
        return Finding(code="scherm", verdict=REFUSES, text=refusal, source=session.source)
    unknown = f"{text} Of dit register dat aanvaardt, is niet vastgesteld. {remedy}"
    return Finding(code="scherm", verdict=ASKS, text=unknown, source=session.source)


def _paper(code: str, text: str, session: Session, *, there: bool | None) -> Finding:
    if there is None:
        return Finding(code=code, verdict=ASKS, text=f"{text} Vul dit nog aan.", source=session.source)
    verdict = MEETS if there else REFUSES
    return Finding(
        code=code, verdict=verdict, text=f"{text} {'Dat is zo.' if there else 'Dat is niet zo.'}", source=session.source
    )


def _wanted(low: Figure | None, high: Figure | None) -> str:
    least = low.value if low else None
    most = high.value if high else None
    if least is not None and most is not None:
        return f"{least} tot en met {most} deelnemers"
    return f"minstens {least} deelnemers" if least is not None else f"hoogstens {most} deelnemers"


def _outside(present: int, low: Figure | None, high: Figure | None) -> bool:
    too_few = low is not None and low.value is not None and present < low.value
    too_many = high is not None and high.value is not None and present > high.value
    return too_few or too_many


def _finding(code: str, verdict: str, text: str, figure: Figure) -> Finding:
    return Finding(code=code, verdict=verdict, text=text, source=figure.source, confidence=figure.confidence)


def _unseen(code: str, what: str, figure: Figure) -> Finding:
    text = f"Het register stelt waarschijnlijk een eis aan {what}, maar die is niet vastgesteld."
    text = f"{text} Zie: {figure.ask}." if figure.ask else text
    return Finding(code=code, verdict=UNKNOWN, text=text, source=figure.source)
