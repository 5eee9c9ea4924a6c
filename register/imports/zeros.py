"""Numbers of a file that we know with other zeros in front: named, asked about where two can be meant (*nullen*)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from register.imports.training_snapshot import Learner

_SHOWN = 5


class ZerosProblem(NamedTuple):
    """Why a row is not taken to be of somebody whose number looks like the one in the file."""

    code: str
    reason: str
    remedy: str


class Spellings:
    """How the numbers of one file are spelled beside how we know them.

    Args:
        learners: who each number of the file stands for.

    """

    def __init__(self, learners: Mapping[str, Learner]) -> None:
        self._learners = learners
        self._in_file: defaultdict[str, set[str]] = defaultdict(set)
        for number, learner in learners.items():
            self._in_file[learner.number].add(number)

    def problem(self, number: str) -> ZerosProblem | None:
        """Ask about a number that stands in the file in two ways: then it may be two people."""
        learner = self._learners[number]
        spelled = self._in_file[learner.number]
        if number == learner.number or len(spelled) == 1:
            return None
        return ZerosProblem(
            "number-zeros-in-file",
            f"In het bestand staan {' en '.join(sorted(spelled))}: dezelfde persoon? "
            f"Hier kennen we {learner.number} van {learner.display_name}.",
            f"Is het dezelfde? Schrijf dan overal {learner.number}. Is het iemand anders? Geef die een eigen nummer.",
        )

    def notices(self) -> Iterator[str]:
        """Name whom we took a number without its zeros for."""
        found = [
            f"{number} is hier {learner.number} van {learner.display_name}"
            for number, learner in sorted(self._learners.items())
            if number != learner.number and len(self._in_file[learner.number]) == 1
        ]
        if found:
            more = f" en nog {len(found) - _SHOWN}" if len(found) > _SHOWN else ""
            yield (
                f"Nummers die we met andere nullen ervoor kennen: {', '.join(found[:_SHOWN])}{more}. "
                "Kijk na of dat dezelfde mensen zijn."
            )
