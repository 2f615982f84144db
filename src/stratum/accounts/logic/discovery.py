"""What a provider tells of itself, looked at before anything is sent there."""

import dataclasses
from collections.abc import Mapping
from typing import Final

from stratum.accounts.logic.idtokens import UnprovedError, algorithms
from stratum.accounts.logic.providers import is_safe

PATH: Final = "/.well-known/openid-configuration"


@dataclasses.dataclass(frozen=True, slots=True)
class Metadata:
    """Where a provider is spoken to.

    Attributes:
        authorization: Where somebody is sent to sign in.
        token: Where a code is exchanged.
        keys: Where its public keys are.
        userinfo: Where more is told of somebody; empty for nowhere.
        leave: Where somebody signs out; empty for nowhere.
        algorithms: The signatures that are taken of it.
        is_basic: Whether the secret is sent in the header, not in the form.
        names_itself: Whether it says who it is when somebody comes back.
    """

    authorization: str
    token: str
    keys: str
    userinfo: str
    leave: str
    algorithms: tuple[str, ...]
    is_basic: bool
    names_itself: bool


def metadata_of(issuer: str, found: Mapping[str, object]) -> Metadata:
    """What a provider told of itself.

    Raises:
        UnprovedError: If it is of another issuer, lacks an address, or names one that is not safe.
    """
    if found.get("issuer") != issuer:
        raise UnprovedError(f"it calls itself {str(found.get('issuer'))[:200]!r}, not {issuer!r}")
    ways = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    taken = algorithms(found.get("id_token_signing_alg_values_supported"))
    if not taken:
        raise UnprovedError("it offers no signature with a key of two halves")
    return Metadata(
        authorization=_address(found, "authorization_endpoint"),
        token=_address(found, "token_endpoint"),
        keys=_address(found, "jwks_uri"),
        userinfo=_address(found, "userinfo_endpoint", needed=False),
        leave=_address(found, "end_session_endpoint", needed=False),
        algorithms=taken,
        is_basic=not isinstance(ways, list) or "client_secret_basic" in ways,
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
    )


def _address(found: Mapping[str, object], name: str, *, needed: bool = True) -> str:
    address = found.get(name)
    if address is None and not needed:
        return ""
    if not isinstance(address, str) or not is_safe(address):
        raise UnprovedError(f"its {name} is no address that can be used safely")
    return address
