"""The small family of errors that use cases raise; one place in the blueprints turns them into pages."""


class RegisterError(Exception):
    """Base of the family; `message` is Dutch and meant for the person in front of the screen."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(RegisterError):
    """Not there, or not for this viewer: both look the same from outside (bar AZ3)."""

    def __init__(self, message: str = "Deze pagina bestaat niet, of is niet voor jou.") -> None:
        super().__init__(message)


class NotAllowed(RegisterError):
    """Seen, but not to be done by this viewer."""


class Conflict(RegisterError):
    """Somebody else changed it in the meantime, or its state no longer allows this."""


class Invalid(RegisterError):
    """A value that cannot be accepted, with the form field it belongs to."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Unavailable(RegisterError):
    """The database or the disk cannot be written now; trying again later helps."""
