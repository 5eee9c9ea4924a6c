"""`python -m tests.bench [--only NAME] [--rounds N] [--sqlite] [--judged | --full]`: measure and print; never fail."""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import UTC, datetime
from os import getloadavg
from pathlib import Path
from typing import Any

from tests.bench.lines import LINES, Line
from tests.bench.measuring import Failed, Measured, alternate, measured, slope
from tests.bench.prepare import Data
from tests.bench.table import HEADER, goals_of, row_of

RESULTS = Path("bench-results")


def main() -> None:
    """Measure every line on every database and write what was found."""
    asked = _arguments()
    started = datetime.now(UTC)
    print(f"Belasting van deze machine bij het begin: {getloadavg()[0]:.1f}. Mediaan van {asked.rounds} om en om.\n")
    kept: list[dict[str, Any]] = []
    with ExitStack() as stack:
        data = Data(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="leerregister-bench-"))), stack)
        print(HEADER)
        for line, database in _chosen(asked, data):
            sizes = (line.judged_at,) if asked.judged or asked.full else line.sizes
            kept.extend(_measure(line, database, data, sizes=sizes, rounds=asked.rounds))
    RESULTS.mkdir(exist_ok=True)
    written = RESULTS / f"{started:%Y-%m-%d-%H%M}.json"
    written.write_text(json.dumps({"started": started.isoformat(), "lines": kept}, indent=2), "utf-8")
    print(f"\nGeschreven: {written}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Meet naast de kale grens.")
    parser.add_argument("--only", default="", help="alleen regels met een van deze woorden (met komma's) in hun naam")
    parser.add_argument("--rounds", type=int, default=5, help="hoe vaak om en om (gewoon 5)")
    parser.add_argument("--sqlite", action="store_true", help="sla PostgreSQL over")
    parser.add_argument("--judged", action="store_true", help="meet alleen de omvang waarvoor het doel geldt")
    parser.add_argument("--full", action="store_true", help="meet alleen de grootste omvang die lang duurt, één keer")
    return parser.parse_args()


def _chosen(asked: argparse.Namespace, data: Data) -> Iterator[tuple[Line, str]]:
    for line in _full(LINES) if asked.full else LINES:
        if not any(word in line.name.lower() for word in asked.only.lower().split(",")):
            continue
        yield line, "SQLite"
        if not (line.sqlite_only or asked.sqlite) and data.has_postgresql():
            yield line, "PostgreSQL"


def _full(lines: Sequence[Line]) -> Iterator[Line]:
    """Return the lines that have a size which takes long, judged at that size."""
    for line in lines:
        if line.full is not None:
            yield replace(line, judged_at=line.full, also_at=(), rounds=1)


def _measure(line: Line, database: str, data: Data, *, sizes: tuple[int, ...], rounds: int) -> list[dict[str, Any]]:
    found: list[Measured] = []
    try:
        for size in sizes:
            task = data.task(line, database, size)
            found.append(
                measured(
                    line.name,
                    database,
                    size,
                    *alternate(line.module, line.sides, task, rounds=min(rounds, line.rounds)),
                )
            )
            print(row_of(found[-1]), flush=True)
    except Failed as failed:
        print(f"{line.name} op {database}: niet te meten: {failed}")
        return [{"line": line.name, "database": database, "failed": str(failed)}]
    growth = slope([one.size for one in found], [one.ours for one in found])
    print(goals_of(line, found, growth), flush=True)
    return [asdict(one) | {"slope": growth} for one in found]


if __name__ == "__main__":
    main()
