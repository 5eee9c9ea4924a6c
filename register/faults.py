"""What the log says of a fault (*fout*): where it was and of what kind, never what somebody typed (bar PR5).

A statement that fails brings the values along with which it was sent, unless its engine was told to hide them. Running
alone our own engine is; the engine of a host is not ours to change, so that it is the fault that is made silent.
"""

from collections.abc import Iterator

from sqlalchemy.exc import StatementError


def without_values(fault: BaseException) -> BaseException:
    """Take the values out of a fault and of all that led to it, before it goes to the log; give it back."""
    for one in _chain(fault):
        if isinstance(one, StatementError):
            one.hide_parameters = True
            _keep_first_line(one)
            if one.orig is not None:
                _keep_first_line(one.orig)
    return fault


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    """Give a fault, the one that caused it, and so on."""
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__


def _keep_first_line(fault: BaseException) -> None:
    """Leave the details out: PostgreSQL quotes there the row that it refused."""
    fault.args = tuple(one.partition("\n")[0] if isinstance(one, str) else one for one in fault.args)
