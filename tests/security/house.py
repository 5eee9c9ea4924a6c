"""A host with the world of the matrix in it."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from werkzeug.wrappers import Response

from register.db import session
from register.settings import Settings
from tests.conftest import NOW
from tests.host import Host, make_host
from tests.security.matrix import Route, knock
from tests.security.world import World, make_world

PINNED: Mapping[str, tuple[str, ...]] = {
    "Content-Security-Policy": (Settings.content_security_policy, "default-src 'none'; sandbox"),
    "X-Content-Type-Options": ("nosniff",),
    "X-Frame-Options": ("DENY",),
    "Referrer-Policy": ("same-origin", "no-referrer"),
    "Cross-Origin-Opener-Policy": ("same-origin",),
    "Cross-Origin-Resource-Policy": ("same-origin",),
    "Cache-Control": ("no-store",),
}
"""What every answer says, and in which words (bar SE10)."""


@dataclass(kw_only=True)
class House:
    """A host with the world in it, that goes back to how it was in a moment."""

    host: Host
    world: World
    file: Path | None = None
    clean: Path | None = None
    copied: tuple[int, int] = (0, 0)
    """How its file looked when it was last put back."""
    without_headers: set[str] = field(default_factory=set)
    """The answers to who knocked that did not say all that every answer says."""

    def open_as(self, actor: str, route: Route) -> int:
        """Knock at els' things as an actor, in a fresh browser."""
        client = self.host.client(None if actor == "anonymous" else actor)
        return knock(client, route, self.world.own, seen=self._look_at_headers)

    def _look_at_headers(self, route: Route, answer: Response) -> None:
        wrong = [name for name, words in PINNED.items() if answer.headers.get(name) not in words]
        if wrong:
            self.without_headers.add(f"{route.method} {route.rule}, {answer.status_code}: {', '.join(wrong)}")

    def as_it_was(self) -> None:
        """Undo what a request did, where it wrote anything."""
        if self.file is None or self.clean is None or self._stamp(self.file) == self.copied:
            return
        with self.host.app.app_context():
            self.host.database.session.remove()
            self.host.database.engine.dispose()
        for path in self.file.parent.glob(f"{self.file.name}-*"):
            path.unlink()
        shutil.copy(self.clean, self.file)
        self.copied = self._stamp(self.file)

    @staticmethod
    def _stamp(file: Path) -> tuple[int, int]:
        """What differs after any write: when the file was written, and how much waits beside it to be put in."""
        beside = file.with_name(f"{file.name}-wal")
        return file.stat().st_mtime_ns, beside.stat().st_size if beside.exists() else 0


def make_house(database_url: str, folder: Path) -> House:
    """Make a host on an empty database and fill it."""
    host = _host(database_url, folder, {})
    with host.app.app_context():
        world = make_world(session())
    return House(host=host, world=world)


def move_in(
    database_url: str, folder: Path, world: World, *, standing: dict[str, Host] | None = None, **config: object
) -> House:
    """Make a host on a database, and with files, that were filled before; where it is `standing`, that one is used."""
    if standing is None:
        return House(host=_host(database_url, folder, config), world=world)
    if database_url not in standing:
        standing[database_url] = _host(database_url, folder, config)
    standing[database_url].start_over(folder / "data")
    return House(host=standing[database_url], world=world)


def _host(database_url: str, folder: Path, config: dict[str, object]) -> Host:
    return make_host(database_url, data_folder=folder / "data", clock=lambda: NOW, WTF_CSRF_ENABLED=False, **config)
