"""Who goes with whom in a round in which chance decides (*willekeurige ronde*); pure: no database, no Flask."""

import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations

Pair = frozenset[int]
"""Two people."""

_PAIR = 2

_FEW = 12
"""So many new faces per person are nearly always enough for everybody to get one, and a tenth of the work."""
_NEW, _AGAIN = 1000, 1


@dataclass(frozen=True, kw_only=True)
class Round:
    """The outcome: groups of two, with one of three at an odd number, and who could be placed nowhere."""

    groups: tuple[tuple[int, ...], ...]
    alone: tuple[int, ...] = ()


def make_round(
    people: Collection[int], *, excluded: Iterable[Pair] = (), earlier: Iterable[Pair] = (), seed: int
) -> Round:
    """Put people together by chance.

    Nobody is in two groups, nobody with whom they (or the other) would rather not be. As many as possible are placed;
    of the ways to do that, one in which the fewest meet again. At an odd number the one who is left joins a pair,
    preferably one in which both are new. The same people and seed give the same groups.
    """
    never, met, chance = frozenset(excluded), frozenset(earlier), random.Random(seed)  # noqa: S311 - no secret
    order = sorted(people)
    chance.shuffle(order)
    pairs = _pairs(order, never, met, chance)
    left = [one for one in order if not any(one in pair for pair in pairs)]
    return _with_thirds(pairs, left, never, met)


def _pairs(order: list[int], never: frozenset[Pair], met: frozenset[Pair], chance: random.Random) -> list[list[int]]:
    """Few new faces each is tried first; only where that leaves people over is every possible pair weighed."""
    possible = [pair for pair in combinations(order, 2) if frozenset(pair) not in never]
    new = [pair for pair in possible if frozenset(pair) not in met]
    found = _match(order, _some_of(new, chance), met)
    if _PAIR * len(found) < len(order) - 1:
        found = _match(order, possible, met)
    return found


def _some_of(pairs: list[tuple[int, int]], chance: random.Random) -> list[tuple[int, int]]:
    """Keep about `_FEW` pairs a person, by chance."""
    shuffled = chance.sample(pairs, len(pairs))
    kept, counts = [], dict.fromkeys({one for pair in pairs for one in pair}, 0)
    for first, second in shuffled:
        if counts[first] < _FEW or counts[second] < _FEW:
            kept.append((first, second))
            counts[first] += 1
            counts[second] += 1
    return kept


def _match(order: list[int], pairs: list[tuple[int, int]], met: frozenset[Pair]) -> list[list[int]]:
    import networkx as nx  # here: it takes a fifth of a second that only a round should cost

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(order)
    for first, second in pairs:
        graph.add_edge(first, second, weight=_AGAIN if frozenset((first, second)) in met else _NEW)
    found = nx.max_weight_matching(graph, maxcardinality=True)
    place = {one: number for number, one in enumerate(order)}
    return sorted((sorted(pair, key=place.__getitem__) for pair in found), key=lambda pair: place[pair[0]])


def _with_thirds(pairs: list[list[int]], left: list[int], never: frozenset[Pair], met: frozenset[Pair]) -> Round:
    groups, alone = [list(pair) for pair in pairs], []
    for one in left:
        open_to = [
            pair
            for pair in groups
            if len(pair) == _PAIR and not any(frozenset((one, other)) in never for other in pair)
        ]
        if open_to:
            min(open_to, key=lambda pair: sum(frozenset((one, other)) in met for other in pair)).append(one)
        else:
            alone.append(one)
    return Round(groups=tuple(tuple(group) for group in groups), alone=tuple(alone))
