"""How large a body may be, before anybody reads it: each page has its own limit, whatever the host allows (bar UP4)."""

import sys
from typing import Any

from flask import request

from register.current import state

from ._blueprint import blueprint

_MEGABYTE = 1_000_000
_WORKBOOK_MB = 11
_WHOLE_DOSSIER_MB = 200
_WHOLE_DOSSIERS = frozenset({"leerregister.verify_pack", "leerregister.preview_brought"})
"""Where somebody hands in a whole pack."""
_FORMS = frozenset(
    f"leerregister.{name}" for name in ("log_activity", "edit_activity", "add_evidence", "add_loose_evidence")
)
"""Where a photo goes along with what was typed: one that is too large is read to its end, so that the rest stays."""
_TOO_LARGE_TO_READ = 3
"""How many times the limit of a file such a form may be."""
_MOST_FIELDS = 10_000
"""Fields of one form: four for everybody at every meeting of an activity."""


@blueprint.url_value_preprocessor
def limit_body(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Stop a body that is too large before anybody reads the form, whatever the host allows (bar UP4)."""
    largest = (_limit(endpoint) + 1) * _MEGABYTE
    allowed = request.max_content_length
    request.max_content_length = largest if allowed is None else min(allowed, largest)
    request.max_form_parts = max(request.max_form_parts or 0, _MOST_FIELDS)


def _limit(endpoint: str | None) -> int:
    if endpoint in _WHOLE_DOSSIERS:
        return _WHOLE_DOSSIER_MB
    allowed = state().settings.upload_limit_mb
    return _TOO_LARGE_TO_READ * allowed if endpoint in _FORMS else max(allowed, _WORKBOOK_MB)


def limit_typed() -> None:
    """Read no more of a refused body than a form with a photo may be: what was typed in it is all that is wanted."""
    largest = (_TOO_LARGE_TO_READ * state().settings.upload_limit_mb + 1) * _MEGABYTE
    request.max_content_length = min(request.max_content_length or largest, largest)


def largest_file_mb() -> int:
    """Return how many megabytes a file may have on this page, to say so."""
    return _WHOLE_DOSSIER_MB if request.endpoint in _WHOLE_DOSSIERS else state().settings.upload_limit_mb


def leave_it_to_the_page(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """When running alone, lift the small limit of the app for our own pages, which lay theirs; for nothing else."""
    if request.blueprint == blueprint.name:
        request.max_content_length = sys.maxsize
