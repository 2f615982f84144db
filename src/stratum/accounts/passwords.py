"""Passwords as argon2id hashes."""

import functools
import threading
from typing import Final

import argon2
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_AT_ONCE: Final = 2
"""Hashes at the same time: each takes 64 MiB."""


class Passwords:
    """Makes and compares hashes; safe for several threads.

    Args:
        passes: Passes over the memory.
        kibibytes: Memory of a hash.
        lanes: Parts of the memory.
    """

    def __init__(
        self,
        passes: int = argon2.DEFAULT_TIME_COST,
        kibibytes: int = argon2.DEFAULT_MEMORY_COST,
        lanes: int = argon2.DEFAULT_PARALLELISM,
    ) -> None:
        self._hasher = argon2.PasswordHasher(passes, kibibytes, lanes)
        self._turns = threading.Semaphore(_AT_ONCE)

    @functools.cached_property
    def _nobody(self) -> str:
        return self.hashed("what is compared where there is nobody")

    def hashed(self, password: str) -> str:
        """The hash of a password, with its own salt and the parameters that it was made with."""
        with self._turns:
            return self._hasher.hash(password)

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether a hash is of a password. Without a hash the same work is done, and the answer is no."""
        nobody = self._nobody  # made by the first try, whoever it is of
        compared = nobody if kept is None else kept
        try:
            with self._turns:
                self._hasher.verify(compared, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
        return kept is not None

    def is_weak(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than new ones are."""
        return self._hasher.check_needs_rehash(kept)
