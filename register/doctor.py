"""What is set in a way that goes wrong sooner or later (*dokter*), each with its remedy."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, current_app
from jinja2 import TemplateNotFound
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from register import schema
from register.current import state
from register.db import engine, session, wal_is_safe
from register.evidence.pack.keys import key_problem
from register.learning.lapsed import lapsed_wrongly
from register.people.models import Organisation
from register.points.versions.finding import unusable_versions
from register.settings import SettingsError, check_secret_key
from register.trail import first_broken, waits_since

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs"}
)
_LEAST_FREE_BYTES = 1024**3
_LEAST_FREE_SHARE = 0.05
_OLDEST_POSTGRESQL = 13
_LONGEST_IDLE_MINUTES = 120
_LONGEST_HOURS = 12
_FLOORS = {"Flask": "3.1", "Werkzeug": "3.1", "SQLAlchemy": "2.0.41", "openpyxl": "3.1.5", "pillow": "11.2"}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong: what, and what to do."""

    about: str
    message: str
    remedy: str


def examine(app: Flask) -> Sequence[Finding]:
    """Return everything that is wrong with this app, in the pushed app context; nothing when all is well."""
    checks: tuple[Callable[[Flask], Iterator[Finding]], ...] = (
        _key, _modes, _cookies, _csrf, _addresses, _pages, _sessions, _folder, _versions, _database,
        _signing, _trail, _anchored, _lapsed, _rule_versions,
    )  # fmt: skip
    return tuple(finding for check in checks for finding in check(app))


def not_ready() -> Sequence[str]:
    """Return why no work can be done now, without personal data; for `/klaar`."""
    findings = (*_folder(current_app), *_tables())
    return tuple(f"{finding.message} {finding.remedy}" for finding in findings)


def _key(app: Flask) -> Iterator[Finding]:
    try:
        check_secret_key(str(app.config.get("SECRET_KEY") or ""), "SECRET_KEY")
    except SettingsError as wrong:
        message, _, remedy = str(wrong).partition(". ")
        yield Finding(about="SECRET_KEY", message=f"{message}.", remedy=remedy)


def _modes(app: Flask) -> Iterator[Finding]:
    if app.debug:
        yield Finding(
            about="DEBUG",
            message="De app draait met debug aan: bezoekers zien dan broncode en geheimen.",
            remedy="Start zonder --debug en haal FLASK_DEBUG weg.",
        )
    if app.testing:
        yield Finding(
            about="TESTING", message="De app draait in testmodus.", remedy="Haal TESTING uit de instellingen."
        )
    if state().settings.demo and not _is_local(state().settings.public_url):
        yield Finding(
            about="REGISTER_DEMO",
            message="De demo staat aan: iedereen kent de demo-accounts.",
            remedy="Zet REGISTER_DEMO uit en begin met een lege database.",
        )


def _cookies(app: Flask) -> Iterator[Finding]:
    public = not _is_local(state().settings.public_url)
    if public and not app.config.get("SESSION_COOKIE_SECURE"):
        yield Finding(
            about="SESSION_COOKIE_SECURE",
            message="De sessiecookie gaat ook over http, en is dan mee te lezen.",
            remedy="Zet REGISTER_INSECURE_COOKIES uit; in een intranet: SESSION_COOKIE_SECURE = True.",
        )
    if not app.config.get("SESSION_COOKIE_HTTPONLY", True):
        yield Finding(
            about="SESSION_COOKIE_HTTPONLY",
            message="Een script op de pagina kan de sessiecookie lezen.",
            remedy="Zet SESSION_COOKIE_HTTPONLY = True.",
        )
    if str(app.config.get("SESSION_COOKIE_SAMESITE") or "").lower() not in {"lax", "strict"} and public:
        yield Finding(
            about="SESSION_COOKIE_SAMESITE",
            message="Andere sites kunnen verzoeken doen met de sessie van de bezoeker.",
            remedy='Zet SESSION_COOKIE_SAMESITE = "Lax".',
        )


