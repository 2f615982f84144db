"""Errors for operations that failed; each says whether trying again helps.

Problems found in a user's model are not errors: they are values, see ``stratum.core.findings``.
"""


class StratumError(Exception):
    """The root of every error that the platform raises on purpose.

    Args:
        message: What failed and where, in one sentence, without secrets.
        hint: What the user can do about it; empty where nothing is known.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """The message and the hint, as a person should read them."""
        return f"{self.message}\n  hint: {self.hint}" if self.hint else self.message


class TransientError(StratumError):
    """Trying again may help, after ``delay`` seconds."""

    def __init__(self, message: str, hint: str = "", delay: float = 1.0) -> None:
        super().__init__(message, hint)
        self.delay = delay


class PermanentError(StratumError):
    """Trying again with the same input gives the same failure."""


class NotFoundError(PermanentError):
    """What was named does not exist."""


class InvalidInputError(PermanentError):
    """The input breaks a rule; the message names the place, the hint the fix."""


class DeniedError(PermanentError):
    """Whoever asks may not have this."""


class TooManyError(TransientError):
    """It was tried too often; trying again helps after ``delay`` seconds, not before."""
