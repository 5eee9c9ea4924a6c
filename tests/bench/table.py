"""The table on the screen."""

from collections.abc import Sequence

from tests.bench.lines import Line
from tests.bench.measuring import Measured

HEADER = (
    f"{'regel':<28} {'database':<11} {'omvang':>7} {'wij ms':>10} {'kaal ms':>10} {'maal':>7} {'cpu ×':>7} "
    f"{'piek MiB':>9} {'kind MiB':>9} {'query’s':>8}"
)


def row_of(one: Measured) -> str:
    """Write one size of one line."""
    cpu = f"{one.cpu_ratio:.1f}" if one.cpu_ratio is not None else "–"
    queries = str(one.queries) if one.queries is not None else "–"
    return (
        f"{one.line:<28} {one.database:<11} {one.size:>7} {one.ours * 1000:>10.2f} {one.bare * 1000:>10.2f} "
        f"{one.ratio:>7.1f} {cpu:>7} {one.peak_mib:>9.0f} {one.child_mib:>9.0f} {queries:>8}"
    )


def goals_of(line: Line, found: Sequence[Measured], growth: float | None) -> str:
    """Say of each goal whether it is met, and how the cost grows."""
    at = next(one for one in found if one.size == line.judged_at)
    goal = [one for one in found if one.size in {line.judged_at, *line.also_at}]
    said = [_goal(all(one.ratio <= line.ratio for one in goal), f"hooguit {line.ratio} maal")]
    if line.seconds is not None:
        said.append(_goal(at.ours <= line.seconds, f"hooguit {line.seconds * 1000:.0f} ms"))
    if line.child_mib is not None:
        said.append(_goal(max(one.child_mib for one in found) <= line.child_mib, f"kind hooguit {line.child_mib} MiB"))
    if line.growth_mib is not None:
        most = max(one.growth_mib or 0 for one in found)
        said.append(_goal(most <= line.growth_mib, f"hooguit {line.growth_mib} MiB erbij (het was {most:.0f})"))
    if line.queries is not None:
        counts = {one.queries for one in found}
        said.append(
            _goal(
                len(counts) == 1 and max(filter(None, counts)) <= line.queries,
                f"≤ {line.queries} query’s, altijd evenveel",
            )
        )
    grown = "" if growth is None else f" Groei: {growth:.2f} (1 = even hard als het werk)"
    sizes = " en ".join(str(one.size) for one in goal)
    return f"  doel bij {sizes}: {'; '.join(said)}.{grown}\n"


def _goal(met: bool, text: str) -> str:
    return f"{text} {'gehaald' if met else 'NIET gehaald'}"
