"""Who commits: a person, or whom the settings of git name."""

import pygit2

from stratum.core.clock import Clock
from stratum.store.types import Person

_NOBODY = Person("stratum", "stratum@localhost")


def signature(repository: pygit2.Repository, clock: Clock, author: Person | None = None) -> pygit2.Signature:
    """A signature of this moment, in UTC.

    Args:
        repository: Its settings name the user where no author is given.
        clock: Tells the moment.
        author: Who it is.
    """
    who = author or Person(
        _setting(repository, "user.name", _NOBODY.name), _setting(repository, "user.email", _NOBODY.email)
    )
    name, email = _plain(who.name) or _NOBODY.name, _plain(who.email) or _NOBODY.email
    return pygit2.Signature(name, email, int(clock.now()), 0)


def _plain(text: str) -> str:
    """A text without what git cannot hold in a signature."""
    return "".join(c for c in text if c not in "<>\n\r\0").strip(" .,:;\"'\\")


def _setting(repository: pygit2.Repository, key: str, fallback: str) -> str:
    try:
        return repository.config[key] or fallback
    except KeyError:
        return fallback
