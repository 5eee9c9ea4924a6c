"""A table of a page as a file: the same address with `als=xlsx` or `als=csv` behind it (F3)."""

from io import BytesIO
from urllib.parse import urlencode

from flask import flash, request, send_file
from flask.typing import ResponseReturnValue

from register.access import current_viewer
from register.current import state
from register.exports.packing import MIME, Packed
from register.exports.remarks import said
from register.exports.tables import FORMS, Table, hand_out

from ._blueprint import blueprint

_AS = "als"
_NOT_A_FILTER = frozenset({_AS, "pagina", "per", "aantal"})


def is_file_asked() -> bool:
    """Whether the address asks for the page's table as a file."""
    return request.args.get(_AS) in FORMS


def send_table(table: Table) -> ResponseReturnValue:
    """Hand the table out in the form that was asked for."""
    form = next((one for one in FORMS if one == request.args.get(_AS)), FORMS[0])
    asked = {name: value for name, value in request.args.items() if value and name not in _NOT_A_FILTER}
    out = BytesIO()
    tell(hand_out(current_viewer(), table, form, out, asked=asked, at=state().now()))
    out.seek(0)
    name = f"{table.name}-{state().today().isoformat()}.{form}"
    return send_file(out, MIME[form], as_attachment=True, download_name=name)


def tell(packed: Packed) -> None:
    """Say on the next page which texts stand differently in the file that was just handed out (bar EX3)."""
    if packed.remarks:
        flash(f"Het bestand is gemaakt. {said(packed.remarks)}", "success")


@blueprint.app_template_global("rg_table_link")
def table_link(form: str) -> str:
    """Return this page's address, filter and all, for the file of its table."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in _NOT_A_FILTER]
    return f"{request.path}?{urlencode([*kept, (_AS, form)])}"
