"""Where a file lands: beside its place until it is whole, and under a name that says what is in it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import EISDIR
from itertools import count
from pathlib import Path
from typing import BinaryIO

from register.commands._refused import Refused
from register.commands._shared import not_written
from register.exports.target import Target

_TEXT = ("csv", "txt", "prn")


@dataclass(kw_only=True)
class Landing:
    """A file that is being written, and where it goes when all went well."""

    file: BinaryIO
    out: Path

    def becomes(self, suffix: str) -> None:
        """Give it another ending when it turned out to be something else; no other file is overwritten for that."""
        if suffix == _ending(self.out) or (suffix == "csv" and _ending(self.out) in _TEXT):
            return
        names = (
            self.out.with_name(f"{self.out.stem}{f' ({number})' if number else ''}.{suffix}") for number in count()
        )
        self.out = next(name for name in names if not name.exists())


def refuse_other_ending(out: Path, target: Target) -> None:
    """Refuse a name under which nothing would open the file of a system.

    Raises:
        Refused: it ends on something that this system is not given.

    """
    fitting = [*(_TEXT if target.file == "csv" else ("xlsx",)), *(["zip"] if target.most_rows else [])]
    if _ending(out) not in fitting:
        endings = ", ".join(f".{one}" for one in fitting)
        raise Refused(
            f"{out.name}: {target.title} krijgt een ander soort bestand. Geef een naam die eindigt op: {endings}."
        )


@contextmanager
def landing(out: Path) -> Iterator[Landing]:
    """Give a file to write beside the one that is asked for; it takes that place when all went well."""
    part = out.with_name(f"{out.name}.deel")
    try:
        if out.is_dir():
            raise IsADirectoryError(EISDIR, "")
        with part.open("w+b") as file:
            found = Landing(file=file, out=out)
            yield found
        part.replace(found.out)
    except OSError as error:
        raise not_written(out, error) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _ending(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")
