"""What components wrote, made harmless: no escapes, no secrets, no endless lines."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from stratum.core.secrets import without_secrets
from stratum.runtime.wiring import Parts

LONGEST: Final = 2000
"""Characters of a line; of a longer one the rest is left out."""
MOST: Final = 2000
"""Lines that are given at once."""
_ESCAPES: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, moves
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|$)"  # OSC and other strings: titles, links
    r"|\x1b[ -/]*[0-~]"
)
_CONTROLS: Final = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def harmless(line: str) -> str:
    """A line as it may be shown: colours are gone, other control characters are told as U+FFFD."""
    plain = _CONTROLS.sub("\ufffd", _ESCAPES.sub("", line.rstrip("\r\n")))
    cut = plain if len(plain) <= LONGEST else f"{plain[:LONGEST]} …"
    return without_secrets(cut)


def matching(lines: Iterable[str], search: str) -> tuple[str, ...]:
    """The lines that hold a text, whether in capitals or not; all for an empty one."""
    wanted = search.casefold()
    return tuple(line for line in lines if wanted in line.casefold())


def fresh(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """The lines of a tail that came after an earlier tail of the same log; all where they share nothing.

    Args:
        before: The earlier tail.
        after: The later one.
    """
    for shared in range(min(len(before), len(after)), 0, -1):
        if list(before[-shared:]) == list(after[:shared]):
            return tuple(after[shared:])
    return tuple(after)


def tail(parts: Parts, application: str, component: str, lines: int, search: str = "") -> tuple[str, ...]:
    """The last lines of a component that hold a text, oldest first, harmless.

    Raises:
        NotFoundError: If the application has no such component; the hint lists those it has.
    """
    count = MOST if search else min(lines, MOST)
    found = map(harmless, parts.deployments.logs(application, component, count))
    return matching(found, search)[-lines:] if lines > 0 else ()
