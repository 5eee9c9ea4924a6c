"""Every check of a permission in the use cases, and how to take one away for a moment (bar AZ15).

A check is an `if` that ends in `raise NotFound` or `raise NotAllowed`. Taking it away gives the function, as it
stands in memory, the code in which that `if` never holds.

What the matrix of routes does not notice stands in `noticed_by.txt`, a line of `file function number: test` for each.
"""

import ast
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

ROOT = Path(__file__).parents[2]
_NOTICED_BY = Path(__file__).parent / "noticed_by.txt"
_REFUSALS = frozenset({"NotFound", "NotAllowed", "Unauthorized"})


@dataclass(frozen=True, kw_only=True)
class Check:
    """One `if` that refuses: where it stands, and in which function."""

    file: str
    line: int
    function: str
    first_line: int
    number: int
    """The how-manieth of its function, from 1."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line} in {self.function}"

    @property
    def key(self) -> str:
        """Name a check by its place in its function, which changes less than its line."""
        return f"{self.file} {self.function} {self.number}"

    @property
    def module(self) -> str:
        """How the module is imported; `blueprints/` is a part of the package."""
        dotted = self.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        return dotted if dotted.startswith("register") else f"register.{dotted}"


@cache
def checks() -> tuple[Check, ...]:
    """Return every check there is in use cases and views, in the order of the files."""
    files = sorted((*ROOT.glob("register/**/*.py"), *ROOT.glob("blueprints/*.py")))
    return tuple(one for file in files if _may_refuse(file) for one in _checks_in(file))


def noticed_by() -> dict[str, str]:
    """Return for each check that the matrix does not notice the test of its own subject that does, by its key."""
    lines = (line.partition(": ") for line in _NOTICED_BY.read_text("utf-8").splitlines())
    return {key: test for key, _, test in lines}


def _may_refuse(file: Path) -> bool:
    """Whether a refusal is raised in it at all: reading the code of a file takes long."""
    return any(f"raise {name}" in _source(file) for name in _REFUSALS)


def _checks_in(file: Path) -> Iterator[Check]:
    place = file.relative_to(ROOT).as_posix()
    for function, name in _functions(_tree(file)):
        first = min((function.lineno, *(mark.lineno for mark in function.decorator_list)))
        for number, one in enumerate(_of(function), start=1):
            yield Check(file=place, line=one.lineno, function=name, first_line=first, number=number)


def _of(function: ast.FunctionDef) -> Iterator[ast.If]:
    """Return the checks of a function, the outer ones first."""
    for one in ast.walk(function):
        if isinstance(one, ast.If) and _refuses(one) and _innermost(function, one):
            yield one


@cache
def _source(file: Path) -> str:
    """Read each file once: what is in memory was read at about the same time."""
    return file.read_text("utf-8")


@cache
def _tree(file: Path) -> ast.Module:
    """Take each file apart once; who changes something in it puts that back."""
    return ast.parse(_source(file))


def _functions(tree: ast.AST, before: str = "") -> Iterator[tuple[ast.FunctionDef, str]]:
    for one in ast.iter_child_nodes(tree):
        if isinstance(one, ast.FunctionDef):
            yield one, f"{before}{one.name}"
        elif isinstance(one, ast.ClassDef):
            yield from _functions(one, f"{before}{one.name}.")


def _innermost(function: ast.FunctionDef, check: ast.If) -> bool:
    """Whether the check is of this function and not of one inside it."""
    inside = (one for one in ast.walk(function) if isinstance(one, ast.FunctionDef) and one is not function)
    return not any(check is one for inner in inside for one in ast.walk(inner))


def _refuses(one: ast.If) -> bool:
    last = one.body[-1]
    raised = last.exc if isinstance(last, ast.Raise) else None
    name = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(name, ast.Name) and name.id in _REFUSALS


@contextmanager
def without(check: Check) -> Iterator[None]:
    """Take one check away, and put it back."""
    function = function_of(check)
    kept = function.__code__
    function.__code__ = _code(check)
    try:
        yield
    finally:
        function.__code__ = kept


def function_of(check: Check) -> FunctionType:
    """Return the function in which the check stands, under whatever is wrapped around it."""
    found: Any = importlib.import_module(check.module)
    for name in check.function.split("."):
        found = found.__dict__[name] if isinstance(found, type) else getattr(found, name)
    while hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    found = getattr(found, "fget", found)
    assert isinstance(found, FunctionType)
    return found


def _code(check: Check) -> CodeType:
    """Compile the function with an `if` that never holds."""
    tree = _tree(ROOT / check.file)
    found = next(one for one in ast.walk(tree) if isinstance(one, ast.If) and one.lineno == check.line)
    asked = found.test
    never = ast.copy_location(ast.Constant(value=False), asked)
    found.test = ast.copy_location(ast.BoolOp(op=ast.And(), values=[never, asked]), asked)
    try:
        whole = compile(tree, check.file, "exec")
    finally:
        found.test = asked
    last = check.function.rpartition(".")[2]
    return next(one for one in _codes(whole) if one.co_name == last and one.co_firstlineno == check.first_line)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes(one)
