"""From the built wheel, in an intranet that knows nothing of us (M1, M3, M4; bar MI10)."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOST = Path(__file__).parent / "hostapp"
_NEEDED = ("pyproject.toml", "MANIFEST.in", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile",
           "wsgi.py", "register", "blueprints", "templates", "migrations", "tests", "docs")  # fmt: skip
_OWN_TABLES = (
    "from flask_migrate import init, migrate, upgrade; from intranet import create_app\n"
    "with create_app().app_context(): init(); migrate(message='own'); upgrade()"
)
_BUILD = "import sys; from setuptools import build_meta as b; out = sys.argv[1]; b.build_wheel(out); b.build_sdist(out)"


@dataclass(frozen=True, kw_only=True)
class Built:
    """The two files that a release consists of."""

    wheel: Path
    sdist: Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build in a copy: the checkout stays as it is."""
    folder = tmp_path_factory.mktemp("build")
    source, out = folder / "source", folder / "out"
    source.mkdir()
    out.mkdir()
    for name in filter(lambda name: (ROOT / name).exists(), _NEEDED):
        _copy(ROOT / name, source / name)
    _run([sys.executable, "-c", _BUILD, str(out)], cwd=source)
    return Built(wheel=next(out.glob("*.whl")), sdist=next(out.glob("*.tar.gz")))


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


@dataclass(frozen=True, kw_only=True)
class Intranet:
    """The host's folder, with the wheel installed beside it."""

    folder: Path
    env: dict[str, str]

    def python(self, *args: str) -> str:
        """Run Python there and return what it printed."""
        return _run([sys.executable, *args], cwd=self.folder, env=self.env)

    def flask(self, *args: str) -> str:
        """Run a flask command there."""
        return self.python("-m", "flask", "--app", "intranet", *args)


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel laid out and compiled as an installer does, once for all intranets."""
    folder = tmp_path_factory.mktemp("wheel") / "installed"
    with zipfile.ZipFile(built.wheel) as wheel:
        wheel.extractall(folder)
    _run([sys.executable, "-m", "compileall", "-q", str(folder)], cwd=folder)
    return folder


@pytest.fixture
def intranet(installed: Path, tmp_path: Path) -> Intranet:
    """A fresh intranet on an empty database."""
    shutil.copytree(HOST, tmp_path / "intranet", ignore=shutil.ignore_patterns("__pycache__"))
    return _intranet(installed, tmp_path)


@pytest.fixture(scope="session")
def grown(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an intranet that made its own tables with Flask-Migrate, before we came."""
    folder = tmp_path_factory.mktemp("grown")
    shutil.copytree(HOST, folder / "intranet", ignore=shutil.ignore_patterns("__pycache__"))
    _intranet(installed, folder).python("-c", _OWN_TABLES)
    return folder


@dataclass(frozen=True, kw_only=True)
class LivedIn:
    """The folder of an intranet in which our tables were made too, and what was said then."""

    folder: Path
    said: str


@pytest.fixture(scope="session")
def lived_in(installed: Path, grown: Path) -> LivedIn:
    """Make our tables once."""
    return LivedIn(folder=grown, said=_intranet(installed, grown).flask("register", "db", "upgrade"))


@pytest.fixture
def shared_intranet(installed: Path, lived_in: LivedIn, tmp_path: Path) -> Intranet:
    """An intranet of its own for each test, with its tables and ours in place."""
    shutil.copytree(lived_in.folder, tmp_path, dirs_exist_ok=True)
    return _intranet(installed, tmp_path)


def _intranet(installed: Path, folder: Path) -> Intranet:
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(installed), str(folder / "intranet")]),
        "DATABASE_URL": f"sqlite:///{folder / 'intranet.sqlite'}",
    }
    return Intranet(folder=folder / "intranet", env=env)


def _run(command: list[str], *, cwd: Path, env: dict[str, str] | None = None) -> str:
    ended = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout + ended.stderr * (command[-1] != "visit.py")


