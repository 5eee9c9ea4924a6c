"""Why the operating system refuses a file, in Dutch (*schijf*)."""

import errno

_WHY = {
    errno.ENOENT: "de map of het bestand bestaat niet",
    errno.EISDIR: "dit is een map",
    errno.ENOTDIR: "een deel van het pad is geen map",
    errno.EEXIST: "er staat al iets met die naam dat geen map is",
    errno.EACCES: "je hebt er geen rechten voor",
    errno.EPERM: "je hebt er geen rechten voor",
    errno.EROFS: "die plek is alleen om te lezen",
    errno.EXDEV: "die plek ligt op een andere schijf",
    errno.ENOSPC: "de schijf is vol",
    errno.ENAMETOOLONG: "de naam is te lang",
}


def why(error: OSError) -> str:
    """Return the reason in Dutch, where we know it."""
    return _WHY.get(error.errno or 0, error.strerror or "onbekende fout")