def _csrf(app: Flask) -> Iterator[Finding]:
    if not app.config.get("WTF_CSRF_ENABLED", True):
        yield Finding(
            about="WTF_CSRF_ENABLED",
            message="De bescherming van formulieren staat uit (onze eigen formulieren blijven beschermd).",
            remedy="Haal WTF_CSRF_ENABLED = False weg.",
        )


def _addresses(app: Flask) -> Iterator[Finding]:  # noqa: ARG001 - every check takes the app
    settings = state().settings
    if settings.mail_url and not settings.public_url:
        yield Finding(
            about="REGISTER_PUBLIC_URL",
            message="Er gaat mail uit, maar het adres voor de links erin ontbreekt.",
            remedy="Zet REGISTER_PUBLIC_URL, bijvoorbeeld https://intranet.voorbeeld.nl.",
        )
    if settings.public_url.startswith("http://") and not _is_local(settings.public_url):
        yield Finding(
            about="REGISTER_PUBLIC_URL",
            message="Links in mails gaan over http, en zijn dan mee te lezen.",
            remedy="Gebruik een adres met https://.",
        )


def _pages(app: Flask) -> Iterator[Finding]:
    settings = state().settings
    try:
        app.jinja_env.get_template(settings.base_template)
    except TemplateNotFound:
        yield Finding(
            about="REGISTER_BASE_TEMPLATE",
            message=f"Het sjabloon {settings.base_template} bestaat niet.",
            remedy="Noem een sjabloon van het intranet, of haal de instelling weg.",
        )
    if not settings.page_has_main and _has_main(app, settings.base_template):
        yield Finding(
            about="REGISTER_PAGE_HAS_MAIN",
            message=f"Het sjabloon {settings.base_template} heeft zelf al een <main>; zo heeft elke pagina er twee.",
            remedy="Zet REGISTER_PAGE_HAS_MAIN op ja.",
        )
    ours = f"{settings.url_prefix}/"
    others = [rule for rule in app.url_map.iter_rules() if rule.rule == ours and rule.endpoint != "leerregister.home"]
    if others:
        yield Finding(
            about="REGISTER_URL_PREFIX",
            message=f"Op {ours} staat al een pagina van het intranet ({others[0].endpoint}).",
            remedy="Kies een ander pad, bijvoorbeeld /leerregister.",
        )
    if not settings.content_security_policy:
        yield Finding(
            about="REGISTER_CONTENT_SECURITY_POLICY",
            message="Niets beperkt wat een pagina mag laden.",
            remedy="Haal de instelling weg, of zorg dat het intranet deze kop zelf zet.",
        )


def _has_main(app: Flask, template: str) -> bool:
    if app.jinja_env.loader is None:
        return False
    try:
        return "<main" in app.jinja_env.loader.get_source(app.jinja_env, template)[0]
    except TemplateNotFound:
        return False


def _sessions(app: Flask) -> Iterator[Finding]:  # noqa: ARG001 - every check takes the app
    settings = state().settings
    if settings.session_idle_minutes > _LONGEST_IDLE_MINUTES or settings.session_hours > _LONGEST_HOURS:
        yield Finding(
            about="REGISTER_SESSION_HOURS",
            message="Een sessie blijft erg lang open: een verlaten computer is dan van iedereen.",
            remedy=f"Houd het bij {_LONGEST_IDLE_MINUTES} minuten zonder klik en {_LONGEST_HOURS} uur in totaal.",
        )


