"""What a provider signs about somebody, looked at without trust."""

import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from stratum.accounts.types import No

ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA",
)  # fmt: skip
"""Signatures with a key of two halves. Never ``none``, and none whose key the client has too."""
LEEWAY: Final = 60.0
"""Seconds by which two clocks may differ."""
OLDEST: Final = 3600.0
"""Seconds after it was made when a token is refused."""
_LARGEST: Final = 64_000
_KINDS: Final = frozenset({"RSA", "EC", "OKP"})


class UnprovedError(ValueError):
    """What a provider said is not proved; the text tells why and holds no secret."""


class UnknownKeyError(UnprovedError):
    """The key that something is signed with is not among those known: it may be a new one."""


def algorithms(offered: object) -> tuple[str, ...]:
    """The signatures that are taken of a provider that offers some; RS256 where it does not say."""
    named: Collection[object] = offered if isinstance(offered, list) else ("RS256",)
    return tuple(name for name in ALGORITHMS if name in named)


def proved(token: str, keys: Mapping[str, object], allowed: tuple[str, ...]) -> Mapping[str, object]:
    """The claims of a token whose signature is right.

    Args:
        token: As the provider sent it.
        keys: Its keys, as a JWK set.
        allowed: The signatures that are taken.

    Raises:
        UnknownKeyError: If the key is not among them.
        UnprovedError: If anything is wrong with it.
    """
    from joserfc import errors, jwt
    from joserfc.jwk import KeySet

    if len(token) > _LARGEST:
        raise UnprovedError("the token is too long")
    try:
        decoded = jwt.decode(token, KeySet.import_key_set({"keys": _keys(keys)}), algorithms=list(allowed))
    except (errors.InvalidKeyIdError, errors.MissingKeyError) as error:
        raise UnknownKeyError("it is signed with a key that the provider does not show") from error
    except errors.BadSignatureError as error:
        raise UnprovedError("its signature is wrong") from error
    except (errors.JoseError, ValueError, TypeError, KeyError) as error:
        raise UnprovedError(f"it cannot be read ({type(error).__name__})") from error
    return decoded.claims


def objection(claims: Mapping[str, object], issuer: str, client: str, nonce: str, now: float) -> str:
    """Why claims do not count for a sign-in; empty where they do."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    made, ends = claims.get("iat"), claims.get("exp")
    demands = (
        (claims.get("iss") == issuer, "it is of another issuer"),
        (client in audiences, "it is for somebody else"),
        (len(audiences) == 1 or claims.get("azp") == client, "it is for several, and asked for by another"),
        (claims.get("azp") in (None, client), "it was asked for by somebody else"),
        (_is_number(ends) and now < float(str(ends)) + LEEWAY, "it has ended"),
        (_is_number(made) and abs(now - float(str(made))) <= OLDEST, "it was made at another time"),
        (_is_number(made) and float(str(made)) <= now + LEEWAY, "it was made in the future"),
        (bool(nonce) and claims.get("nonce") == nonce, "it answers another question (nonce)"),
        (_is_subject(claims.get("sub")), "it does not say who somebody is"),
    )
    return next((problem for is_fine, problem in demands if not is_fine), "")


def same_person(claims: Mapping[str, object], more: Mapping[str, object]) -> Mapping[str, object] | No:
    """Claims with what the provider tells beside them, where both are of the same person."""
    if more.get("sub") != claims.get("sub"):
        return No("what the provider tells beside its token is of somebody else")
    return {**more, **claims}


def read_object(data: bytes) -> Mapping[str, object]:
    """A JSON object.

    Raises:
        UnprovedError: If it is none.
    """
    try:
        found = json.loads(data)
    except ValueError as error:
        raise UnprovedError("this is no JSON") from error
    if not isinstance(found, dict):
        raise UnprovedError("this is no JSON object")
    return found


def _keys(found: Mapping[str, object]) -> list[Any]:
    """The public keys for signatures; others, such as those for encryption, are not ours to read."""
    listed = found.get("keys")
    keys = [key for key in listed if isinstance(key, dict)] if isinstance(listed, list) else []
    return [key for key in keys if key.get("kty") in _KINDS and key.get("use", "sig") == "sig"]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_subject(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 255
