"""The methods to reflect by (*reflectiemethoden*), from `reflection_methods/<id>.toml`, and a text of the answers."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from register.errors import Invalid

FREE = "vrij"
"""The method of one question, in which any text fits."""
FREE_TEXT = f"{FREE}-tekst"
LONGEST_ANSWER = 5_000
LONGEST_WHOLE = 50_000


class Question(BaseModel):
    """One question of a method."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    text: str
    hint: str = ""


class ReflectionMethod(BaseModel):
    """A method: what it is good for, where it comes from, and its questions in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    about: str
    source: str
    order: int
    questions: tuple[Question, ...]

    @property
    def keys(self) -> dict[str, Question]:
        """Return the questions by the key under which their answers are kept."""
        return {f"{self.id}-{one.id}": one for one in self.questions}


@dataclass(frozen=True, kw_only=True)
class Written:
    """A reflection as written: the chosen method, and the answers by key; those of other methods stay."""

    method: str = FREE
    answers: Mapping[str, str] = field(default_factory=dict)


@cache
def reflection_methods() -> dict[str, ReflectionMethod]:
    """Return all methods by id, in the order in which they are offered."""
    found = [
        ReflectionMethod(id=entry.name.removesuffix(".toml"), **tomllib.loads(entry.read_text("utf-8")))
        for entry in files("register.learning.reflection_methods").iterdir()
        if entry.name.endswith(".toml")
    ]
    return {method.id: method for method in sorted(found, key=lambda method: method.order)}


def freely(text: str) -> Written:
    """Return a text without questions as a reflection."""
    return Written(answers={FREE_TEXT: text})


def checked(written: Written) -> Written:
    """Return the answers without what is empty or no question of ours.

    Raises:
        Invalid: the method is none of ours, or something is too long; `field` is the key of the question.

    """
    if written.method not in reflection_methods():
        raise Invalid("method", "Kies een manier van reflecteren uit de lijst.")
    answers = {key: said for key in _all_keys() if (said := written.answers.get(key, "").strip())}
    for key, said in answers.items():
        if len(said) > LONGEST_ANSWER:
            raise Invalid(key, f"Dit antwoord is te lang: hooguit {LONGEST_ANSWER} tekens. Kort het in.")
    whole = Written(method=written.method, answers=answers)
    if len(text_of(whole)) > LONGEST_WHOLE:
        raise Invalid(next(iter(answers)), f"Alles samen is te lang: hooguit {LONGEST_WHOLE} tekens. Kort het in.")
    return whole


def text_of(written: Written) -> str:
    """Return the whole as a text to read: each question with its answer, those of the chosen method first."""
    return "\n\n".join(_parts(written))


def _parts(written: Written) -> Iterator[str]:
    methods = reflection_methods()
    chosen = methods[written.method]
    for method in (chosen, *(one for one in methods.values() if one is not chosen)):
        for key, question in method.keys.items():
            if said := written.answers.get(key):
                yield said if key == FREE_TEXT else f"{question.text}\n{said}"


def _all_keys() -> tuple[str, ...]:
    return tuple(key for method in reflection_methods().values() for key in method.keys)