def test_the_wheel_carries_everything_and_only_one_package(built: Built) -> None:
    names = set(zipfile.ZipFile(built.wheel).namelist())

    assert {name.split("/")[0].split("-")[0] for name in names} == {"register", "leerregister"}
    assert names >= {
        "register/blueprints/static/register.css",
        "register/blueprints/static/htmx.min.js",
        "register/templates/register/layout.html",
        "register/templates/register/mail/confirm.txt",
        "register/migrations/env.py",
        "register/migrations/versions/0001_the_first_tables.py",
        "register/rules/data/rp-sw.toml",
        "register/learning/types/intervisie.toml",
        "register/workbooks/mappings/generic.toml",
        "register/py.typed",
    }


def test_every_file_of_the_four_folders_is_in_the_wheel(built: Built) -> None:
    names = set(zipfile.ZipFile(built.wheel).namelist())

    assert _expected() - names == set()


def _expected() -> set[str]:
    found = _files("register", "register") | _files("blueprints", "register/blueprints")
    return found | _files("templates", "register/templates") | _files("migrations", "register/migrations")


def _files(folder: str, inside: str) -> set[str]:
    paths = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {f"{inside}/{path.relative_to(ROOT / folder).as_posix()}" for path in paths}


def test_the_sdist_carries_the_tests_and_the_entry_for_servers(built: Built) -> None:
    with tarfile.open(built.sdist) as sdist:
        names = {name.split("/", 1)[-1] for name in sdist.getnames()}

    assert names >= {"wsgi.py", "tests/conftest.py", "tests/plugin/hostapp/intranet.py", "templates/register/home.html"}


def test_importing_loads_nothing_heavy(intranet: Intranet) -> None:
    heavy = "pandas openpyxl python_calamine typst pikepdf PIL obstore alembic sqlalchemy flask pydantic argon2"
    code = f"import register, sys; print([n for n in {heavy.split()!r} if n in sys.modules], register.__file__)"

    printed = intranet.python("-c", code)

    assert printed.startswith("[] ")
    assert "/installed/register/__init__.py" in printed


def test_mounting_loads_no_workbook_or_pdf_library_no_queue_and_no_demo(intranet: Intranet) -> None:
    code = (
        "import sys; from intranet import create_app; create_app(); print([n for n in ("
        "'pandas', 'openpyxl', 'python_calamine', 'typst', 'pikepdf', 'huey', 'redis', 'register.demo'"
        ") if n in sys.modules])"
    )

    assert intranet.python("-c", code) == "[]\n"


def test_the_intranet_stays_what_it_was_and_the_register_lives_in_it(
    shared_intranet: Intranet, lived_in: LivedIn
) -> None:
    seen: dict[str, Any] = json.loads(shared_intranet.python("visit.py"))

    assert "De tabellen zijn bij" in lived_in.said
    assert "/installed/register/" in seen["package"]
    assert {"user", "activity", "alembic_version", "register_activity"} <= set(seen["tables"])
    assert seen["outings"] == ["Uitje naar zee"]
    assert seen["asked"] == [302, "/login?next=%2Fleerregister%2F"]
    assert seen["signed_in"] == [302, "/leerregister/"]
    assert seen["page"] == {
        "status": 200,
        "navbar": True,
        "inside": True,
        "title": "Vandaag | Welzijn Noord",
        "headers": True,
    }
    assert "<h1>Nieuws</h1>" in seen["news"][0]
    assert "Content-Security-Policy" not in seen["news"][1]
    assert seen["cards"] == ["Mijn punten", "Te bevestigen", "Leervraag van de week"]
    assert seen["fragment"] == [200, "<link", False]
    assert seen["no_card"] == 404
    assert seen["sign_up"] == "Schrijf je in voor het intranet"
    assert seen["missing"][0] == 404
    assert "Dat hebben wij niet" in seen["missing"][1]
    assert seen["ours_missing"] == [404, True]
    assert seen["no_token"] == 400


def test_the_hosts_autogenerate_drops_none_of_our_tables(shared_intranet: Intranet) -> None:
    again = shared_intranet.flask("db", "migrate", "-m", "again")

    assert "No changes in schema detected" in again
    assert len(list((shared_intranet.folder / "migrations" / "versions").glob("*.py"))) == 1


def test_the_command_is_there_once(intranet: Intranet) -> None:
    listed = intranet.flask("--help")

    assert listed.count("Leerregister beheren") == 1
