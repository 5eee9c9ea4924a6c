"""Lets a server that stays up give back what it freed: a large file leaves nothing behind (*geheugen*, bar XL2)."""

import ctypes

_ARENAS, _OWN_PAGES_FROM, _TRIM_FROM = -8, -3, -1
"""`M_ARENA_MAX`, `M_MMAP_THRESHOLD` and `M_TRIM_THRESHOLD` of the GNU C library."""
_LARGE = 128 * 1024


def keep_small() -> bool:
    """Have one heap for all threads, and what is large go back to the system at once.

    Otherwise each thread keeps the memory of the largest file that it ever handled. Only for a process that is wholly
    ours; an intranet does the same with variables of its server, see `docs/host.md`.

    Returns:
        Whether this system's library knows how; another one goes on as it was.

    """
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    return all([set_option(_ARENAS, 1), set_option(_OWN_PAGES_FROM, _LARGE), set_option(_TRIM_FROM, _LARGE)])
