"""Count the statements a page sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Collect every statement of the block."""
    sent: list[str] = []

    def on_statement(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", on_statement)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", on_statement)
