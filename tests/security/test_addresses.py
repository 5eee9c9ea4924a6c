"""No address can hold a name, a number of a person or free text: what is variable is an id or a code of ours (PR6)."""

import re
from pathlib import Path

from flask import Flask

from tests.host import Host

_VARIABLE = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
CODES = {
    "token": "signed or drawn by us",
    "register_id": "of a register",
    "rule_version": "of rules",
    "path": "of a figure in the rules",
    "code": "of a condition",
    "target": "of a system",
    "record_class": "of a term of retention",
    "key_id": "of a signing key",
    "audience": "hr or leidinggevende",
    "way": "of logging with a method",
}
"""What may stand in an address beside ids, and what it is a code of."""
ALONE = {"/static/<path:filename>", "/kaart/<name>"}
"""Files that we ship, and cards by their own name."""


TEMPLATES = Path(__file__).parents[2] / "templates"
_BY_ADDRESS = re.compile(r"<form\b(?![^>]*method=\"post\")[^>]*>.*?</form>", re.DOTALL)
_TYPED = re.compile(r"<textarea|<input(?![^>]*type=\"(?:hidden|date|checkbox|radio|submit)\")|<input[^>]*hx-get")
"""Whatever is not a choice or a day; a field without a kind is one for text."""


def loose(app: Flask) -> set[str]:
    """Every part of an address that could hold any text."""
    ours = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("leerregister.")]
    assert len(ours) > 200
    return {
        f"{address}: {name}"
        for address in ours
        if not any(address.endswith(one) for one in ALONE)
        for kind, name in _VARIABLE.findall(address)
        if kind != "int" and name not in CODES
    }


def test_an_address_holds_ids_and_codes_and_nothing_of_a_person(host: Host) -> None:
    assert loose(host.app) == set()


def test_what_is_typed_goes_by_no_address() -> None:
    pages = {file.name: file.read_text("utf-8") for file in TEMPLATES.rglob("*.html")}

    forms = [(name, form) for name, text in pages.items() for form in _BY_ADDRESS.findall(text)]

    assert len(forms) > 5
    assert [name for name, form in forms if _TYPED.search(form)] == []
