"""Both sides as fresh processes in turn, A B A B; medians; and how the cost grows with the size."""

import json
import math
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import linear_regression, median
from typing import Any

from tests.bench.side import Figures


class Failed(Exception):
    """A side that could not be measured, with the last line it said."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One line at one size on one database: medians of both sides, in seconds and MiB."""

    line: str
    database: str
    size: int
    ours: float
    bare: float
    ratio: float
    cpu_ratio: float | None
    peak_mib: float
    child_mib: float
    growth_mib: float | None
    queries: int | None


def alternate(module: str, sides: tuple[str, str], task: dict[str, Any], *, rounds: int) -> tuple[Figures, Figures]:
    """Run both sides in turn and return the median of every figure of each."""
    found: tuple[list[Figures], list[Figures]] = ([], [])
    for _ in range(rounds):
        for side, kept in zip(sides, found, strict=True):
            kept.append(_run(module, side, task))
    return _medians(found[0]), _medians(found[1])


def measured(line: str, database: str, size: int, ours: Figures, bare: Figures) -> Measured:
    """Put two sides beside each other."""
    return Measured(
        line=line,
        database=database,
        size=size,
        ours=ours["seconds"],
        bare=bare["seconds"],
        ratio=ours["seconds"] / bare["seconds"],
        cpu_ratio=ours["cpu"] / bare["cpu"] if "cpu" in ours else None,
        peak_mib=ours["peak_mib"],
        child_mib=ours["child_mib"],
        growth_mib=ours.get("growth_mib"),
        queries=int(ours["queries"]) if "queries" in ours else None,
    )


def slope(sizes: Sequence[int], seconds: Sequence[float]) -> float | None:
    """The power with which the cost grows: 1.0 is in line with the work, 2.0 its square; `None` of a single size."""
    if len(sizes) == 1:
        return None
    return linear_regression([math.log(size) for size in sizes], [math.log(one) for one in seconds]).slope


def _run(module: str, side: str, task: dict[str, Any]) -> Figures:
    command = [sys.executable, "-m", "tests.bench.side", module, side, json.dumps(task)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise Failed(said[-1][:160])
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def _medians(runs: Sequence[Figures]) -> Figures:
    return {name: median(run[name] for run in runs) for name in runs[0]}
