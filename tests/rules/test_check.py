"""Checking a rule file: the line, the field, what is wrong and how to mend it, in Dutch."""

from pathlib import Path

import pytest

from register.rules.check import check_file

SOUND = """[register]
id = "proef"
name = "Proef"
body = "Proef"
selected_by = "period_start"

[sources.a]
title = "A"
confidence = "high"

[[versions]]
version = "1"

[[versions.tracks]]
code = "t"
name = "T"
min = { value = 5, source = "a" }

[[versions.activities]]
code = "intervisie"
name = "Intervisie"
kinds = ["intervisie"]
track = "t"
points_per_hour = { value = 1, source = "a" }
source = "a"
"""


def messages(folder: Path, text: str) -> list[str]:
    path = folder / "proef.toml"
    path.write_text(text, encoding="utf-8")
    return [str(problem) for problem in check_file(path)]


def test_a_sound_file_has_no_problems(tmp_path: Path) -> None:
    assert messages(tmp_path, SOUND) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ('value = 5, source = "a"', 'value = "veel", source = "a"', 17, "Dit is geen getal"),
        ('value = 5, source = "a"', "value = 5", 17, "Een bekend cijfer heeft een bron nodig"),
        ('value = 5, source = "a"', "unknown = true", 17, "Schrijf bij een onbekend cijfer waar het staat"),
        ('value = 5, source = "a"', 'value = -1, source = "a"', 17, "Dit getal is te klein. Vul 0 of meer in"),
        ('value = 5, source = "a"', 'value = nan, source = "a"', 17, "Deze waarde past hier niet"),
        ('min = { value = 5, source = "a" }', 'min = { value = 5, source = "zzz" }', 17, "De bron ‘zzz’ staat niet"),
        ('track = "t"', 'track = "weg"', 23, "De categorie ‘weg’ bestaat niet"),
        ('name = "T"', 'name = "T"\nnaam = "T"', 17, "Dit veld kennen we niet"),
        ("period_start", "period_begin", 5, "Deze keuze bestaat niet. Kies uit: 'period_start'"),
        ('points_per_hour = { value = 1, source = "a" }\n', "", 19, "Kies precies één eenheid"),
        ('version = "1"', 'version = "1"\nvalid_from = "gisteren"', 13, "Dit is geen datum"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, told: str) -> None:
    found = messages(tmp_path, SOUND.replace(old, new, 1))

    assert found[0].startswith(f"proef.toml, regel {line}, ")
    assert told in found[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('value = 5, source = "a"', 'value = "veel", source = "a"'),
        ('value = 5, source = "a"', 'value = -1, source = "a"'),
        ('kinds = ["intervisie"]', "kinds = [7]"),
    ],
)
def test_one_mistake_is_told_alone(tmp_path: Path, old: str, new: str) -> None:
    assert len(messages(tmp_path, SOUND.replace(old, new, 1))) == 1


def test_a_list_that_is_empty_is_told(tmp_path: Path) -> None:
    found = messages(tmp_path, "versions = []\n" + SOUND[: SOUND.index("[[versions]]")])

    assert [one.partition(": ")[2] for one in found] == ["Deze lijst is leeg. Zet er minstens één in."]


def test_broken_notation_is_told_with_its_line(tmp_path: Path) -> None:
    found = messages(tmp_path, SOUND.replace('body = "Proef"', "body = Proef"))

    assert len(found) == 1
    assert found[0].startswith("proef.toml, regel 4: Hier klopt de schrijfwijze (TOML) niet.")


def test_two_versions_on_one_day_are_told(tmp_path: Path) -> None:
    head, version = SOUND.split("[[versions]]", 1)
    first = version.replace('version = "1"', 'version = "1"\nvalid_to = 2024-01-01')
    second = version.replace('version = "1"', 'version = "2"\nvalid_from = 2024-01-01')

    assert "gelden op dezelfde dag" in messages(tmp_path, f"{head}[[versions]]{first}\n[[versions]]{second}")[0]


def test_a_code_that_occurs_twice_is_told(tmp_path: Path) -> None:
    found = messages(tmp_path, SOUND + SOUND[SOUND.index("[[versions.activities]]") :])

    assert "De code ‘intervisie’ komt 2 keer voor." in found[0]


def test_ceilings_that_tangle_are_told(tmp_path: Path) -> None:
    more = SOUND[SOUND.index("[[versions.activities]]") :]
    caps = """
[[versions.caps]]
code = "een"
name = "Een"
activities = ["intervisie", "b"]
per = "year"
max = { value = 5, source = "a" }

[[versions.caps]]
code = "twee"
name = "Twee"
activities = ["b", "c"]
per = "period"
max = { value = 5, source = "a" }
"""
    text = SOUND + more.replace('"intervisie"', '"b"') + more.replace('"intervisie"', '"c"') + caps

    assert "De maxima ‘een’ en ‘twee’ lopen door elkaar." in messages(tmp_path, text)[0]


def test_a_shared_part_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "Het gedeelde deel bij extends bestaat niet" in messages(tmp_path, f'extends = "_nergens"\n{SOUND}')[0]


def test_a_shared_part_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    assert "Het gedeelde deel bij extends bestaat niet" in messages(tmp_path, f'extends = "../_x"\n{SOUND}')[0]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "Het bestand is niet te lezen" in str(check_file(tmp_path / "weg.toml")[0])


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "foto.toml"
    path.write_bytes(b"\xff\xd8\xff\xe0")

    assert "geen UTF-8" in str(check_file(path)[0])


@pytest.mark.parametrize("text", ["versions = 3", 'versions = [1]\nextends = "_registerplein"', "register = []", ""])
def test_a_file_of_another_build_is_told_and_never_crashes(tmp_path: Path, text: str) -> None:
    assert messages(tmp_path, text) != []
