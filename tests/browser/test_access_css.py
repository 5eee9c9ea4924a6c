"""The stylesheet is a guest in somebody else's page: small, touching nothing but its own, in the host's colours."""

import re
from importlib.resources import files

CSS = files("register.blueprints").joinpath("static/register.css").read_text(encoding="utf-8")
RULES = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
SELECTORS = [found.strip() for found in re.findall(r"([^{};]+)\{", RULES) if not found.strip().startswith("@")]


def test_it_is_smaller_than_fifteen_kilobytes() -> None:
    assert len(CSS.encode()) < 15_000


def test_every_selector_starts_with_a_class_of_ours() -> None:
    parts = [part.strip() for selector in SELECTORS for part in re.split(r",(?![^(]*\))", selector)]

    assert [part for part in parts if not re.match(r"(\w+)?\.rg(-|\b)", part)] == []


def test_every_colour_can_be_set_by_the_host() -> None:
    without_tokens = re.sub(r"var\(--basis-[^()]*\)", "", RULES)

    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(", without_tokens) == []
