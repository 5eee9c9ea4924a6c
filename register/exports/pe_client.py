"""The way to PE-online's webservice (docs/adr/0009): one POST, no redirects, no second try of its own."""

import http.client
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, unquote, urlencode, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from register.errors import Invalid, RegisterError
from register.exports.presence import Account

_LARGEST = 2 * 1024 * 1024
_OK = 200
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class NoAnswer(RegisterError):
    """The call went out and what became of it is not known."""


@dataclass(frozen=True, kw_only=True)
class PeClient:
    """Where the webservice is and with what it knows us."""

    url: str
    account: Account
    seconds: float = 30

    def post(self, entry: bytes) -> bytes:
        """Send one call and return what came back.

        Raises:
            NoAnswer: too late, cut off, or anything but a plain answer.

        """
        form = urlencode({"sXML": entry.decode()}).encode()
        request = Request(self.url, data=form, headers={"Content-Type": "application/x-www-form-urlencoded"})  # noqa: S310 - checked when made
        try:
            with build_opener(_NoRedirect, ProxyHandler()).open(request, timeout=self.seconds) as answer:
                content: bytes = answer.read(_LARGEST + 1)
                if answer.status != _OK:
                    raise NoAnswer(f"PE-online antwoordde met code {answer.status}.")
        except HTTPError as wrong:
            raise NoAnswer(f"PE-online antwoordde met code {wrong.code}.") from wrong
        except (TimeoutError, URLError, http.client.HTTPException, ConnectionError) as away:
            raise NoAnswer("PE-online gaf geen (heel) antwoord.") from away
        return content


class _NoRedirect(HTTPRedirectHandler):
    """The key goes to the configured address and nowhere else."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow nothing."""
        return


def client_of(setting: str) -> PeClient | None:
    """Read the setting; `None` where nothing is configured.

    Raises:
        Invalid: the address misses a part, or would carry the key in the open.

    """
    if not setting:
        return None
    parts = urlsplit(setting)
    org_id = parse_qs(parts.query).get("orgID", [""])[0]
    if not (parts.hostname and parts.username and parts.password and org_id):
        raise Invalid("pe_online_url", "REGISTER_PE_ONLINE_URL mist gebruiker, sleutel, adres of ?orgID=nummer.")
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise Invalid(
            "pe_online_url", "REGISTER_PE_ONLINE_URL begint met https://: de sleutel mag niet open over het net."
        )
    host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    account = Account(org_id=org_id, user_id=unquote(parts.username), key=unquote(parts.password))
    return PeClient(url=urlunsplit((parts.scheme, host, parts.path, "", "")), account=account)
