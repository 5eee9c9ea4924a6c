"""Sending mail: the host's way, or `REGISTER_MAIL_URL` (smtp, smtps, or a folder of .eml files)."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from register.current import SendMail, State

TIMEOUT = 20.0
"""Seconds to wait for a mail server."""
_SUBMISSION, _IMPLICIT_TLS = 587, 465
_REFUSALS = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
    ConnectionRefusedError,
)


class NotSent(Exception):
    """A message that was certainly not sent: it may be tried again."""


def mail_is_on(state: State) -> bool:
    """Whether there is a way to send mail, and an address for the links in it."""
    return missing_setting(state) is None


def missing_setting(state: State) -> str | None:
    """Say in Dutch which setting keeps mail from going out; `None` when nothing does."""
    if state.send_mail is None and not state.settings.mail_url:
        return "Er is nog geen mail ingesteld. Zet REGISTER_MAIL_URL, of geef send_mail mee aan Register()."
    if not state.settings.public_url:
        return "REGISTER_PUBLIC_URL ontbreekt: zonder dat adres kan er geen link in een mail staan."
    return None


@contextmanager
def postbox(state: State) -> Iterator[SendMail]:
    """Open the way out once for a whole batch; what it yields sends one message.

    The sender raises `NotSent` when a message certainly did not go; any other error leaves that unknown.

    Raises:
        NotSent: the mail server cannot be reached, or does not let us in.

    """
    if state.send_mail is not None:
        yield _careful(state.send_mail)
        return
    url = urlsplit(state.settings.mail_url)
    if url.scheme == "file":
        folder = Path(unquote(url.path))
        yield lambda message: _write(folder, message)
        return
    with _connected(url) as server:
        yield _careful(_by(server))


def _by(server: smtplib.SMTP) -> SendMail:
    def send(message: EmailMessage) -> None:
        if server.sock is None:
            raise NotSent("de verbinding met de mailserver is verbroken")
        server.send_message(message)

    return send


def _careful(send: SendMail) -> Callable[[EmailMessage], None]:
    """Tell a clear refusal, after which trying again is safe, from an error that may have come after the sending."""

    def sending(message: EmailMessage) -> None:
        try:
            send(message)
        except _REFUSALS as refused:
            raise NotSent(type(refused).__name__) from refused

    return sending


@contextmanager
def _connected(url: SplitResult) -> Iterator[smtplib.SMTP]:
    """Connect, encrypt and sign in: smtps at once, smtp by STARTTLS; `?tls=nee` only for a server on this machine."""
    try:
        server = _server(url)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except (OSError, smtplib.SMTPException) as away:
        raise NotSent(f"{type(away).__name__} bij {url.hostname}:{url.port or ''}") from away
    try:
        yield server
    finally:
        server.close()


def _server(url: SplitResult) -> smtplib.SMTP:
    host, context = url.hostname or "localhost", ssl.create_default_context()
    if url.scheme == "smtps":
        return smtplib.SMTP_SSL(host, url.port or _IMPLICIT_TLS, timeout=TIMEOUT, context=context)
    server = smtplib.SMTP(host, url.port or _SUBMISSION, timeout=TIMEOUT)
    if not (host in {"localhost", "127.0.0.1", "::1"} and parse_qs(url.query).get("tls") == ["nee"]):
        server.starttls(context=context)
    return server


def _write(folder: Path, message: EmailMessage) -> None:
    """Write a message as a file that mail programs open, named after its id; complete or not at all."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = str(message["Message-ID"]).strip("<>").partition("@")[0]
    draft = folder / f".{name}.deel"
    draft.write_bytes(message.as_bytes(policy=SMTP))
    draft.replace(folder / f"{name}.eml")
