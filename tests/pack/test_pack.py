"""What is in a pack, in which order, under which names, and that it is the same twice (D6, bars EX5, EX8, EX10)."""

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Role
from register.audit import AuditEntry
from register.errors import NotAllowed, NotFound
from register.evidence.files import remove_evidence
from register.evidence.pack.papers import TypesetPapers
from register.evidence.pack.write import DamagedEvidence
from register.people.models import Person
from register.privacy.layers import Audience, Layer, open_layer
from register.privacy.models import Look
from register.settings import Settings
from tests.conftest import NOW
from tests.evidence import samples
from tests.makers import make_logged, make_organisation, make_person, make_registration, make_viewer
from tests.pack.making import flip_a_bit, hand_in, names_in, pack_of
from tests.papers.checking import text_of

_SAFE = re.compile(r"(?!\.)[^\x00-\x1f\x7f/\\:*?\"<>|]+(/(?!\.)[^\x00-\x1f\x7f/\\:*?\"<>|]+)?")


def test_the_pack_has_the_dossier_the_index_and_a_folder_for_each_activity_in_order(
    session: Session, els: Person, registration: int, settings: Settings
) -> None:
    pack, made = pack_of(session, els, settings, registration_id=registration)

    assert names_in(pack) == [
        "00-dossier.pdf",
        "index.xlsx",
        "01_2026-03-05_intervisie-over-grenzen/certificaat.pdf",
        "01_2026-03-05_intervisie-over-grenzen/lijst.pdf",
        "01_2026-03-05_intervisie-over-grenzen/foto.png",
        "02_2026-04-09_intervisie-praten-zwijgen/certificaat.pdf",
        "LEESMIJ.txt",
        "controleer.py",
        "sleutel.pem",
        "manifest.json",
        "manifest.sig",
    ]
    assert made.name == "bewijsmap-skj-jgp-2026-11-22.zip"
    assert (made.written.activities, made.written.files, made.written.left_out) == (2, 9, ())


def test_the_manifest_lists_every_file_with_its_size_and_hash(
    session: Session, els: Person, registration: int, settings: Settings
) -> None:
    pack, _ = pack_of(session, els, settings, registration_id=registration)

    with zipfile.ZipFile(pack) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        really = [
            {"path": name, "size": len(archive.read(name)), "sha256": hashlib.sha256(archive.read(name)).hexdigest()}
            for name in archive.namelist()[:-2]
        ]
    assert manifest["files"] == really
    assert manifest["person"] == {"name": els.display_name}
    assert manifest["made_by"] == {"name": els.display_name, "owner": True}
    assert manifest["organisation"] == {"name": "Welzijn Noord"}
    assert manifest["registration"]["register"] == "skj-jgp"
    assert manifest["registration"]["number"] == "123456789"
    assert [rule["register"] for rule in manifest["rules"]] == ["skj-jgp"]
    assert re.fullmatch("[0-9a-f]{64}", manifest["rules"][0]["digest"])


def test_evidence_is_stored_and_not_deflated(session: Session, els: Person, settings: Settings) -> None:
    pack, _ = pack_of(session, els, settings)

    with zipfile.ZipFile(pack) as archive:
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {one.flag_bits & 0x8 for one in archive.infolist()} == {0}


def test_the_same_data_and_moment_give_the_same_bytes(
    session: Session, els: Person, registration: int, settings: Settings
) -> None:
    first, _ = pack_of(session, els, settings, registration_id=registration)
    second, _ = pack_of(session, els, settings, registration_id=registration)
    later, _ = pack_of(session, els, settings, registration_id=registration, at=NOW + timedelta(minutes=1))

    assert first.getvalue() == second.getvalue()
    assert names_in(later) == names_in(first)
    assert later.getvalue() != first.getvalue()


def test_a_period_leaves_out_what_lies_outside_it(
    session: Session, els: Person, registration: int, settings: Settings
) -> None:
    pack, made = pack_of(
        session, els, settings, registration_id=registration, since=date(2026, 4, 1), until=date(2026, 4, 30)
    )

    with zipfile.ZipFile(pack) as archive:
        rows = list(load_workbook(io.BytesIO(archive.read("index.xlsx")))["Bewijs"].values)
    assert made.written.activities == 1
    assert [row[2] for row in rows[1:]] == ["Intervisie: praten & zwijgen?"]


