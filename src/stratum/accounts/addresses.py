"""Addresses with parameters, for a browser to go to."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from stratum.accounts.logic.flows import Way, challenge


def request_address(endpoint: str, client: str, scopes: tuple[str, ...], state: str, way: Way) -> str:
    """Where somebody is sent to sign in."""
    asked = {
        "response_type": "code",
        "client_id": client,
        "redirect_uri": way.callback,
        "scope": " ".join(("openid", *scopes)),
        "state": state,
        "nonce": way.nonce,
        "code_challenge": challenge(way.verifier),
        "code_challenge_method": "S256",
    }
    return with_query(endpoint, asked)


def with_query(address: str, asked: Mapping[str, str]) -> str:
    """An address with more parameters."""
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}"
