"""Every check of a permission in the use cases, and how to take one away for a moment (bar AZ15).

A check is an `if` that ends in `raise NotFound` or `raise NotAllowed`. Taking it away gives the function, as it
stands in memory, the code in which that `if` never holds.
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
_REFUSALS = frozenset({"NotFound", "NotAllowed", "Unauthorized"})


@dataclass(frozen=True, kw_only=True)
class Check:
    """One `if` that refuses: where it stands, and in which function."""

    file: str
    line: int
    function: str
    first_line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line} in {self.function}"

    @property
    def module(self) -> str:
        """How the module is imported; `blueprints/` is a part of the package."""
        dotted = self.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        return dotted if dotted.startswith("register") else f"register.{dotted}"


def checks() -> tuple[Check, ...]:
    """Return every check there is in use cases and views, in the order of the files."""
    files = sorted((*ROOT.glob("register/**/*.py"), *ROOT.glob("blueprints/*.py")))
    return tuple(one for file in files for one in _checks_in(file))


def _checks_in(file: Path) -> Iterator[Check]:
    for function, name in _functions(_tree(file)):
        for one in ast.walk(function):
            if isinstance(one, ast.If) and _refuses(one) and _innermost(function, one):
                first = min((function.lineno, *(mark.lineno for mark in function.decorator_list)))
                yield Check(
                    file=file.relative_to(ROOT).as_posix(), line=one.lineno, function=name, first_line=first
                )  # fmt: skip


@cache
def _source(file: Path) -> str:
    """Read each file once: what is in memory was read at about the same time."""
    return file.read_text("utf-8")


def _tree(file: Path) -> ast.Module:
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
    for one in ast.walk(tree):
        if isinstance(one, ast.If) and one.lineno == check.line and _refuses(one):
            never = ast.copy_location(ast.Constant(value=False), one.test)
            one.test = ast.copy_location(ast.BoolOp(op=ast.And(), values=[never, one.test]), one.test)
    whole = compile(ast.fix_missing_locations(tree), check.file, "exec")
    last = check.function.rpartition(".")[2]
    return next(one for one in _codes(whole) if one.co_name == last and one.co_firstlineno == check.first_line)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes(one)