def _folder(app: Flask) -> Iterator[Finding]:  # noqa: ARG001 - every check takes the app
    folder = Path(state().settings.data_folder).absolute()
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        yield Finding(
            about="REGISTER_DATA_FOLDER",
            message="De datamap bestaat niet of is niet te beschrijven.",
            remedy="Maak de map, en geef de gebruiker van de server er schrijfrechten op.",
        )
        return
    if folder.stat().st_mode & 0o007:
        yield Finding(
            about="REGISTER_DATA_FOLDER",
            message="Iedereen op deze machine kan in de datamap kijken.",
            remedy="Sluit de map af: chmod o-rwx.",
        )
    usage = shutil.disk_usage(folder)
    if usage.free < _LEAST_FREE_BYTES or usage.free < usage.total * _LEAST_FREE_SHARE:
        yield Finding(
            about="REGISTER_DATA_FOLDER",
            message="De schijf van de datamap is bijna vol.",
            remedy="Maak ruimte: minstens 1 GB en 5 procent van de schijf.",
        )
    if engine().dialect.name == "sqlite" and file_system_of(folder) in _NETWORK_FILE_SYSTEMS:
        yield Finding(
            about="REGISTER_DATA_FOLDER",
            message="De database staat op een netwerkschijf: daar raakt SQLite beschadigd.",
            remedy="Zet de datamap op een eigen schijf, of gebruik PostgreSQL.",
        )


def file_system_of(path: Path, *, mounts: Path = Path("/proc/mounts")) -> str:
    """Return the kind of file system a path is on; empty where the system does not say."""
    try:
        lines = [line.split() for line in mounts.read_text().splitlines()]
    except OSError:
        return ""
    found = [(len(line[1]), line[2]) for line in lines if path.is_relative_to(line[1].replace("\\040", " "))]
    return max(found, default=(0, ""))[1]


def _versions(app: Flask) -> Iterator[Finding]:  # noqa: ARG001 - every check takes the app
    for name, floor in _FLOORS.items():
        if _parts(version(name)) < _parts(floor):
            yield Finding(
                about=name,
                message=f"{name} {version(name)} is te oud.",
                remedy=f"Werk het bij: pip install '{name}>={floor}'.",
            )


def _parts(written: str) -> tuple[int, ...]:
    return tuple(int(part) for part in written.split(".") if part.isdigit())


def _database(app: Flask) -> Iterator[Finding]:  # noqa: ARG001 - every check takes the app
    yield from _tables()
    try:
        with engine().connect() as connection:
            if engine().dialect.name == "sqlite":
                yield from _sqlite(connection)
            elif engine().dialect.name == "postgresql":
                yield from _postgresql(connection)
            else:
                yield Finding(
                    about="database",
                    message=f"{engine().dialect.name} is geen database waarop dit getest is.",
                    remedy="Gebruik SQLite of PostgreSQL.",
                )
    except SQLAlchemyError:
        return


def _tables() -> Iterator[Finding]:
    try:
        if not schema.is_current(engine()):
            yield Finding(
                about="database",
                message="De tabellen zijn nog niet bij.",
                remedy="Voer uit: flask register db upgrade.",
            )
    except schema.UnknownRevision as newer:
        message, _, remedy = str(newer).partition(". ")
        yield Finding(about="database", message=f"{message}.", remedy=remedy)
    except SQLAlchemyError:
        yield Finding(
            about="database",
            message="De database is niet te bereiken.",
            remedy="Kijk of hij draait, en of het adres en het wachtwoord kloppen.",
        )


def _signing(app: Flask) -> Iterator[Finding]:  # noqa: ARG001 - every check takes the app
    if problem := key_problem(state().settings):
        yield Finding(
            about="ondertekensleutel",
            message=problem,
            remedy="Zet hem terug uit de reservekopie, alleen leesbaar voor de app (chmod 600), of maak een nieuwe: "
            "flask register evidence keys rotate.",
        )


def _trail(app: Flask) -> Iterator[Finding]:  # noqa: ARG001 - every check takes the app
    """Walk every trail: a line carries the digest of the one before, so what was changed or taken out shows."""
    try:
        broken = {
            organisation.name: first_broken(session(), organisation.id)
            for organisation in session().scalars(select(Organisation).order_by(Organisation.name))
        }
    except SQLAlchemyError:
        session().rollback()
        return
    for name, line in broken.items():
        if line is not None:
            yield Finding(
                about="spoor",
                message=f"In het spoor van {name} klopt regel {line} niet: er is iets gewijzigd of weggehaald.",
                remedy="Vergelijk de tabel register_audit_entry met de laatste reservekopie en zoek uit wie erbij kon.",
            )


