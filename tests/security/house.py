"""A host with the world of the matrix in it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from register.db import session
from tests.conftest import NOW
from tests.host import Host, make_host
from tests.security.matrix import Route, knock
from tests.security.world import World, make_world


@dataclass(kw_only=True)
class House:
    """A host with the world in it, that goes back to how it was in a moment."""

    host: Host
    world: World
    file: Path | None = None
    clean: Path | None = None

    def open_as(self, actor: str, route: Route) -> int:
        """Knock at els' things as an actor, in a fresh browser."""
        return knock(self.host.client(None if actor == "anonymous" else actor), route, self.world.own)

    def as_it_was(self) -> None:
        """Undo what a request did."""
        if self.file is None or self.clean is None:
            return
        with self.host.app.app_context():
            self.host.database.session.remove()
            self.host.database.engine.dispose()
        for path in self.file.parent.glob(f"{self.file.name}-*"):
            path.unlink()
        shutil.copy(self.clean, self.file)


def make_house(database_url: str, folder: Path, **config: object) -> House:
    """Make a host on an empty database and fill it."""
    host = _host(database_url, folder, config)
    with host.app.app_context():
        world = make_world(session())
    return House(host=host, world=world)


def move_in(database_url: str, folder: Path, world: World) -> House:
    """Make a host on a database, and with files, that were filled before."""
    return House(host=_host(database_url, folder, {}), world=world)


def _host(database_url: str, folder: Path, config: dict[str, object]) -> Host:
    return make_host(database_url, data_folder=folder / "data", clock=lambda: NOW, WTF_CSRF_ENABLED=False, **config)
