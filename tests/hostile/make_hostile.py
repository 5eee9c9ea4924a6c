"""Writes the hostile set: `python -m tests.hostile.make_hostile FOLDER`; the same bytes every time."""

import sys
from pathlib import Path

from tests.hostile import bombs, contents, csvs, kinds, sheets, uploads, xmlcases
from tests.hostile.cases import Case

ALL: tuple[Case, ...] = (
    *bombs.CASES,
    *xmlcases.CASES,
    *kinds.CASES,
    *contents.CASES,
    *csvs.CASES,
    *sheets.CASES,
    *uploads.CASES,
)


def cases(group: str) -> tuple[Case, ...]:
    """Give the cases of a group: bomb, xml, kind, content, csv, ods, xls or upload."""
    return tuple(case for case in ALL if case.group == group)


def write_case(case: Case, folder: Path) -> Path:
    """Write one file and give its path."""
    path = folder / case.name
    path.write_bytes(case.make())
    return path


def expected_toml() -> str:
    """Give the expected outcomes as TOML, for other tools."""
    lines = []
    for case in ALL:
        outcome = (
            case.refused or case.table_refused or ("" if case.group == "upload" and not case.accepted else "accepted")
        )
        lines.append(
            f'["{case.name}"]\ngroup = "{case.group}"\noutcome = "{outcome or "refused"}"\nrows = {case.rows}\n'
        )
    return "\n".join(lines)


def main(folder: Path) -> None:
    """Write every file and `expected.toml` to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in ALL:
        write_case(case, folder)
    (folder / "expected.toml").write_text(expected_toml(), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
