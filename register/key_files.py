"""Keys on the disk: each put there as a whole, and the one in use made once, however many ask at the same time."""

import os
import tempfile
from pathlib import Path

from register.settings import Settings

OWNER_ALONE = 0o600


def key_folder(settings: Settings) -> Path:
    """Return `<data folder>/keys`, where every key stands, beside the database."""
    return Path(settings.data_folder).absolute() / "keys"


def write_whole(place: Path, content: bytes, *, mode: int = OWNER_ALONE) -> Path:
    """Put a file on the disk as a whole, in a folder that is made for its owner alone.

    Raises:
        OSError: the folder or the file cannot be written.

    """
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
        os.fchmod(out.fileno(), mode)
    return Path(name).replace(place)


def put_in_use(current: Path, content: bytes, *, kept: Path, replace: bool) -> None:
    """Make a key the one in use. Without `replace` the first who asks wins, and what the others kept of theirs goes.

    Raises:
        OSError: it cannot be written.

    """
    made = write_whole(current.with_name(f".{kept.stem}"), content)
    try:
        if replace:
            made.replace(current)
        else:
            os.link(made, current)
    except FileExistsError:
        kept.unlink(missing_ok=True)
    finally:
        made.unlink(missing_ok=True)
