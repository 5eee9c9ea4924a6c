"""Walk through the intranet as a visitor, and print what was seen as JSON."""

import json
import sys

from bs4 import BeautifulSoup
from intranet import Activity, User, create_app, db  # type: ignore[import-not-found]
from sqlalchemy import inspect

import register
from register.people.models import Organisation, Person

app = create_app()
seen: dict[str, object] = {"package": register.__file__}
with app.app_context():
    user = User(name="els", email="els@noord.example")
    home = Organisation(name="Welzijn Noord")
    db.session.add_all([user, home, Activity(outing="Uitje naar zee")])
    db.session.flush()
    names = {"given_name": "Els", "family_name": "Vries", "display_name": "Els Vries"}
    db.session.add(
        Person(organisation_id=home.id, email="els@noord.example", sort_key="vries", search_key="els vries", **names)
    )
    db.session.commit()
    seen["tables"] = sorted(inspect(db.engine).get_table_names())
    seen["outings"] = [row.outing for row in db.session.scalars(db.select(Activity))]

browser = app.test_client()
asked = browser.get("/leerregister/")
seen["asked"] = [asked.status_code, asked.location]
form = BeautifulSoup(browser.get("/login").text, "lxml").select_one("input[name=csrf_token]")
signed_in = browser.post(
    "/login?next=/leerregister/", data={"name": "els", "csrf_token": form["value"] if form else ""}
)
seen["signed_in"] = [signed_in.status_code, signed_in.location]
page = browser.get("/leerregister/")
tree = BeautifulSoup(page.text, "lxml")
seen["page"] = {
    "status": page.status_code,
    "navbar": bool(tree.select_one("nav.navbar")),
    "inside": bool(tree.select_one("main.container .rg #rg-main")),
    "title": tree.title.text if tree.title else "",
    "headers": "Content-Security-Policy" in page.headers,
}
seen["news"] = [browser.get("/nieuws").text, sorted(set(browser.get("/nieuws").headers.keys()))]
cards = BeautifulSoup(browser.get("/nieuws").text, "lxml").select("main > .rg-kaart > h2")
seen["cards"] = [one.text for one in cards]
fragment = browser.get("/leerregister/kaart/mijn-punten")
seen["fragment"] = [fragment.status_code, fragment.text.lstrip()[:5], "<html" in fragment.text]
seen["no_card"] = browser.get("/leerregister/kaart/mijn-team").status_code
seen["sign_up"] = browser.get("/register").text
missing = browser.get("/bestaat-niet")
seen["missing"] = [missing.status_code, missing.text]
ours = browser.get("/leerregister/activiteiten/9")
seen["ours_missing"] = [ours.status_code, "Deze pagina bestaat niet, of is niet voor jou." in ours.text]
seen["no_token"] = browser.post("/leerregister/vastleggen", data={"kind": "intervisie"}).status_code
json.dump(seen, sys.stdout)
