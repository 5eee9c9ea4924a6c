"""The name under which a file was handed in, made harmless (bar UP3): shown and offered, never a path."""

import unicodedata

LONGEST = 120
_EMPTY = "bewijs"
_NOT_IN_NAMES = frozenset('<>:"|?*\\/')
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
_CONTROL = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_name(raw: str | None, extension: str) -> str:
    """Return a name without path, control or direction signs, of at most 120 characters, with this extension."""
    text = unicodedata.normalize("NFC", (raw or "").encode("utf-8", "ignore").decode("utf-8"))
    last = text.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(" " if unicodedata.category(c) in _CONTROL else c for c in last)
    kept = "".join(c for c in visible if c not in _NOT_IN_NAMES)
    stem = kept.rsplit(".", 1)[0] if "." in kept else kept
    stem = " ".join(stem.split()).strip(". ")
    if stem.split(".")[0].strip().casefold() in _RESERVED:
        stem = f"_{stem}"
    stem = stem[: LONGEST - len(extension) - 1].rstrip(". ") or _EMPTY
    return f"{stem}.{extension}"


def extension_of(raw: str | None) -> str:
    """Return the extension that a name claims, in lower case; empty where it has none."""
    last = (raw or "").replace("\\", "/").rsplit("/", 1)[-1]
    return last.rsplit(".", 1)[-1].strip().casefold() if "." in last else ""
