"""Signing in through a provider: sent there, come back, known."""

import contextlib
import dataclasses
import re
import threading
from collections.abc import Mapping
from typing import Final

from stratum.accounts.addresses import request_address, with_query
from stratum.accounts.arrivals import Arrivals
from stratum.accounts.logic.attempts import Kind
from stratum.accounts.logic.flows import MOST, Way, Ways, begun, come_back, path_back
from stratum.accounts.logic.keys import digest, is_secret
from stratum.accounts.logic.providers import Provider, identity_of
from stratum.accounts.means import Means
from stratum.accounts.providers import Providers
from stratum.accounts.sessions import Sessions
from stratum.accounts.speaking import Speaking
from stratum.accounts.types import No, Origin
from stratum.core.errors import DeniedError, StratumError

_WORD: Final = re.compile(r"[a-z_]{1,64}")
_AGAIN: Final = "begin again with the button of the provider"


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to be sent to a provider.

    Attributes:
        provider: Its name.
        callback: The address of this server that they come back to.
        back: The path of the page that they are on.
        person: Who is signed in and wants to be known by the provider too; empty for nobody.
        invitation: The secret of an invitation that they came with; empty for none.
    """

    provider: str
    callback: str
    back: str = "/"
    person: str = ""
    invitation: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Refused:
    """Why somebody who came back was not let in.

    Attributes:
        message: Why.
        hint: What to do.
    """

    message: str
    hint: str


class Passage:
    """Sends people to providers and takes them back. Safe for several threads; one process knows the ways.

    Args:
        means: What it works with.
        sessions: Where sessions begin.
        providers: The providers.
        speaking: How they are spoken with.
    """

    def __init__(self, means: Means, sessions: Sessions, providers: Providers, speaking: Speaking) -> None:
        self._means = means
        self._sessions = sessions
        self._providers = providers
        self._speaking = speaking
        self._arrivals = Arrivals(means)
        self._ways: Ways = {}
        self._refused: Mapping[str, Refused] = {}
        self._turn = threading.Lock()

    def begin(self, place: str, asked: Asked) -> tuple[str, str]:
        """Send somebody to a provider.

        Args:
            place: From where they ask; the try counts until they are back.
            asked: Where to, and for what.

        Returns:
            The address that they go to, and the secret for a cookie of their browser.

        Raises:
            NotFoundError: If there is no such provider.
            TooManyError: If it was tried too often.
            StratumError: If the provider cannot be reached or used.
        """
        provider = self._providers.get(asked.provider)
        self._sessions.begin_try(((Kind.ADDRESS, place),))
        metadata = self._speaking.metadata(provider)
        state, browser, nonce, verifier = (self._means.new_secret() for _ in range(4))
        way = Way(
            provider=provider.name,
            browser=digest(browser),
            nonce=nonce,
            verifier=verifier,
            begun=self._means.clock.now(),
            callback=asked.callback,
            back=path_back(asked.back),
            person=asked.person,
            invitation=asked.invitation,
        )
        with self._turn:
            self._ways = begun(self._ways, state, way)
        return request_address(metadata.authorization, provider.client, provider.scopes, state, way), browser

    def finish(
        self, place: str, name: str, answer: Mapping[str, str], browser: str, before: str = ""
    ) -> tuple[str, str]:
        """Take somebody back.

        Args:
            place: From where they come.
            name: The provider that they come from.
            answer: What the address says that they were sent to.
            browser: The secret of the cookie.
            before: The secret of the session that the browser had; it ends.

        Returns:
            The secret of their session, and the path of the page that they came from.

        Raises:
            DeniedError: If that is no answer to what was asked here, or they may not come in.
            StratumError: If the provider cannot be reached or used.
        """
        provider = self._providers.get(name)
        way = self._taken(answer.get("state", ""), browser, name)
        self._check(provider, answer)
        claims = self._speaking.claims(provider, way, answer.get("code", ""))
        person = self._arrivals.person(place, provider, identity_of(provider, claims), way)
        secret = self._sessions.begin(Origin(person, place), before)
        self._arrivals.note_way(secret, name)
        self._sessions.end_try(((Kind.ADDRESS, place),))
        return secret, way.back

    def farewell(self, session: str, back: str) -> str:
        """Where somebody who signs out is sent to sign out at their provider too; empty for nowhere.

        Args:
            session: The secret of their session, which goes on until it is ended.
            back: The address that they come back to.
        """
        name = self._arrivals.way_of(session) if is_secret(session) else ""
        provider = next((one for one in self._providers.list() if one.name == name and one.leave), None)
        if provider is None:
            return ""
        with contextlib.suppress(StratumError):  # whoever wants to leave is not kept because of a provider
            address = self._speaking.metadata(provider).leave
            return address and _leaving(address, provider, back)
        return ""

    def refuse(self, browser: str, why: Refused) -> None:
        """Keep why somebody was not let in, for the page of their browser."""
        with self._turn:
            self._refused = dict([*self._refused.items(), (digest(browser), why)][-MOST:])

    def refused(self, browser: str) -> Refused | None:
        """Why somebody was not let in the last time; None where they were, or are on their way."""
        return self._refused.get(digest(browser)) if browser else None

    def _taken(self, state: str, browser: str, provider: str) -> Way:
        with self._turn:
            rest, way = come_back(self._ways, state, browser, provider, self._means.clock.now())
            self._ways = rest
        if isinstance(way, No):
            raise DeniedError(way.reason, _AGAIN)
        return way

    def _check(self, provider: Provider, answer: Mapping[str, str]) -> None:
        """See that it is this provider who answers, and with a code."""
        said = answer.get("iss")
        if said != provider.issuer and (said is not None or self._speaking.metadata(provider).names_itself):
            raise DeniedError("another provider answered than the one that was asked", _AGAIN)
        if "error" in answer or not answer.get("code"):
            word = answer.get("error", "")
            why = word if _WORD.fullmatch(word) else "it sent no code"
            raise DeniedError(f"{provider.title} did not let you in: {why}", _AGAIN)


def _leaving(address: str, provider: Provider, back: str) -> str:
    return with_query(address, {"client_id": provider.client, "post_logout_redirect_uri": back})
