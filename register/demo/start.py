"""`make run`: a database, the demo organisation, its evidence files, and a server on loopback."""

import argparse
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from register.demo.one_process import APP, NEXT
from register.demo.organisation import NAME

_ONE_PERSON = "001012"


def main() -> int:
    """Prepare everything, say where it is, and serve until Ctrl+C; return the exit code."""
    arguments = _arguments()
    folder = Path(arguments.folder).absolute()
    if not arguments.once and _is_taken(arguments.port):
        print(f"Poort {arguments.port} is al in gebruik. Kies een andere: make run PORT={arguments.port + 1}")
        return 1
    environment = _environment(folder, arguments.port)
    out = folder / "export"
    out.mkdir(parents=True, exist_ok=True)
    steps = (
        ("db", "upgrade"),
        ("demo", "load"),
        ("export", "evidence", "--person", _ONE_PERSON, "--out", str(out / f"bewijs-{_ONE_PERSON}.xlsx")),
        ("export", "evidence", "--out", str(out / "bewijs-organisatie.xlsx")),
        ("people", "template", "--out", str(out / "medewerkers-sjabloon.xlsx")),
    )
    if code := _register(environment, steps):
        return code
    print(f"\nDe bestanden staan in {out}")
    if arguments.once:
        return 0
    print(f"Leerregister draait op http://127.0.0.1:{arguments.port} (stoppen: Ctrl+C)", flush=True)
    return _serve(environment, arguments.port)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m register.demo.start")
    parser.add_argument("--port", type=int, default=5000)
    parser.add_argument("--folder", default="instance/demo")
    parser.add_argument("--once", action="store_true", help="stop als de bestanden er zijn")
    return parser.parse_args()


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _environment(folder: Path, port: int) -> dict[str, str]:
    """Return the settings of the demo; what the caller has set stays out of it, but for the database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGISTER_")}
    if "REGISTER_DATABASE_URL" in os.environ:
        kept["REGISTER_DATABASE_URL"] = os.environ["REGISTER_DATABASE_URL"]
    return kept | {
        "REGISTER_DATA_FOLDER": str(folder),
        "REGISTER_SECRET_KEY": _secret(folder),
        "REGISTER_ORGANISATION": NAME,
        "REGISTER_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "REGISTER_INSECURE_COOKIES": "1",
        "REGISTER_DEMO": "1",
    }


def _secret(folder: Path) -> str:
    """Make the secret once and keep it for its owner's eyes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), "utf-8")
    return path.read_text("utf-8").strip()


def _register(environment: dict[str, str], steps: Sequence[Sequence[str]]) -> int:
    """Do them all in one process, which is gone before anything is served."""
    words = [word for step in steps for word in (NEXT, "register", *step)][1:]
    command = [sys.executable, "-m", "register.demo.one_process", *words]
    return subprocess.run(command, env=environment, check=False).returncode


def _serve(environment: dict[str, str], port: int) -> int:
    options = [
        "--workers",
        "2",
        "--threads",
        "4",
        "--bind",
        f"127.0.0.1:{port}",
        "--reuse-port",
        "--log-level",
        "warning",
    ]
    command = [sys.executable, "-m", "gunicorn", *options, APP]
    try:
        return subprocess.run(command, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
