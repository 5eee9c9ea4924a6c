"""A version that is written down comes back as it was: as it is kept, and as a rule file with figures worked in."""

import json
from decimal import Decimal

import pytest

from register.points.versions.content import content_of, read_content
from register.rules.compiling import compile_version, digest_of
from register.rules.model import OwnFigure, RuleSet
from register.rules.reading import read_file
from register.rules.writing import as_toml, worked_in
from tests.rules.shipped import BOOK

VERSIONS = [version for versions in BOOK.sets.values() for version in versions]


@pytest.mark.parametrize("rules", VERSIONS, ids=lambda rules: f"{rules.register}-{rules.version}")
def test_what_is_kept_makes_the_same_rules(rules: RuleSet) -> None:
    kept = json.loads(json.dumps(content_of(*rules.origin)))

    file = read_content(kept)

    assert digest_of(file, file.versions[0], ()) == rules.digest


@pytest.mark.parametrize("rules", VERSIONS, ids=lambda rules: f"{rules.register}-{rules.version}")
def test_every_figure_that_can_be_set_finds_its_place_in_the_file(rules: RuleSet) -> None:
    paths = dict.fromkeys(slot.path for slot in rules.slots)
    figures = [OwnFigure(path=path, value=Decimal(place), source="R") for place, path in enumerate(paths, start=100)]
    file, version = rules.origin

    text = as_toml(worked_in(file.model_copy(update={"versions": (version,)}), figures))

    read = read_file(text)
    from_file, laid_over = compile_version(read, read.versions[0]), compile_version(file, version, own=figures)
    assert {slot.path: slot.value for slot in from_file.slots} == {slot.path: slot.value for slot in laid_over.slots}


def test_an_example_is_not_known_any_more_in_a_file() -> None:
    rules = next(one for one in VERSIONS if one.register == "rp-sw")
    figure = OwnFigure(path="total.min", value=Decimal(40), source="Verzonnen", example=True)

    file = worked_in(rules.origin[0], [figure])

    least = file.versions[0].total.min
    assert least is not None
    assert (least.unknown, least.value, least.ask) == (True, None, "voorbeeld was 40: Verzonnen")
