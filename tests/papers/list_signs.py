"""`python -m tests.papers.list_signs`: write down which signs the shipped fonts have, after a font was changed."""

import unicodedata
from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont

import register.evidence.papers

FONTS = Path(register.evidence.papers.__file__).parent / "fonts"
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def listed() -> str:
    """Every sign that prints in regular and in bold, as ranges in hexadecimal."""
    regular, bold, rest = (
        set(TTFont(FONTS / name).getBestCmap())
        for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "DejaVuSans.ttf")
    )
    known = sorted(sign for sign in (regular & bold) | rest if _prints(sign))
    runs = groupby(enumerate(known), key=lambda pair: pair[1] - pair[0])
    ends = [[sign for _, sign in run] for _, run in runs]
    return "\n".join(f"{run[0]:X}" if len(run) == 1 else f"{run[0]:X}-{run[-1]:X}" for run in ends) + "\n"


def _prints(sign: int) -> bool:
    return unicodedata.category(chr(sign)) not in HIDDEN and not 0xFE00 <= sign <= 0xFE0F


if __name__ == "__main__":
    (FONTS / "signs.txt").write_text(listed(), "ascii")
