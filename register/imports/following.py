"""How far somebody's import is, for the page that waits for it (*voortgang*).

The import holds the database until it is done, so this stands beside it: a small file in the data folder of this
machine, one per person, with a count and nothing else. Where it cannot be written the import goes on without.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from register.access import Viewer
from register.current import state
from register.workbooks.progress import Step, listening


@contextmanager
def followed(viewer: Viewer) -> Iterator[None]:
    """Keep how far the work in this block is, for `how_far`; nothing of it is left afterwards."""
    path = _file(viewer)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with listening(lambda step: _write(path, step)):
            yield
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def how_far(viewer: Viewer) -> str:
    """Return how far the viewer's own import is, such as "12.000 van 20.000 mensen bewaard"; empty: not under way."""
    try:
        return _file(viewer).read_text("utf-8")
    except OSError:
        return ""


def _write(path: Path, step: Step) -> None:
    """Put a whole text in the place of the last one, so that nobody reads half of it."""
    fresh = path.with_suffix(".new")
    with suppress(OSError):
        fresh.write_text(step.said, "utf-8")
        fresh.replace(path)


def _file(viewer: Viewer) -> Path:
    folder = Path(state().settings.data_folder).absolute() / "voortgang"
    return folder / f"{viewer.organisation_id}-{viewer.person_id}.txt"
