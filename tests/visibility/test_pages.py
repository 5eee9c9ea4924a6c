"""The pages: choosing, the preview that is the manager's own page, and who looked; a file says what its page says."""

from io import BytesIO

from bs4 import BeautifulSoup
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from register.access import Viewer
from register.privacy.choosing import read_choices
from register.privacy.layers import Audience, Layer, open_layer
from tests.conftest import NOW
from tests.host import Host
from tests.visibility.conftest import PRIVATE, Scene

ROOT = "/leerregister"


def said(host: Host, who: str, path: str) -> str:
    page = host.client(who).get(f"{ROOT}{path}")
    return " ".join(BeautifulSoup(page.get_data(), "lxml").select("#rg-main")[0].get_text(" ").split())


def choose(host: Host, session: Session, owner: Viewer, **form: str) -> tuple[int, str]:
    host.app.config["WTF_CSRF_ENABLED"] = False
    seen = read_choices(session, owner.person_id).digest
    whole = {"hr-alles": "totalen", "leidinggevende-alles": "totalen", "seen": seen, **form}
    answer = host.client("els").post(f"{ROOT}/inzage", data=whole, follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


def test_one_form_opens_a_registration_for_the_manager_until_a_day(
    host: Host, session: Session, scene: Scene, owner: Viewer
) -> None:
    field = f"leidinggevende-{scene.jeugd.id}"

    code, page = choose(host, session, owner, **{field: "lijst", f"{field}-tot": "1-12-2026"})

    assert (code, "Vastgelegd. Dit geldt vanaf nu." in page) == (200, True)
    assert "Intervisie Oost" in said(host, "ron", f"/team/mensen/{scene.els.id}")
    assert "Laatste wijziging ongedaan maken" in page


def test_a_day_that_was_is_said_at_its_field(host: Host, session: Session, owner: Viewer) -> None:
    code, page = choose(host, session, owner, **{"hr-alles": "lijst", "hr-alles-tot": "1-1-2026"})

    assert (code, "Deze dag is al geweest" in page) == (422, True)


def test_undo_closes_again(host: Host, session: Session, scene: Scene, owner: Viewer) -> None:
    choose(host, session, owner, **{"leidinggevende-alles": "lijst"})
    seen = read_choices(session, owner.person_id).digest

    host.client("els").post(f"{ROOT}/inzage/ongedaan", data={"seen": seen})

    assert "Intervisie Oost" not in said(host, "ron", f"/team/mensen/{scene.els.id}")


def test_the_preview_reads_as_the_page_that_the_manager_gets(host: Host, scene: Scene, owner: Viewer) -> None:
    open_layer(owner, Audience.MANAGER, Layer.EVIDENCE, at=NOW)

    preview, real = (
        shown(host, "els", "/inzage/voorbeeld/leidinggevende"), shown(host, "ron", f"/team/mensen/{scene.els.id}")
    )  # fmt: skip

    assert preview == real
    assert "lijst.pdf" in preview
    assert PRIVATE not in " ".join(real)


def shown(host: Host, who: str, path: str) -> list[str]:
    """Every word of the totals and of the list; not the ways on, which lead elsewhere for each."""
    page = BeautifulSoup(host.client(who).get(f"{ROOT}{path}").get_data(), "lxml")
    return [
        one.get_text(" ", strip=True) for one in page.select(".rg-card :is(h2, p:not(.rg-noprint)), td, th, caption")
    ]


def test_the_owner_reads_who_looked_and_takes_that_along(host: Host, scene: Scene) -> None:
    said(host, "ron", f"/team/mensen/{scene.els.id}")
    said(host, "hr", f"/mensen/{scene.els.id}/dossier")

    page = said(host, "els", "/inzage/wie-keek")
    sheet = load_workbook(BytesIO(host.client("els").get(f"{ROOT}/inzage/wie-keek?als=xlsx").get_data()))["Wie keek"]

    assert "Ron" in page
    assert [row[1:4] for row in sheet.iter_rows(min_row=2, values_only=True)][:2] == [
        (scene.hr.display_name, "HR", "Je dossier bekeken"),
        (scene.ron.display_name, "leidinggevende", "Je dossier bekeken"),
    ]


def test_the_list_as_a_file_holds_what_the_page_shows_and_is_in_the_log(
    host: Host, scene: Scene, owner: Viewer
) -> None:
    open_layer(owner, Audience.MANAGER, Layer.LIST, at=NOW)

    content = host.client("ron").get(f"{ROOT}/team/mensen/{scene.els.id}?als=xlsx").get_data()

    rows = list(load_workbook(BytesIO(content))["Opengezet dossier"].iter_rows(min_row=2, values_only=True))
    assert {row[0] for row in rows} == {"Intervisie Oost"}
    assert "De lijst uit je dossier als bestand" in said(host, "els", "/inzage/wie-keek")


def test_there_is_no_preview_for_anybody_else(host: Host, scene: Scene) -> None:
    assert host.client("els").get(f"{ROOT}/inzage/voorbeeld/onzin").status_code == 404
