"""The house rules that a linter does not know: who opens a transaction, how long a view is, what explains itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
VIEWS = sorted((ROOT / "blueprints").glob("*.py"))
EVERYTHING = [*VIEWS, *sorted((ROOT / "register").rglob("*.py"))]
MOST_LINES = 20


def names_imported(module: ast.Module) -> set[str]:
    return {alias.name for node in ast.walk(module) if isinstance(node, ast.ImportFrom) for alias in node.names}


def views_of(module: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and any("blueprint." in ast.unparse(one) for one in node.decorator_list):
            yield node


def lines_of(view: ast.FunctionDef) -> int:
    first = view.body[1] if ast.get_docstring(view) and len(view.body) > 1 else view.body[0]
    return (view.end_lineno or 0) - first.lineno + 1


def public_in(module: ast.Module) -> Iterator[ast.FunctionDef]:
    """Functions, and methods of any class: a private class is read by people too."""
    holders: list[ast.Module | ast.ClassDef] = [module, *(one for one in module.body if isinstance(one, ast.ClassDef))]
    for holder in holders:
        for node in holder.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield node


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_no_view_opens_a_transaction(path: Path) -> None:
    module = ast.parse(path.read_text("utf-8"))

    assert "transaction" not in names_imported(module)


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_a_view_is_a_form_a_use_case_and_a_page(path: Path) -> None:
    module = ast.parse(path.read_text("utf-8"))

    assert [view.name for view in views_of(module) if lines_of(view) > MOST_LINES] == []


def test_everything_public_says_what_it_does() -> None:
    silent = [
        f"{path.relative_to(ROOT)}: {function.name}"
        for path in EVERYTHING
        for function in public_in(ast.parse(path.read_text("utf-8")))
        if ast.get_docstring(function) is None
    ]

    assert silent == []
