"""An OpenID Connect provider on paper: real keys and signatures, no network. It can be told to misbehave."""

import functools
import itertools
import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from stratum.accounts.logic.discovery import PATH
from stratum.accounts.logic.flows import challenge
from stratum.accounts.logic.providers import Provider, Rules
from stratum.core.clock import Clock
from stratum.core.errors import TransientError

ISSUER: Final = "https://id.example.org"
HUSH: Final = "what the client and it know"
Claims = Mapping[str, object]


def new_key(name: str) -> RSAKey:
    """A key of two halves, another one each time."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


@functools.cache
def _first_key() -> RSAKey:
    """One for all providers of a run: to make it takes a while."""
    return new_key("first")


class PaperProvider:
    """Satisfies ``accounts.ports.Web``, as a network with one provider in it.

    Args:
        clock: Tells when tokens are made.

    Attributes:
        key: Signs tokens.
        shown: The keys that it shows.
        metadata: What it tells of itself, beside what is made of the issuer.
        userinfo: What it tells of somebody beside the token.
        forge: Makes a token of claims; as they should be signed at first.
        asked: Addresses that it was asked for.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.key = _first_key()
        self.shown = [self.key]
        self.metadata: dict[str, object] = {}
        self.userinfo: dict[str, object] = {}
        self.forge: Callable[[dict[str, object]], str] = self.signed
        self.asked: list[str] = []
        self._numbers = itertools.count()
        self._codes: dict[str, tuple[Mapping[str, str], dict[str, object]]] = {}

    def signed(self, claims: Claims) -> str:
        """A token as it should be."""
        return jwt.encode({"alg": "RS256", "kid": str(self.key.kid)}, dict(claims), self.key)

    def answered(self, address: str, **claims: object) -> dict[str, str]:
        """What somebody comes back with who was sent to an address; claims may be other ones."""
        asked = dict(parse_qsl(urlsplit(address).query))
        now = self._clock.now()
        told: dict[str, object] = {
            "iss": ISSUER, "aud": asked["client_id"], "sub": "u-1", "nonce": asked["nonce"],
            "iat": now, "exp": now + 300, "preferred_username": "ada", "email": "ada@example.org",
            "email_verified": True, "groups": [],
        }  # fmt: skip
        code = f"code-{next(self._numbers)}"
        self._codes[code] = asked, {**told, **claims}
        return {"code": code, "state": asked["state"], "iss": ISSUER}

    def get(self, address: str, _provider: str, bearer: str = "") -> bytes:
        """As the port says."""
        self.asked.append(address)
        pages: dict[str, Any] = {
            ISSUER + PATH: {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
                "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
                "authorization_response_iss_parameter_supported": True,
                **self.metadata,
            },
            f"{ISSUER}/keys": {"keys": [key.as_dict(private=False) for key in self.shown]},
            f"{ISSUER}/userinfo": self.userinfo if bearer else {},
        }
        if address not in pages:
            raise TransientError(f"{address} answered 404")
        return json.dumps(pages[address]).encode()

    def post(
        self, address: str, _provider: str, form: Mapping[str, str], basic: tuple[str, str] | None
    ) -> tuple[int, bytes]:
        """As the port says: a code is taken once, from whoever asked for it."""
        self.asked.append(address)
        asked, claims = self._codes.pop(form.get("code", ""), ({}, {}))
        fits = (
            asked.get("code_challenge") == challenge(form.get("code_verifier", ""))
            and asked.get("redirect_uri") == form.get("redirect_uri")
            and basic == (asked.get("client_id"), HUSH)
        )
        if not fits:
            return 400, b'{"error": "invalid_grant"}'
        return 200, json.dumps({"id_token": self.forge(claims), "access_token": "at"}).encode()


def paper_provider(rules: Rules) -> Provider:
    """How the workspace knows it."""
    return Provider("paper", "Paper", ISSUER, "stratum", "env:CLIENT_SECRET", rules=rules)