def test_the_index_says_in_which_folder_each_activity_is_and_holds_no_other_period_of_the_register(
    session: Session, els: Person, registration: int, settings: Settings
) -> None:
    make_registration(session, els, "skj-jgp", cycle_starts_on=date(2019, 1, 1), cycle_ends_on=date(2023, 12, 31))
    make_logged(session, els, title="Intervisie van vroeger", held_on=date(2023, 3, 5))

    pack, _ = pack_of(session, els, settings, registration_id=registration)

    with zipfile.ZipFile(pack) as archive:
        index = load_workbook(io.BytesIO(archive.read("index.xlsx")))
    assert [(row[2], row[-1]) for row in index["Bewijs"].iter_rows(min_row=2, values_only=True)] == [
        ("Intervisie over grenzen", "01_2026-03-05_intervisie-over-grenzen"),
        ("Intervisie: praten & zwijgen?", "02_2026-04-09_intervisie-praten-zwijgen"),
    ]
    assert len({row[4] for row in index["Stand"].iter_rows(min_row=2, values_only=True)}) == 1


def test_without_a_registration_everything_that_was_learnt_goes_in(session: Session, settings: Settings) -> None:
    jan = make_person(session, "Jan")
    make_logged(session, jan, title="Meelopen op de markt")

    pack, made = pack_of(session, jan, settings)

    assert made.name == "bewijsmap-leren-2026-11-22.zip"
    assert "01_2026-03-05_meelopen-op-de-markt/certificaat.pdf" in names_in(pack)


def test_hostile_names_become_safe_paths(session: Session, settings: Settings) -> None:
    els = make_person(session, "Els")
    activity = make_logged(session, els, title='../../etc/\u202e:"passwd"\r\n' + "lang " * 30)
    for width, name in enumerate(samples.HOSTILE_NAMES, start=10):
        hand_in(session, els, activity, name, samples.picture("JPEG", (width, 9)), settings)

    paths = names_in(pack_of(session, els, settings)[0])

    assert len({path.casefold() for path in paths}) == 24 + 8
    assert {path.split("/")[0] for path in paths if "/" in path} == {
        "01_2026-03-05_etc-passwd-lang-lang-lang-lang-lang-lan"
    }
    assert [path for path in paths if not _SAFE.fullmatch(path) or len(path) > 150] == []


def test_equal_names_in_one_folder_get_a_number(session: Session, settings: Settings) -> None:
    els = make_person(session, "Els")
    activity = make_logged(session, els)
    hand_in(session, els, activity, "Certificaat.pdf", samples.pdf(), settings)
    hand_in(session, els, activity, "certificaat.PDF", samples.pdf(Lang=pikepdf.String("nl")), settings)

    pack, _ = pack_of(session, els, settings)

    assert [path.split("/")[1] for path in names_in(pack) if "/" in path] == [
        "certificaat.pdf",
        "Certificaat (2).pdf",
        "certificaat (3).pdf",
    ]


def test_a_file_that_was_taken_away_is_not_in_it(session: Session, settings: Settings) -> None:
    els = make_person(session, "Els")
    activity = make_logged(session, els)
    evidence = hand_in(session, els, activity, "lijst.pdf", samples.pdf(), settings)
    remove_evidence(make_viewer(session, els), evidence, at=NOW)

    pack, _ = pack_of(session, els, settings)

    assert [path for path in names_in(pack) if path.endswith("lijst.pdf")] == []


def test_a_damaged_file_stops_the_pack_and_is_named_and_can_be_left_out(
    session: Session, els: Person, settings: Settings
) -> None:
    flip_a_bit(settings, samples.pdf())

    with pytest.raises(DamagedEvidence, match=r"‘lijst\.pdf’ bij ‘Intervisie over grenzen’ van 5 maart 2026"):
        pack_of(session, els, settings)
    pack, made = pack_of(session, els, settings, without_damaged=True)

    assert made.written.left_out == ("lijst.pdf bij Intervisie over grenzen, 5 maart 2026",)
    with zipfile.ZipFile(pack) as archive:
        assert "- lijst.pdf bij Intervisie over grenzen, 5 maart 2026" in archive.read("LEESMIJ.txt").decode()


def test_a_pack_is_noted_with_who_which_filter_and_how_much(
    session: Session, els: Person, registration: int, settings: Settings
) -> None:
    pack_of(session, els, settings, registration_id=registration, since=date(2026, 1, 1))

    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "export.bewijsmap")).one()
    assert (entry.actor_id, entry.object_kind, entry.object_id) == (els.id, "person", els.id)
    assert json.loads(entry.details) == {
        "registration_id": registration,
        "since": "2026-01-01",
        "until": None,
        "rows": 2,
        "files": 9,
        "left_out": 0,
    }


def test_hr_gets_no_pack_until_its_owner_opens_the_evidence(session: Session, els: Person, settings: Settings) -> None:
    helen = make_person(session, "Helen", roles=(Role.HR,))

    with pytest.raises(NotAllowed, match=r"heeft het bewijs niet voor HR opengezet.*Vraag Els"):
        pack_of(session, els, settings, viewer=helen)
    open_layer(make_viewer(session, els), Audience.HR, Layer.LIST, at=NOW)
    with pytest.raises(NotAllowed):
        pack_of(session, els, settings, viewer=helen)
    open_layer(make_viewer(session, els), Audience.HR, Layer.EVIDENCE, at=NOW)
    pack, _ = pack_of(session, els, settings, viewer=helen)

    with zipfile.ZipFile(pack) as archive:
        assert json.loads(archive.read("manifest.json"))["made_by"] == {"name": helen.display_name, "owner": False}


