"""The signing key of a workspace: made on first use, readable by its owner alone, never in a repository."""

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from stratum.core.errors import InvalidInputError, PermanentError
from stratum.data.signing import VOUCHED, Statement, signed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class Signer:
    """Signs bundles with the Ed25519 key in a file.

    Args:
        path: The private key, PEM (PKCS #8) or as OpenSSH writes it, without a passphrase.
        may_make: Whether one is made where there is none.
    """

    def __init__(self, path: Path, *, may_make: bool) -> None:
        self._path = path
        self._may_make = may_make

    def public(self) -> str:
        """The public key as OpenSSH writes it: ``ssh-ed25519 AAAA…``.

        Raises:
            InvalidInputError: If the file is no such key, or others may read it.
            PermanentError: If it cannot be read or made.
        """
        return _line(self._key())

    def sign(self, content: bytes | None, name: str, digest: str, statement: Statement = VOUCHED) -> bytes:
        """The envelope ``content`` of a bundle, or a new one, with a signature of this key.

        Args:
            content: As ``stratum.data.signing.signed`` takes it.
            name: Of the model.
            digest: Identity of the bundle.
            statement: What is said of the bundle.
        """
        key = self._key()
        return signed(content, name, digest, _line(key), key.sign, statement)

    def _key(self) -> "Ed25519PrivateKey":
        try:
            if self._may_make and not self._path.exists():
                _make(self._path)
            mode, content = self._path.stat().st_mode, self._path.read_bytes()
        except OSError as error:
            why = f"the signing key {self._path} cannot be read or made: {error.strerror or error}"
            raise PermanentError(why, "look at STRATUM_SIGNING_KEY and at the permissions") from error
        if mode & 0o077:
            raise InvalidInputError(
                f"others may read the signing key {self._path}", f"chmod 600 {self._path}; better: a new key"
            )
        return _loaded(self._path, content)


def _make(path: Path) -> None:
    """Write a new key; where two do so at a time, both go on with the same."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    content = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(part)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _loaded(path: Path, content: bytes) -> "Ed25519PrivateKey":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

    load = load_ssh_private_key if b"OPENSSH" in content[:64] else load_pem_private_key
    try:
        key = load(content, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise InvalidInputError(
            f"{path} holds no Ed25519 private key without a passphrase",
            "make one: openssl genpkey -algorithm ed25519 -out FILE",
        )
    return key


def _line(key: "Ed25519PrivateKey") -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
