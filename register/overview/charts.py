"""Charts as figures to draw (*grafieken*): where each bar, line and word stands; the page only puts them down.

Every chart has the same numbers as a table. A unit is a pixel at the width of a phone, more on a wider screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

WIDTH = 400
_LEFT, _TOP, _UNDER_LEGEND, _BOTTOM = 40, 20, 44, 26
_HEIGHT = 200
_ROW, _THICK = 44, 14
_LEAST_HIGH = 4
_ROUND = (2, 4, 10)

Number = Decimal | int


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A bar, or the part of one, in the look of its series."""

    x: float
    y: float
    width: float
    height: float
    series: int = 0


@dataclass(frozen=True, kw_only=True)
class Words:
    """Text at a place."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    """"start", "middle" or "end"."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A straight line of the scale."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart, and its numbers as a table."""

    code: str
    title: str
    note: str
    """What has to be said beside it; empty: nothing."""
    height: float
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    words: tuple[Words, ...]
    series: tuple[str, ...]
    """What the looks stand for, where there is more than one."""
    head: tuple[str, ...]
    rows: tuple[tuple[str | Number, ...], ...]
    width: int = WIDTH

    @property
    def figures(self) -> frozenset[str]:
        """The heads of the columns that hold numbers."""
        return frozenset(
            name for place, name in enumerate(self.head) if any(not isinstance(row[place], str) for row in self.rows)
        )


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a chart in time: a number for each series; `None` for one that is kept back."""

    label: str
    values: tuple[Number | None, ...]
    tick: str = ""
    """What stands below it; empty: nothing, as for most of many months."""


@dataclass(frozen=True, kw_only=True)
class Against:
    """One bar against what is asked, or against the longest where nothing is."""

    label: str
    value: Number
    of: Number
    text: str
    """The number in words: "28 van 40"."""
    cells: tuple[str | Number, ...]


def in_time(
    code: str, title: str, columns: Sequence[Column], *, series: tuple[str, ...], first: str, note: str = ""
) -> Chart:
    """Draw columns side by side, their series stacked; `first` is the head of the table's first column."""
    totals = [Decimal(sum(value or 0 for value in one.values)) for one in columns]
    top = _round_up(max(totals, default=Decimal(0)))
    step = (WIDTH - _LEFT) / max(len(columns), 1)
    ceiling = _UNDER_LEGEND if len(series) > 1 else _TOP
    floor = ceiling + _HEIGHT
    marks: list[Mark] = []
    words: list[Words] = []
    for place, (one, total) in enumerate(zip(columns, totals, strict=True)):
        x = _LEFT + place * step
        middle = x + step / 2
        below = float(floor)
        for number, value in enumerate(one.values):
            high = _HEIGHT * float((value or 0) / Decimal(top))
            below -= high
            if high:
                marks.append(
                    Mark(
                        x=_near(x + step * 0.15), y=_near(below), width=_near(step * 0.7), height=_near(high),
                        series=number,
                    )
                )  # fmt: skip
        if total:
            words.append(Words(x=_near(middle), y=_near(below - 5), text=_short(total), anchor="middle"))
        elif None in one.values:
            words.append(Words(x=_near(middle), y=floor - 5, text="–", anchor="middle"))
        if one.tick:
            words.append(Words(x=_near(middle), y=floor + 18, text=one.tick, anchor="middle"))
    return Chart(
        code=code,
        title=title,
        note=note,
        height=floor + _BOTTOM,
        marks=tuple(marks),
        lines=_scale_lines(ceiling),
        words=(*_scale_words(top, ceiling), *words),
        series=series if len(series) > 1 else (),
        head=(first, *series),
        rows=tuple((one.label, *(KEPT_BACK if value is None else value for value in one.values)) for one in columns),
    )


KEPT_BACK = "te weinig mensen"
"""What stands where a number is kept back."""


def side_by_side(code: str, title: str, bars: Sequence[Against], *, head: tuple[str, ...], note: str = "") -> Chart:
    """Draw lying bars below each other, each with its name and its number above it."""
    marks: list[Mark] = []
    words: list[Words] = []
    lines: list[Line] = []
    for place, one in enumerate(bars):
        y = place * _ROW
        share = min(float(Decimal(one.value) / Decimal(one.of)), 1.0) if one.of else 0.0
        words += [
            Words(x=0, y=y + 16, text=_fitting(one.label, one.text)),
            Words(x=WIDTH, y=y + 16, text=one.text, anchor="end"),
        ]
        lines += _box(y + 22)
        if share:
            marks.append(Mark(x=0, y=y + 22, width=_near(WIDTH * share), height=_THICK))
    return Chart(
        code=code,
        title=title,
        note=note,
        height=max(len(bars) * _ROW, 1),
        marks=tuple(marks),
        lines=tuple(lines),
        words=tuple(words),
        series=(),
        head=head,
        rows=tuple(one.cells for one in bars),
    )


def _fitting(label: str, text: str) -> str:
    """Shorten a name that would run into its number; the table has it whole."""
    room = max(int((WIDTH - 7 * len(text) - 16) / 7), 8)
    return label if len(label) <= room else f"{label[: room - 1].rstrip()}…"


def _box(y: float) -> list[Line]:
    """Draw what is asked: the whole length, so that what is still missing is seen."""
    return [
        Line(x1=0, y1=y, x2=WIDTH, y2=y),
        Line(x1=0, y1=y + _THICK, x2=WIDTH, y2=y + _THICK),
        Line(x1=WIDTH, y1=y, x2=WIDTH, y2=y + _THICK),
    ]


def _scale_lines(ceiling: int) -> tuple[Line, ...]:
    return tuple(Line(x1=_LEFT, y1=y, x2=WIDTH, y2=y) for y in (ceiling, ceiling + _HEIGHT // 2, ceiling + _HEIGHT))


def _scale_words(top: int, ceiling: int) -> tuple[Words, ...]:
    places = ((0, Decimal(top)), (_HEIGHT // 2, Decimal(top) / 2), (_HEIGHT, Decimal(0)))
    return tuple(Words(x=_LEFT - 6, y=ceiling + y + 4, text=_short(value), anchor="end") for y, value in places)


def _round_up(highest: Decimal) -> int:
    """Return the end of the scale: the first of 4, 10, 20, 40, 100 … that is high enough."""
    power = 1
    while True:
        for one in _ROUND:
            if one * power >= max(highest, Decimal(_LEAST_HIGH)):
                return one * power
        power *= 10


def _short(value: Number) -> str:
    rounded = Decimal(value).quantize(Decimal(1) if value >= 10 else Decimal("0.1"), rounding=ROUND_HALF_UP)  # noqa: PLR2004 - a decimal says nothing any more
    return f"{rounded:f}".removesuffix(".0").replace(".", ",")


def _near(value: float) -> float:
    return round(value, 1)
