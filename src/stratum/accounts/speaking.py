"""Speaking with a provider: what it tells of itself, the exchange of a code, what it signs."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Final

from stratum.accounts.logic.discovery import PATH, Metadata, metadata_of
from stratum.accounts.logic.flows import Way
from stratum.accounts.logic.idtokens import (
    UnknownKeyError,
    UnprovedError,
    objection,
    proved,
    read_object,
    same_person,
)
from stratum.accounts.logic.providers import Provider
from stratum.accounts.ports import Web
from stratum.accounts.types import No
from stratum.core.clock import Clock
from stratum.core.errors import DeniedError, PermanentError

_FRESH: Final = 3600.0
"""Seconds for which what a provider told of itself is not asked for again."""
Claims = Mapping[str, object]


@dataclasses.dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a provider, since when."""

    metadata: Metadata
    keys: Mapping[str, object]
    since: float


class Speaking:
    """Asks providers; keeps for an hour what they tell of themselves, and asks again where a key is new.

    Args:
        web: How they are reached.
        secret_of: Reads a secret from where it is.
        clock: Tells the time.
    """

    def __init__(self, web: Web, secret_of: Callable[[str], str], clock: Clock) -> None:
        self._web = web
        self._secret_of = secret_of
        self._clock = clock
        self._known: dict[str, _Known] = {}

    def metadata(self, provider: Provider) -> Metadata:
        """Where a provider is spoken to.

        Raises:
            StratumError: If it cannot be reached, or tells what cannot be used.
        """
        return self._about(provider).metadata

    def claims(self, provider: Provider, way: Way, code: str) -> Claims:
        """What a provider says of somebody who came back with a code; it is proved, and about this sign-in.

        Raises:
            DeniedError: If it is not.
            StratumError: If the provider cannot be reached, or does not take the code.
        """
        answer = self._exchanged(provider, way, code)
        try:
            claims = self._proved(provider, str(answer.get("id_token", "")))
        except UnprovedError as error:
            raise DeniedError(f"what {provider.title} signed is refused: {error}", "try again") from error
        if why := objection(claims, provider.issuer, provider.client, way.nonce, self._clock.now()):
            raise DeniedError(f"what {provider.title} signed is refused: {why}", "try again")
        return self._completed(provider, claims, str(answer.get("access_token", "")))

    def _exchanged(self, provider: Provider, way: Way, code: str) -> Claims:
        metadata = self.metadata(provider)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": way.callback}
        form["code_verifier"] = way.verifier
        secret = self._secret_of(provider.secret) if provider.secret else ""
        basic = (provider.client, secret) if secret and metadata.is_basic else None
        if basic is None:
            form |= {"client_id": provider.client, **({"client_secret": secret} if secret else {})}
        status, body = self._web.post(metadata.token, provider.issuer, form, basic)
        answer = _answer(provider, body)
        if status != 200:
            why = json.dumps(answer.get("error", status))[:64]
            hint = "begin again; where that does not help, look at its client id and secret here and there"
            raise PermanentError(f"{provider.title} did not take the sign-in: {why}", hint)
        return answer

    def _proved(self, provider: Provider, token: str) -> Claims:
        known = self._about(provider)
        try:
            return proved(token, known.keys, known.metadata.algorithms)
        except UnknownKeyError:
            known = self._asked(provider)
            return proved(token, known.keys, known.metadata.algorithms)

    def _completed(self, provider: Provider, claims: Claims, bearer: str) -> Claims:
        """Claims with those that are only told beside the token."""
        address = self.metadata(provider).userinfo
        if not address or not bearer or {provider.rules.claim, "email"} <= claims.keys():
            return claims
        whole = same_person(claims, _answer(provider, self._web.get(address, provider.issuer, bearer)))
        if isinstance(whole, No):
            raise DeniedError(whole.reason, "try again")
        return whole

    def _about(self, provider: Provider) -> _Known:
        known = self._known.get(provider.issuer)
        if known is not None and self._clock.now() - known.since < _FRESH:
            return known
        return self._asked(provider)

    def _asked(self, provider: Provider) -> _Known:
        told = _answer(provider, self._web.get(provider.issuer.rstrip("/") + PATH, provider.issuer))
        try:
            metadata = metadata_of(provider.issuer, told)
        except UnprovedError as error:
            hint = "look at its issuer: stratum users provider list"
            raise PermanentError(f"{provider.title} cannot be used: {error}", hint) from error
        keys = _answer(provider, self._web.get(metadata.keys, provider.issuer))
        known = self._known[provider.issuer] = _Known(metadata, keys, self._clock.now())
        return known


def _answer(provider: Provider, body: bytes) -> Claims:
    try:
        return read_object(body)
    except UnprovedError as error:
        hint = "look at its issuer: stratum users provider list"
        raise PermanentError(f"{provider.title} answered strangely: {error}", hint) from error
