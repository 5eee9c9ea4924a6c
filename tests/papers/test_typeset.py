"""Setting a document: archival, accessible, equal bytes (EX10); hostile text stays text; one child, limited."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import psutil
import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.evidence.papers import press
from register.evidence.papers.press import PRESS, Awaited, PaperRefused, Press
from register.evidence.papers.printable import printable_text
from register.evidence.papers.typeset import ask_ahead, document_code, typeset
from tests.papers.checking import elements, faults, pages_of, text_of
from tests.papers.drafts import make_draft
from tests.papers.list_signs import FONTS, listed

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TEMPLATES = FONTS.parent / "templates"
HOSTILE = (
    '#include("/etc/passwd")',
    "#panic()",
    "$x$ *b* _c_ `d` = kop",
    "#sys.inputs.data",
    "@preview/cetz:0.3.0",
    "<script>alert(1)</script>",
    "\\u{1F600} \\n",
    '"); #read("/etc/passwd") //',
)


def children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if str(press.CHILD) in one.cmdline()]


def outcome(asked: Awaited) -> bytes | str:
    try:
        return asked.take()
    except PaperRefused as refused:
        return refused.detail


@pytest.fixture
def fresh_press() -> None:
    PRESS.close()


def test_a_paper_is_archival_and_can_be_read_aloud() -> None:
    paper = typeset(make_draft(), at=AT)

    assert faults(paper.content) == []


def test_the_checker_notices_a_paper_that_is_neither() -> None:
    plain = typst.compile(b"#set page(fill: none)\nText, #table(columns: 2)[a][b]", format="pdf", pdf_tags=False)

    assert len(faults(plain)) > 5


@pytest.mark.parametrize(("break_it", "said"), [
    (lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"), "no tags"),
    (lambda pdf: pdf.Root.__delitem__("/Lang"), "language None"),
    (lambda pdf: pdf.Root.__delitem__("/OutputIntents"), "OutputIntent"),
    (lambda pdf: pdf.Root.__setitem__("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript)), "/OpenAction"),
    (lambda pdf: heads_of(pdf)[0].__delitem__("/A"), "a head without scope"),
    (lambda pdf: heads_of(pdf)[0].__setitem__("/S", pikepdf.Name.H3), "a level of headings is skipped"),
    (lambda pdf: fonts_of(pdf)[0].__delitem__("/FontFile2"), "is not inside"),
])  # fmt: skip
def test_one_fault_seeded_in_a_good_paper_is_found(break_it: Callable[[pikepdf.Pdf], None], said: str) -> None:
    made, out = io.BytesIO(typeset(make_draft(), at=AT).content), io.BytesIO()
    with pikepdf.open(made) as pdf:
        break_it(pdf)
        pdf.save(out)

    assert [one for one in faults(out.getvalue()) if said in one]


def heads_of(pdf: pikepdf.Pdf) -> list[Any]:
    return [one for one in elements(pdf.Root.StructTreeRoot) if str(one.get("/S")) == "/TH"]


def fonts_of(pdf: pikepdf.Pdf) -> list[Any]:
    found = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
    return [one for one in found if one.get("/Type") == "/FontDescriptor" and "/FontFile2" in one]


@pytest.mark.parametrize("source", ["#set document(title: none)\n= Kop", '#set document(title: "x")\n= Kop\n=== Diep'])
def test_the_typesetter_itself_refuses_what_cannot_be_read_aloud(source: str) -> None:
    with pytest.raises(PaperRefused):
        PRESS.set({"source": source, "data": "{}", "moment": 0})


def test_the_same_content_and_moment_give_the_same_bytes(fresh_press: None) -> None:
    first = typeset(make_draft(), at=AT)
    PRESS.close()
    second = typeset(make_draft(), at=AT)

    assert first == second


def test_at_another_moment_the_code_stays_and_the_stated_time_changes() -> None:
    first, second = (typeset(make_draft(), at=AT + timedelta(hours=hours)) for hours in (0, 1))

    assert first.code == second.code
    assert "Gemaakt op 22 november 2026, 10:00." in text_of(first.content)
    assert "Gemaakt op 22 november 2026, 11:00." in text_of(second.content)


def test_other_content_has_another_code() -> None:
    assert document_code(make_draft("Intervisie")) != document_code(make_draft("Supervisie"))


@pytest.mark.parametrize("text", HOSTILE)
def test_mark_up_in_a_text_stays_text(text: str) -> None:
    paper = typeset(make_draft(text, organisation=text), at=AT)

    assert text_of(paper.content).count(text) == 2
    assert faults(paper.content) == []


def test_other_scripts_are_printed_and_signs_no_font_has_become_a_code() -> None:
    paper = typeset(make_draft("Łukasz Ayşe Ньюман Ελένη 中 \U0001fae8"), at=AT)

    assert "Łukasz Ayşe Ньюман Ελένη [U+4E2D] [U+1FAE8]" in text_of(paper.content)
    assert "Een teken dat deze pdf niet kan tonen, staat er als code" in text_of(paper.content)
    assert faults(paper.content) == []


def test_right_to_left_names_are_in_the_file_without_direction_signs() -> None:
    paper = typeset(make_draft("\u202eמרים\u202c بن علي"), at=AT)

    assert printable_text("\u202eמרים\u202c") == ("מרים", False)
    assert {"מ", "ב"} & set(text_of(paper.content))
    assert faults(paper.content) == []


def test_control_signs_and_half_signs_are_left_out() -> None:
    paper = typeset(make_draft("Els\x00 \x0bvan\ud800 \x1b[31mdijk\u200f"), at=AT)

    assert "Els van [31mdijk" in text_of(paper.content)


def test_forty_thousand_signs_go_over_pages_and_none_is_lost() -> None:
    words = " ".join(f"woord{number}" for number in range(4_000))
    paper = typeset(make_draft(words), at=AT)

    found = text_of(paper.content)
    assert {f"woord{number}" for number in range(4_000)} <= set(found.split())
    assert pages_of(paper.content) > 5
    assert faults(paper.content) == []


def test_a_word_of_forty_thousand_signs_is_broken_and_not_cut() -> None:
    paper = typeset(make_draft("a" * 40_000), at=AT)

    assert text_of(paper.content).count("a") >= 40_000


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=80), max_size=40))
def test_any_text_can_be_set(texts: list[str]) -> None:
    assert typeset(make_draft(" ".join(texts), names=tuple(texts)), at=AT).content.startswith(b"%PDF-")


def test_the_list_of_signs_is_what_the_fonts_have() -> None:
    assert (FONTS / "signs.txt").read_text("ascii") == listed()


def test_templates_fetch_and_read_nothing() -> None:
    sources = [path.read_text("utf-8") for path in TEMPLATES.glob("*.typ")]

    assert len(sources) >= 7
    assert [
        source for source in sources if any(word in source for word in ("@preview", "#import", "#include", "read("))
    ] == []


def test_documents_share_a_child_and_a_worn_one_is_replaced(fresh_press: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "MOST_DOCUMENTS", 3)
    typeset(make_draft(), at=AT)
    first = [one.pid for one in children()]
    for _ in range(2):
        typeset(make_draft(), at=AT)

    assert len(first) == 1
    assert children() == []


def test_a_killed_child_is_replaced_by_the_next_document(fresh_press: None) -> None:
    typeset(make_draft(), at=AT)
    for one in children():
        one.kill()
        one.wait()

    assert typeset(make_draft(), at=AT).content.startswith(b"%PDF-")


def test_what_was_asked_ahead_is_the_same_paper_and_a_child_that_dies_takes_along_only_what_it_was_at(
    fresh_press: None,
) -> None:
    plain = typeset(make_draft(), at=AT).content
    asked = [ask_ahead(make_draft(), at=AT) for _ in range(12)]
    for one in children():
        one.kill()
        one.wait()

    refused, *others = [outcome(one) for one in asked]

    assert refused in {"the child died", plain}
    assert others == [plain] * 11


def test_a_child_that_hangs_is_given_up_and_who_waits_behind_it_is_served(
    fresh_press: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = typeset(make_draft(), at=AT).content
    monkeypatch.setattr(press, "WALL_SECONDS", 3)
    for one in children():
        one.suspend()
    first, second = ask_ahead(make_draft(), at=AT), ask_ahead(make_draft(), at=AT)

    told = [outcome(one) for one in (second, first)]

    assert told == [plain, "the child died"]


def test_a_child_that_can_not_be_started_is_told_and_who_asked_before_is_served_later(
    fresh_press: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = typeset(make_draft(), at=AT).content
    first = ask_ahead(make_draft(), at=AT)
    PRESS.close()
    with monkeypatch.context() as broken:
        broken.setattr(press, "_command", lambda: ("x" * 10_000_000,))
        with pytest.raises(PaperRefused, match="lukt nu niet"):
            typeset(make_draft(), at=AT)

    assert outcome(first) == plain


def test_a_document_that_takes_too_long_is_broken_off_in_dutch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "WALL_SECONDS", 0.3)
    endless = {"source": "#let a = 0\n#while true { a += 1 }", "data": "{}", "moment": 0}
    slow = {"source": '#range(4000000).map(one => str(one)).join(" ")', "data": "{}", "moment": 0}

    with pytest.raises(PaperRefused, match="Het maken van deze pdf lukt nu niet") as refused:
        Press().set(slow)
    with pytest.raises(PaperRefused, match=r"niet worden opgemaakt|lukt nu niet"):
        Press().set(endless)
    assert refused.value.detail == "the child died"


def test_a_fault_in_a_template_is_told_in_dutch_and_names_no_data() -> None:
    broken = {
        "source": "#let name = json(bytes(sys.inputs.data)).name\n#panic(name)",
        "data": '{"name": "Els"}',
        "moment": 0,
    }

    with pytest.raises(PaperRefused, match="Meld het bij de beheerder") as refused:
        PRESS.set(broken)

    assert "Els" not in refused.value.message


def test_the_child_reads_no_file_of_the_machine(tmp_path: Path) -> None:
    secret = tmp_path / "geheim.txt"
    secret.write_text("geheim")
    reading = {"source": f'#read("{secret}")', "data": "{}", "moment": 0}
    climbing = {"source": '#read("../press.py")', "data": "{}", "moment": 0}

    for request in (reading, climbing):
        with pytest.raises(PaperRefused):
            PRESS.set(request)


def test_no_child_outlives_its_process() -> None:
    code = (
        "from datetime import UTC, datetime\n"
        "from register.evidence.papers.typeset import typeset\n"
        "from tests.papers.drafts import make_draft\n"
        "import psutil, os\n"
        "typeset(make_draft(), at=datetime(2026, 1, 1, tzinfo=UTC))\n"
        "print(*[one.pid for one in psutil.Process().children()], flush=True)\n"
        "os._exit(0)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )

    pid = int(done.stdout)
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=5)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
