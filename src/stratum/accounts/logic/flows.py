"""Ways to a provider and back: what is sent, and whether an answer belongs to what was asked.

A way is known by ``state``, can be gone once, within ten minutes, and by the browser that began it alone.
"""

import base64
import dataclasses
import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Final

from stratum.accounts.logic.keys import digest
from stratum.accounts.types import No

LONGEST: Final = 600.0
"""Seconds that somebody may be away."""
MOST: Final = 1000
"""Ways that are remembered; the oldest are forgotten first."""


@dataclasses.dataclass(frozen=True, slots=True)
class Way:
    """Somebody who was sent to a provider.

    Attributes:
        provider: Its name.
        browser: What is kept of the secret in the cookie of the browser that began it.
        nonce: What the provider has to repeat in what it signs.
        verifier: The secret of PKCE.
        begun: When.
        callback: The address that they come back to.
        back: The path of the page that they came from.
        person: Who is signed in and wants to be known by the provider too; empty for nobody.
        invitation: The secret of an invitation that they came with; empty for none.
    """

    provider: str
    browser: str
    nonce: str
    verifier: str
    begun: float
    callback: str
    back: str = "/"
    person: str = ""
    invitation: str = ""


_PATH: Final = re.compile(r"/([!-.0-\[\]-~][!-\[\]-~]{0,500})?")
Ways = Mapping[str, Way]
"""Ways by what is kept of their ``state``; the oldest comes first."""


def begun(ways: Ways, state: str, way: Way) -> Ways:
    """After a way began; those that have ended are forgotten."""
    kept = {key: one for key, one in ways.items() if way.begun - one.begun < LONGEST}
    return dict([*kept.items(), (digest(state), way)][-MOST:])


def come_back(ways: Ways, state: str, browser: str, provider: str, now: float) -> tuple[Ways, Way | No]:
    """After somebody came back: the way is forgotten, whatever it leads to."""
    way = ways.get(digest(state))
    rest = {key: one for key, one in ways.items() if key != digest(state)}
    if way is None or now - way.begun >= LONGEST:
        return rest, No("this sign-in was used, or began more than ten minutes ago")
    if not hmac.compare_digest(way.browser, digest(browser)):
        return rest, No("this sign-in was begun in another browser")
    if way.provider != provider:
        return rest, No("this sign-in was begun with another provider")
    return rest, way


def challenge(verifier: str) -> str:
    """What is told of the secret of PKCE beforehand (S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def path_back(asked: str) -> str:
    """A path of our own page from one that was asked for; what leads anywhere else becomes the start."""
    return asked if _PATH.fullmatch(asked) else "/"