def test_a_colleague_a_manager_and_hr_of_another_organisation_find_nothing(
    session: Session, els: Person, settings: Settings
) -> None:
    elsewhere = make_organisation(session, "Elders")
    others = [
        make_person(session, "Jan"),
        make_person(session, "Ron", roles=(Role.MANAGER,)),
        make_person(session, "Hans", roles=(Role.HR,), organisation=elsewhere),
    ]
    open_layer(make_viewer(session, els), Audience.HR, Layer.EVIDENCE, at=NOW)

    for other in others:
        with pytest.raises(NotFound):
            pack_of(session, els, settings, viewer=other)


def test_somebody_elses_registration_is_not_found(session: Session, els: Person, settings: Settings) -> None:
    jan = make_person(session, "Jan")
    registration = make_registration(session, jan)

    with pytest.raises(NotFound):
        pack_of(session, els, settings, registration_id=registration.id)


def test_the_pack_explains_itself(session: Session, els: Person, registration: int, settings: Settings) -> None:
    pack, _ = pack_of(session, els, settings, registration_id=registration)

    with zipfile.ZipFile(pack) as archive:
        text = archive.read("LEESMIJ.txt").decode("utf-8-sig")
    assert "Bewijsmap van Els de Vries" in text
    assert "https://intranet.voorbeeld/bewijs-controleren" in text
    assert "Niet dat dit een gekwalificeerde elektronische handtekening is (eIDAS)" in text


def test_the_file_inside_checks_the_pack_with_nothing_but_python(
    session: Session, els: Person, settings: Settings, tmp_path: Path
) -> None:
    pack, _ = pack_of(session, els, settings)
    folder = tmp_path / "map"
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(folder)
    (tmp_path / "bewijsmap.zip").write_bytes(pack.getvalue())

    unpacked = _run(folder / "controleer.py")
    as_sent = _run(folder / "controleer.py", str(tmp_path / "bewijsmap.zip"))
    (folder / "LEESMIJ.txt").write_text("anders")
    changed = _run(folder / "controleer.py")

    assert (unpacked.returncode, as_sent.returncode, changed.returncode) == (0, 0, 2)
    assert "In orde: alle 9 bestanden" in unpacked.stdout
    assert "LEESMIJ.txt is gewijzigd" in changed.stdout


def _run(file: Path, *given: str) -> subprocess.CompletedProcess[str]:
    """Isolated: no environment, no installed packages."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(file), *given], capture_output=True, text=True, check=False, timeout=30
    )


def test_the_pack_that_hr_makes_holds_no_file_of_a_colleague_who_opened_nothing(
    session: Session, els: Person, settings: Settings
) -> None:
    tom, helen = make_person(session, "Tom"), make_person(session, "Helen", roles=("hr",))
    hand_in(session, tom, make_logged(session, els, others=(tom,)), "van-tom.pdf", samples.pdf(), settings)
    open_layer(make_viewer(session, els), Audience.HR, Layer.EVIDENCE, at=NOW)

    closed, made = pack_of(session, els, settings, viewer=helen)
    open_layer(make_viewer(session, tom), Audience.HR, Layer.EVIDENCE, at=NOW)
    opened, _ = pack_of(session, els, settings, viewer=helen)

    assert ["van-tom.pdf" in " ".join(names_in(one)) for one in (closed, opened)] == [False, True]
    assert "van een collega, niet open voor HR" in made.written.left_out[0]
    assert [row.what for row in session.scalars(select(Look).where(Look.person_id == tom.id))] == ["bewijsstuk"]
    assert "van-tom.pdf" in " ".join(names_in(pack_of(session, els, settings)[0]))


def test_the_dossier_in_the_pack_of_hr_names_no_file_that_the_pack_leaves_out(
    session: Session, els: Person, registration: int, settings: Settings
) -> None:
    tom, helen = make_person(session, "Tom"), make_person(session, "Helen", roles=("hr",))
    hand_in(session, tom, make_logged(session, els, others=(tom,)), "van-tom.pdf", samples.pdf(), settings)
    open_layer(make_viewer(session, els), Audience.HR, Layer.EVIDENCE, at=NOW)
    of_hr, own = (
        pack_of(session, els, settings, viewer=one, registration_id=registration, papers=TypesetPapers())[0]
        for one in (helen, els)
    )

    said = [text_of(zipfile.ZipFile(one).read("00-dossier.pdf")) for one in (of_hr, own)]

    assert ["van-tom.pdf" in one for one in said] == [False, True]
    assert all("lijst.pdf" in one for one in said)