def _anchored(app: Flask) -> Iterator[Finding]:  # noqa: ARG001 - every check takes the app
    """Warn when the head of a trail was not written outside the database for a day (bar OP15)."""
    try:
        waiting = {
            organisation.name: waits_since(session(), organisation.id, settings=state().settings)
            for organisation in session().scalars(select(Organisation).order_by(Organisation.name))
        }
    except SQLAlchemyError:
        session().rollback()
        return
    for name, since in waiting.items():
        if since is not None and since < state().now() - timedelta(days=1):
            yield Finding(
                about="spoor",
                message=f"Het spoor van {name} is langer dan een dag niet buiten de database vastgelegd.",
                remedy="Laat flask register jobs work draaien, die doet dit elke dag, of draai: flask register verify.",
            )


def _lapsed(app: Flask) -> Iterator[Finding]:  # noqa: ARG001 - every check takes the app
    """Compare the flag by which Vandaag finds its questions with the versions it stands for."""
    try:
        wrong = lapsed_wrongly(session())
    except SQLAlchemyError:
        session().rollback()
        return
    if wrong:
        yield Finding(
            about="bevestigingen",
            message=f"Bij {len(wrong)} deelnames klopt niet of de bevestiging vervallen is. Vandaag vraagt dan te veel "
            "of te weinig.",
            remedy="Draai: flask register db mend. Zoek uit wie buiten Leerregister om in de tabellen schreef.",
        )


def _rule_versions(app: Flask) -> Iterator[Finding]:  # noqa: ARG001 - every check takes the app
    """Read every version of the rules that an organisation published: what can not be read judges nobody."""
    try:
        unusable = unusable_versions(session())
    except SQLAlchemyError:
        session().rollback()
        return
    for one in unusable:
        yield Finding(
            about="regelversies",
            message=f"Versie ‘{one.name}’ van {one.register_id} is niet te gebruiken: {one.problem}.",
            remedy="Zet de reservekopie terug, of de vorige uitgave van Leerregister, of haal haar eruit met "
            f"‘flask register rules withdraw {one.id}’. Wie in dit register staat, ziet tot die tijd een foutpagina "
            "in plaats van verkeerde punten.",
        )


def _sqlite(connection: Connection) -> Iterator[Finding]:
    def pragma(name: str) -> object:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

    dbapi = connection.dialect.dbapi
    if pragma("journal_mode") == "wal" and not wal_is_safe(dbapi.sqlite_version_info):  # type: ignore[union-attr]
        yield Finding(
            about="SQLite",
            message=f"SQLite {dbapi.sqlite_version} kan met WAL de database beschadigen.",  # type: ignore[union-attr]
            remedy="Installeer een nieuwere: pip install 'leerregister[sqlite]', of zet journal_mode op TRUNCATE.",
        )
    if int(str(pragma("synchronous"))) < 2:  # noqa: PLR2004 - FULL
        yield Finding(
            about="SQLite",
            message="Bij stroomuitval kan iets dat bewaard leek verdwijnen (synchronous staat lager dan FULL).",
            remedy="Zet PRAGMA synchronous=FULL, of roep register.db.prepare_sqlite(engine) aan.",
        )
    if not pragma("foreign_keys"):
        yield Finding(
            about="SQLite",
            message="De database let niet op verwijzingen tussen tabellen (foreign_keys staat uit).",
            remedy="Zet PRAGMA foreign_keys=ON, of roep register.db.prepare_sqlite(engine) aan.",
        )


def _postgresql(connection: Connection) -> Iterator[Finding]:
    major = int((connection.dialect.server_version_info or (0,))[0])
    if major < _OLDEST_POSTGRESQL:
        yield Finding(
            about="PostgreSQL",
            message=f"PostgreSQL {major} krijgt geen reparaties meer.",
            remedy=f"Werk bij naar PostgreSQL {_OLDEST_POSTGRESQL} of nieuwer.",
        )


def _is_local(url: str) -> bool:
    return (urlsplit(url).hostname or "localhost") in _LOCAL
