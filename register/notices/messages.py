"""Messages as they leave: headers, text and simple HTML, how to switch a kind off, and nobody's name in a subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from register.current import State
from register.learning.cards import Card
from register.learning.mail import KIND as CONFIRM
from register.learning.mail import write_text
from register.learning.outsiders.mailing import OutsiderMail
from register.learning.sign_links import PATH
from register.notices.kinds import SWITCHABLE
from register.notices.preferences import PATH as STOP
from register.notices.preferences import stop_token
from register.people.models import Person
from register.rules.explain import day


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One card in a message, and the token of the link that confirms it."""

    card: Card
    token: str


def home_of(state: State) -> str:
    """Return the outside address of the register, without a slash at its end."""
    return state.settings.public_url.rstrip("/") + state.settings.url_prefix


def write_confirm(
    state: State, mail_id: int, person: Person, asked: Sequence[Asked], *, more: int, at: datetime
) -> EmailMessage:
    """Write one message that asks about one activity or several, each with a link of its own.

    Raises:
        ValueError: the address cannot stand in a header.

    """
    home, stop = home_of(state), stop_address(state, person, CONFIRM)
    subject = _subject([one.card for one in asked], more)
    values = {
        "subject": subject,
        "given_name": person.given_name,
        "asked": [(one.card, f"{home}{PATH}{one.token}") for one in asked],
        "more": more,
        "home": f"{home}/",
        "stop": stop,
        "expires_on": at + timedelta(days=state.settings.sign_link_days),
    }
    message = headed(state, mail_id, person.email or "", subject, stop=stop, at=at)
    message.set_content(write_text("confirm.txt", values) + footer(stop))
    message.add_alternative(write_text("confirm.html", values), subtype="html")
    return message


def _subject(cards: Sequence[Card], more: int) -> str:
    if len(cards) + more > 1:
        return f"Was je erbij? {len(cards) + more} activiteiten"
    return f"Was je erbij? {cards[0].kind} van {_days(cards[0])}"


def _days(card: Card) -> str:
    first, last = day(card.held_on), day(card.last_on)
    if first == last:
        return first
    return f"{first.removesuffix(f' {card.last_on.year}')} tot en met {last}"


def write_plain(
    state: State, mail_id: int, person: Person, subject: str, body: str, *, kind: str, at: datetime
) -> EmailMessage:
    """Write a message of text alone.

    Raises:
        ValueError: the address cannot stand in a header.

    """
    stop = stop_address(state, person, kind)
    message = headed(state, mail_id, person.email or "", subject, stop=stop, at=at)
    message.set_content(body + footer(stop))
    return message


def write_to_outsider(state: State, mail_id: int, asker: Person, mail: OutsiderMail, *, at: datetime) -> EmailMessage:
    """Write to somebody of elsewhere whether they were there; nobody else stands in it but who asks.

    Raises:
        ValueError: the address cannot stand in a header.

    """
    message = headed(state, mail_id, mail.to, "Was je erbij?", stop="", at=at)
    values = {"mail": mail, "asked_by": asker.display_name, "organisation": state.settings.organisation}
    message.set_content(write_text("outsider.txt", values))
    return message


def headed(state: State, mail_id: int, to: str, subject: str, *, stop: str, at: datetime) -> EmailMessage:
    """Return a message with its headers; what can be switched off says so to the mail program (RFC 2369, RFC 8058)."""
    message = EmailMessage()
    message["Subject"] = subject
    if state.settings.mail_from:
        message["From"] = state.settings.mail_from
    message["To"] = to
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<leerregister-{mail_id}@{urlsplit(state.settings.public_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    if stop:
        message["List-Unsubscribe"] = f"<{stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def stop_address(state: State, person: Person, kind: str) -> str:
    """Return where this person switches this kind off without signing in; empty for what always comes."""
    return f"{home_of(state)}{STOP}{stop_token(person.id, kind)}" if kind in SWITCHABLE else ""


def footer(stop: str) -> str:
    """Return the last lines of a message."""
    return f"\n\nDeze mails niet meer?\n{stop}\n" if stop else ""
