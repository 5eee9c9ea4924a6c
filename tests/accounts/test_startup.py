"""The app that runs alone: what it refuses at the start, and what it says when it runs."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from register import schema
from register.accounts.models import Account, LoginAttempt
from register.db import engine, session, transaction
from register.doctor import examine
from register.settings import Settings, SettingsError
from register.standalone import create_app, create_app_or_exit, database_url
from tests.accounts.alone import KEY, Alone, let_go, make_alone
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]
OTHER_KEY = "n0Zt5Rb8_eKq3Wy7UxLd2Vh9GsMj4Pf6CaIo1XuE"


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("", "ontbreekt"),
        ("kort", "te kort"),
        ("a" * 40, "makkelijk te raden"),
        ("changeme-changeme-changeme-changeme-1234", "bekend voorbeeld"),
        ("geheim-geheim-geheim-geheim-geheim-1234567", "bekend voorbeeld"),
    ],
)
def test_a_key_that_is_missing_short_or_known_is_refused_with_the_remedy(tmp_path: Path, key: str, says: str) -> None:
    with pytest.raises(SettingsError) as refused:
        create_app({"REGISTER_SECRET_KEY": key, "REGISTER_DATA_FOLDER": str(tmp_path)})

    assert says in str(refused.value)
    assert "secrets.token_urlsafe(48)" in str(refused.value)


def test_a_whole_pack_is_not_too_large_for_who_checks_it(quick_alone: Alone) -> None:
    browser = quick_alone.browser()
    browser.get("/bewijs-controleren")

    pack = FileStorage(BytesIO(bytes(12_000_000)), "bewijsmap.zip")
    boundary, body = encode_multipart({"csrf_token": browser.token, "pack": pack})
    answer = browser.client.post(
        "/bewijs-controleren", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )

    assert answer.status_code == 200
    assert "ZIP" in answer.text


def test_a_new_key_keeps_the_sessions_of_the_old_one(alone: Alone, database_url: str, tmp_path: Path) -> None:
    alone.person("Els")
    browser = alone.browser()
    browser.sign_in()
    after = make_alone(
        database_url, tmp_path / "data", NOW, REGISTER_SECRET_KEY=OTHER_KEY, REGISTER_OLD_SECRET_KEYS=KEY
    )

    later = after.browser()
    later.client.set_cookie("__Host-leerregister", browser.cookie(), secure=True)

    assert later.get("/").status_code == 200
    let_go(after)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://els:x@server/leer", "postgresql+psycopg://els:x@server/leer"),
        ("postgres://server/leer", "postgresql+psycopg://server/leer"),
        ("sqlite:////srv/leer.sqlite", "sqlite:////srv/leer.sqlite"),
    ],
)
def test_the_database_gets_the_driver_that_we_use(given: str, used: str) -> None:
    assert database_url(Settings(database_url=given)) == used


@pytest.mark.parametrize("given", ["mysql://server/leer", "sqlite://", "leer.sqlite", "postgresql:"])
def test_another_database_is_refused_with_an_example(given: str) -> None:
    with pytest.raises(SettingsError, match="REGISTER_DATABASE_URL"):
        database_url(Settings(database_url=given))


def test_the_server_stops_in_one_line_without_a_trace(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "REGISTER_DATA_FOLDER": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith("Leerregister start niet. REGISTER_SECRET_KEY ontbreekt.")
    assert "Traceback" not in ended.stderr


def test_tables_of_a_newer_release_are_refused(alone: Alone, database_url: str, tmp_path: Path) -> None:
    with alone.app.app_context(), transaction() as current:
        current.execute(text("UPDATE register_alembic_version SET version_num = '9999'"))

    with pytest.raises(schema.UnknownRevision, match="Installeer een nieuwere uitgave"):
        make_alone(database_url, tmp_path / "data", NOW)


def test_a_server_and_an_upgrade_on_tables_of_a_newer_release_end_with_an_error_and_no_trace(
    alone: Alone, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with alone.app.app_context(), transaction() as current:
        current.execute(text("UPDATE register_alembic_version SET version_num = '9999'"))
    for name, value in {"SECRET_KEY": KEY, "DATABASE_URL": database_url, "DATA_FOLDER": str(tmp_path / "data")}.items():
        monkeypatch.setenv(f"REGISTER_{name}", value)

    with pytest.raises(SystemExit) as ended:
        create_app_or_exit()
    upgrade = alone.app.test_cli_runner().invoke(args=["register", "db", "upgrade"])

    assert str(ended.value.code).startswith("Leerregister start niet. De database heeft versie 9999")
    assert (upgrade.exit_code, upgrade.output[:32]) == (2, "De database heeft versie 9999, e")


def test_tables_that_are_behind_show_a_page_that_says_so(tmp_path: Path) -> None:
    empty = make_alone(f"sqlite:///{tmp_path / 'leeg.sqlite'}", tmp_path / "data", NOW)

    page, ready = empty.browser().get("/"), empty.browser().get("/klaar")

    assert (page.status_code, ready.status_code) == (503, 503)
    assert "flask register db upgrade" in page.text
    assert "De tabellen zijn nog niet bij" in ready.json["redenen"][0]  # type: ignore[index]
    let_go(empty)


def test_health_answers_without_personal_data(alone: Alone) -> None:
    alone.person("Els")

    health = alone.browser().get("/gezond")

    assert (health.status_code, health.json) == (200, {"gezond": True})


def test_there_is_no_account_after_installing(alone: Alone) -> None:
    with alone.app.app_context():
        assert session().scalar(select(func.count()).select_from(Account)) == 0


def test_the_first_admin_gets_a_password_that_works_once(alone: Alone) -> None:
    run = alone.app.test_cli_runner().invoke(
        args=["register", "accounts", "create-admin", "--login", "an@noord.example", "--given-name", "An",
              "--family-name", "Bos"]
    )  # fmt: skip
    once = run.output.split("Eenmalig wachtwoord: ")[1].split("\n")[0]
    browser = alone.browser()

    signed_in = browser.sign_in("an@noord.example", once)

    assert run.exit_code == 0
    assert signed_in.location == "/account"
    assert "Kies eerst een eigen wachtwoord" in browser.get("/account").text


def test_a_second_account_with_the_same_name_is_refused(alone: Alone) -> None:
    alone.person("Els")

    run = alone.app.test_cli_runner().invoke(
        args=["register", "accounts", "create-admin", "--login", "els@noord.example", "--given-name", "E",
              "--family-name", "B"]
    )  # fmt: skip

    assert run.exit_code == 2
    assert "Er is al een account met de naam" in run.stderr


def test_a_forged_host_is_refused_when_the_address_is_known(alone: Alone, database_url: str, tmp_path: Path) -> None:
    named = make_alone(database_url, tmp_path / "data", NOW, REGISTER_PUBLIC_URL="https://leren.noord.example")

    forged = named.app.test_client().get("/", base_url="https://kwaad.example")
    real = named.app.test_client().get("/", base_url="https://leren.noord.example")

    assert (forged.status_code, real.status_code) == (400, 401)
    assert "kwaad" not in forged.text
    let_go(named)


FORGED = {
    "X-Forwarded-Host": "kwaad.example",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Prefix": "/kwaad.example",
    "X-Forwarded-For": "kwaad.example",
    "Forwarded": "host=kwaad.example;proto=http",
    "X-Original-URL": "//kwaad.example/",
}


def test_what_only_a_proxy_may_say_is_in_no_link_no_redirect_and_no_line_of_the_log(
    alone: Alone, caplog: pytest.LogCaptureFixture
) -> None:
    alone.person("Els")
    browser = alone.browser()
    browser.client.environ_base |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in FORGED.items()}

    answers = [browser.sign_in(), browser.get("/"), browser.get("/account"), browser.get("/berichten")]
    address = browser.post("/berichten/agenda")

    assert [one.status_code for one in (*answers, address)] == [303, 200, 200, 200, 200]
    assert "https://localhost/agenda/" in address.text
    assert [one.request.path for one in (*answers, address) if "kwaad" in f"{one.headers}{one.text}"] == []
    assert "kwaad" not in caplog.text


def test_a_forged_address_does_not_get_round_the_limiter(alone: Alone) -> None:
    alone.person("Els")
    stranger = alone.browser()

    codes = [_from(stranger, f"10.0.0.{number}", f"naam{number}@noord.example") for number in range(21)]

    assert codes == [401] * 20 + [429]


def _from(browser: object, address: str, login: str) -> int:
    browser.client.environ_base["HTTP_X_FORWARDED_FOR"] = address  # type: ignore[attr-defined]
    return int(browser.sign_in(login, "verkeerd").status_code)  # type: ignore[attr-defined]


def test_a_configured_proxy_is_believed(database_url: str, tmp_path: Path) -> None:
    behind = make_alone(database_url, tmp_path / "data", NOW, REGISTER_TRUSTED_PROXIES="1")
    browser = behind.browser()
    _from(browser, "10.0.0.1", "a@noord.example")
    _from(browser, "10.0.0.2", "a@noord.example")

    with behind.app.app_context():
        addresses = session().scalars(select(LoginAttempt.address_hash).distinct()).all()

    assert len(addresses) == 2
    let_go(behind)


PINNED = {
    "Content-Security-Policy": Settings.content_security_policy,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=31536000",
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 401),
        ("GET", "/aanmelden", 200),
        ("GET", "/bestaat-niet", 404),
        ("PUT", "/aanmelden", 405),
        ("POST", "/aanmelden", 400),
        ("POST", "/vastleggen", 401),
        ("GET", "/gezond", 200),
        ("GET", "/klaar", 200),
        ("GET", "/static/register.css", 200),
        ("GET", "/static/bestaat-niet.css", 404),
    ],
)
def test_every_answer_carries_the_same_headers(quick_alone: Alone, method: str, path: str, status: int) -> None:
    with quick_alone.app.test_client().open(path, method=method) as answer:
        pass

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in PINNED} == PINNED


@pytest.mark.parametrize("path", ["/", "/aanmelden", "/bestaat-niet", "/gezond"])
def test_no_page_is_kept_by_a_cache(quick_alone: Alone, path: str) -> None:
    assert quick_alone.app.test_client().get(path).headers["Cache-Control"] == "no-store"


def _breaks() -> str:
    return str(1 / 0)


def test_a_fault_shows_a_reference_and_the_headers(alone: Alone) -> None:
    alone.app.config["PROPAGATE_EXCEPTIONS"] = False
    alone.app.view_functions["leerregister.home"] = _breaks

    answer = alone.app.test_client().get("/")

    assert answer.status_code == 500
    assert "Noem bij vragen deze code" in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_good_installation_passes_the_doctor(alone: Alone) -> None:
    run = alone.app.test_cli_runner().invoke(args=["register", "doctor"])

    assert (run.exit_code, run.output) == (0, "Alles staat goed.\n")


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("SECRET_KEY", "kort", "te kort"),
        ("SECRET_KEY", "", "ontbreekt"),
        ("TESTING", True, "testmodus"),
        ("SESSION_COOKIE_HTTPONLY", False, "script op de pagina"),
        ("WTF_CSRF_ENABLED", False, "bescherming van formulieren"),
    ],
)
def test_the_doctor_names_a_wrong_setting_of_the_app(alone: Alone, setting: str, value: object, says: str) -> None:
    alone.app.config[setting] = value

    run = alone.app.test_cli_runner().invoke(args=["register", "doctor"])

    assert run.exit_code == 1
    assert says in run.stderr


def test_the_doctor_sees_debug(alone: Alone) -> None:
    alone.app.debug = True

    with alone.app.app_context():
        findings = examine(alone.app)

    assert [finding.about for finding in findings] == ["DEBUG"]
    assert "debug aan" in findings[0].message


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"REGISTER_MAIL_URL": "smtp://x", "REGISTER_MAIL_FROM": "a@b"}, "het adres voor de links erin ontbreekt"),
        ({"REGISTER_PUBLIC_URL": "http://leren.noord.example"}, "gaan over http"),
        ({"REGISTER_PUBLIC_URL": "https://leren.noord.example", "REGISTER_DEMO": "1"}, "demo staat aan"),
        ({"REGISTER_PUBLIC_URL": "https://leren.noord.example", "REGISTER_INSECURE_COOKIES": "1"}, "sessiecookie"),
        ({"REGISTER_BASE_TEMPLATE": "bestaat-niet.html"}, "bestaat-niet.html bestaat niet"),
        ({"REGISTER_CONTENT_SECURITY_POLICY": ""}, "Niets beperkt"),
        ({"REGISTER_SESSION_HOURS": "48"}, "erg lang open"),
    ],
)
def test_the_doctor_names_a_wrong_setting_of_ours(
    database_url: str, tmp_path: Path, config: dict[str, str], says: str
) -> None:
    wrong = make_alone(database_url, tmp_path / "data", NOW, **config)

    run = wrong.app.test_cli_runner().invoke(args=["register", "doctor"])

    assert run.exit_code == 1
    assert says in run.stderr
    let_go(wrong)


def test_the_doctor_sees_an_open_data_folder_and_a_pending_upgrade(tmp_path: Path) -> None:
    wrong = make_alone(f"sqlite:///{tmp_path / 'leeg.sqlite'}", tmp_path / "data", NOW)
    (tmp_path / "data").chmod(0o755)

    run = wrong.app.test_cli_runner().invoke(args=["register", "doctor"])

    assert run.exit_code == 1
    assert "Iedereen op deze machine" in run.stderr
    assert "De tabellen zijn nog niet bij" in run.stderr
    let_go(wrong)


@pytest.mark.parametrize(
    ("typed", "logged"), [(["flask", "register", "doctor"], []), (["gunicorn", "wsgi:app"], ["De tabellen"])]
)
def test_a_pending_upgrade_is_logged_for_a_server_and_said_once_by_a_command(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    typed: list[str],
    logged: list[str],
) -> None:
    monkeypatch.setattr(sys, "argv", typed)

    let_go(make_alone(f"sqlite:///{tmp_path / 'leeg.sqlite'}", tmp_path / "data", NOW))

    assert [message[:11] for message in caplog.messages] == logged


def test_the_doctor_sees_an_sqlite_that_was_not_made_safe(tmp_path: Path) -> None:
    from flask import Flask
    from flask_sqlalchemy import SQLAlchemy

    from register.extension import Register

    app = Flask("host")
    app.config.update(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path / 'x.sqlite'}", REGISTER_DATA_FOLDER=str(tmp_path))
    SQLAlchemy(app)
    Register(app)

    run = app.test_cli_runner().invoke(args=["register", "doctor"])

    assert run.exit_code == 1
    assert "foreign_keys staat uit" in run.stderr
    assert "SECRET_KEY ontbreekt" in run.stderr
    with app.app_context():
        engine().dispose()
