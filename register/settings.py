"""All settings, read once from `app.config` and checked; docs/settings.md explains each."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

PREFIX = "REGISTER_"


class SettingsError(ValueError):
    """A setting that cannot work; the Dutch message names the setting and the remedy."""


def _setting(default: object, about: str) -> Any:  # noqa: ANN401 - dataclasses types a field as its value
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`REGISTER_<NAME>` in the host's configuration, or in the environment when running alone."""

    url_prefix: str = _setting(
        "/leerregister", "Pad waaronder de pagina's staan; leeg kan als de app niets anders toont."
    )
    base_template: str = _setting(
        "register/standalone.html", "Jinja-sjabloon van het intranet waar de pagina's in passen."
    )
    page_has_main: bool = _setting(
        default=False, about="Ja als dat sjabloon zelf een <main> om {% block content %} zet: wij maken er dan geen."
    )
    organisation: str = _setting("Mijn organisatie", "Naam van de organisatie bij de eerste start.")
    data_folder: str = _setting("instance", "Map voor database, bestanden en mail als er niets anders is ingesteld.")
    database_url: str = _setting("", "Alleen zelfstandig: sqlite:///… of postgresql://…; leeg: SQLite in de datamap.")
    storage_url: str = _setting(
        "", "Opslag van bewijsstukken: file:///… of s3://emmer/map, met ?quota_gb=… als grens; leeg: in de datamap."
    )
    secret_key: str = _setting("", "Alleen zelfstandig: geheim van minstens 32 tekens voor sessies en links.")
    old_secret_keys: str = _setting("", "Alleen zelfstandig: eerdere geheimen, met komma's, die nog even gelden.")
    public_url: str = _setting("", "Adres voor links in mails, bijvoorbeeld https://intranet.voorbeeld.nl.")
    mail_url: str = _setting("", "smtp://gebruiker:wachtwoord@server:587, smtps://… of file:///map; leeg: geen mail.")
    mail_from: str = _setting("", "Afzender van mails.")
    trusted_proxies: int = _setting(0, "Alleen zelfstandig: aantal proxy's ervoor dat X-Forwarded-… mag zetten.")
    insecure_cookies: bool = _setting(
        default=False, about="Alleen zelfstandig, alleen om te proberen: cookies zonder https."
    )
    upload_limit_mb: int = _setting(10, "Grootste bewijsstuk, in MB.")
    scanner_url: str = _setting(
        "", "Virusscanner (clamd): tcp://server:3310 of unix:///run/clamav/clamd.ctl; leeg: geen scanner."
    )
    upload_quota_mb: int = _setting(100, "Hoeveel MB één persoon per dag mag toevoegen.")
    jobs_url: str = _setting(
        "", "Wachtrij voor lange opdrachten: redis://server:6379/0; leeg: een bestand in de datamap."
    )
    import_max_rows: int = _setting(20_000, "Meeste rijen in een werkboek via de browser.")
    pe_online_url: str = _setting(
        "",
        "Webservice presentie van PE-online: https://gebruiker:sleutel@adres/pad?orgID=nummer; "
        "leeg: bestanden ophalen en het antwoord inlezen.",
    )
    session_idle_minutes: int = _setting(30, "Alleen zelfstandig: afmelden na zoveel minuten zonder klik.")
    session_hours: int = _setting(8, "Alleen zelfstandig: langste duur van een sessie, in uren.")
    sign_link_days: int = _setting(21, "Hoe lang een bevestigingslink in een mail geldt, in dagen.")
    content_security_policy: str = _setting(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "Wat een pagina mag laden; verruim dit als het intranet meer nodig heeft, leeg: het intranet regelt het zelf.",
    )
    demo: bool = _setting(default=False, about="Laat zien dat dit de demo-organisatie is, met de demo-accounts.")

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> "Settings":
        """Read and check.

        Raises:
            SettingsError: a value cannot work, or a `REGISTER_…` name is not known.

        """
        known = {PREFIX + entry.name.upper(): entry for entry in fields(cls)}
        if unknown := sorted(key for key in config if key.startswith(PREFIX) and key not in known):
            raise SettingsError(f"Onbekende instelling {unknown[0]}. Bekende namen: {', '.join(sorted(known))}.")
        values = {
            entry.name: _typed(name, config[name], entry.default) for name, entry in known.items() if name in config
        }
        settings = cls(**values)
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse what cannot work, naming the setting and the remedy."""
        if self.url_prefix and (not self.url_prefix.startswith("/") or self.url_prefix.endswith("/")):
            raise SettingsError(
                "REGISTER_URL_PREFIX begint met een / en eindigt er niet mee, bijvoorbeeld /leerregister."
            )
        if self.public_url and urlsplit(self.public_url).scheme not in {"http", "https"}:
            raise SettingsError("REGISTER_PUBLIC_URL begint met https:// (of http:// om te proberen).")
        if self.mail_url and urlsplit(self.mail_url).scheme not in {"smtp", "smtps", "file"}:
            raise SettingsError("REGISTER_MAIL_URL begint met smtp://, smtps:// of file://.")
        if self.jobs_url and urlsplit(self.jobs_url).scheme not in {"redis", "rediss"}:
            raise SettingsError("REGISTER_JOBS_URL begint met redis:// of rediss://; leeg: een bestand in de datamap.")
        if self.scanner_url and urlsplit(self.scanner_url).scheme not in {"tcp", "unix"}:
            raise SettingsError("REGISTER_SCANNER_URL begint met tcp:// of unix://; leeg is geen scanner.")
        if self.mail_url and not self.mail_from:
            raise SettingsError("REGISTER_MAIL_FROM ontbreekt: zet er het adres van de afzender in.")
        for name in (
            "upload_limit_mb",
            "upload_quota_mb",
            "import_max_rows",
            "session_idle_minutes",
            "session_hours",
            "sign_link_days",
        ):
            if getattr(self, name) < 1:
                raise SettingsError(f"{PREFIX}{name.upper()} moet minstens 1 zijn.")


_EXAMPLES = ("geheim", "secret", "changeme", "change-me", "password", "wachtwoord", "voorbeeld", "example", "dev")
_SHORTEST_KEY = 32
_FEWEST_SIGNS = 10


def check_secret_key(key: str, name: str) -> None:
    """Refuse a key that is missing, short or known (bar SE12).

    Raises:
        SettingsError: with the command that makes a good one.

    """
    remedy = (
        f"Maak er een met: python -c 'import secrets; print(secrets.token_urlsafe(48))' en zet hem in {name}. "
        "Bewaar hem: met een andere sleutel is iedereen afgemeld."
    )
    if not key:
        raise SettingsError(f"{name} ontbreekt. {remedy}")
    if len(key) < _SHORTEST_KEY:
        raise SettingsError(f"{name} is te kort ({len(key)} tekens, minstens {_SHORTEST_KEY}). {remedy}")
    plain = key.casefold()
    if len(set(plain)) < _FEWEST_SIGNS or any(plain.startswith(word) for word in _EXAMPLES):
        raise SettingsError(f"{name} is een bekend voorbeeld of makkelijk te raden. {remedy}")


def _typed(name: str, value: Any, default: object) -> Any:  # noqa: ANN401 - whatever the host put there
    """Environment variables are text; the host's own configuration has real types."""
    if isinstance(default, bool):
        text = str(value).strip().lower()
        if text not in {"1", "0", "true", "false", "ja", "nee", ""}:
            raise SettingsError(f"{name} is ja of nee (1 of 0), niet {value!r}.")
        return text in {"1", "true", "ja"}
    if isinstance(default, int):
        try:
            return int(value)
        except (TypeError, ValueError):
            raise SettingsError(f"{name} is een heel getal, niet {value!r}.") from None
    return str(value)
