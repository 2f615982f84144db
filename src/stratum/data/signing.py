"""Signatures of bundles: Ed25519 over a statement that names the bundle, in a DSSE envelope.

The statement is that of in-toto, with the bundle's identity (the digest of its manifest, which holds the
digest of each file) as its subject. An envelope may carry several signatures. The registry writes envelopes,
servers check them before they load anything. A key is known by its line as OpenSSH writes it,
``ssh-ed25519 AAAA…``; ``keyid`` of a signature is that line.
"""

import base64
import binascii
import dataclasses
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from stratum.core.bundles import MANIFEST, SIGNATURE
from stratum.core.digests import canonical_json, digest_value
from stratum.core.errors import PermanentError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PAYLOAD: Final = "application/vnd.in-toto+json"
STATEMENT: Final = "https://in-toto.io/Statement/v1"
PREDICATE: Final = "urn:stratum:bundle:1"
MOST: Final = 64 << 10
"""Bytes of an envelope that are read."""
_MOST_SIGNATURES: Final = 16


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """What is said of a bundle: the type of a statement, and its words; by itself, that it is vouched for."""

    kind: str = PREDICATE
    predicate: Mapping[str, object] = dataclasses.field(default_factory=dict)


VOUCHED: Final = Statement()


class Signature(msgspec.Struct, frozen=True):
    """One signature of an envelope: ``keyid`` names the key, ``sig`` is base64."""

    keyid: str
    sig: str


class Envelope(msgspec.Struct, frozen=True, rename="camel"):
    """A DSSE envelope; ``payload`` is base64."""

    payload_type: str
    payload: str
    signatures: tuple[Signature, ...] = ()


def signed(
    content: bytes | None,
    name: str,
    digest: str,
    key: str,
    sign: Callable[[bytes], bytes],
    statement: Statement = VOUCHED,
) -> bytes:
    """The envelope of a bundle with one more signature; it is the same where the key has signed already.

    A key signs nothing but this statement: an envelope that says anything else is replaced.

    Args:
        content: The envelope that there is; None where there is none.
        name: Of the model.
        digest: Identity of the bundle, 64 hexadecimal digits.
        key: The public key, ``ssh-ed25519 AAAA…``.
        sign: The private key's signature of some bytes.
        statement: What is said of the bundle.
    """
    payload = canonical_json({
        "_type": STATEMENT,
        "subject": [{"name": name, "digest": {"sha256": digest}}],
        "predicateType": statement.kind,
        "predicate": dict(statement.predicate),
    })
    kept = Envelope(PAYLOAD, base64.b64encode(payload).decode())
    before = _read(content) if content else None
    if before and (before.payload_type, before.payload) == (kept.payload_type, kept.payload):
        kept = before
    others = tuple(one for one in kept.signatures if one.keyid != key)[: _MOST_SIGNATURES - 1]
    own = base64.b64encode(sign(_encoded(kept))).decode()
    return msgspec.json.encode(msgspec.structs.replace(kept, signatures=(*others, Signature(key, own))))


def signers(content: bytes, digest: str, kind: str = PREDICATE) -> tuple[str, ...]:
    """Keys whose signature of the bundle ``digest`` in an envelope holds; none where it is no envelope.

    Args:
        content: The envelope.
        digest: Identity of the bundle.
        kind: The type that the statement has to have.
    """
    envelope = _read(content)
    if envelope is None or envelope.payload_type != PAYLOAD or _subject(envelope, kind) != digest:
        return ()
    message = _encoded(envelope)
    return tuple(one.keyid for one in envelope.signatures[:_MOST_SIGNATURES] if _holds(one, message))


def predicate_of(content: bytes) -> object:
    """What the statement of an envelope with ``signers`` says of its bundle; None where it says nothing."""
    envelope = _read(content)
    told = msgspec.json.decode(base64.b64decode(envelope.payload)) if envelope else {}
    return told.get("predicate")


def signers_of(folder: Path, file: str = SIGNATURE, kind: str = PREDICATE) -> tuple[str, ...]:
    """Keys that signed an envelope beside the bundle in ``folder``, as its manifest is now."""
    try:
        with (folder / file).open("rb") as envelope:
            content = envelope.read(MOST)
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes())
    except (OSError, msgspec.DecodeError):
        return ()
    return signers(content, digest_value(manifest), kind)


def check_signers(folder: Path, trusted: Collection[str]) -> None:
    """Refuse a bundle that none of the trusted keys signed.

    Args:
        folder: Holds the bundle.
        trusted: Public keys, ``ssh-ed25519 AAAA…``; where there are none, nothing is asked for.

    Raises:
        PermanentError: If it is not signed, or by others only; the hint says what to do.
    """
    if not trusted:
        return
    found = signers_of(folder)
    if set(found).isdisjoint(trusted):
        what = f"signed by {', '.join(found)}, which is not trusted" if found else "not signed"
        raise PermanentError(
            f"bundle {folder} is {what}",
            "vouch for it: stratum models sign MODEL; or add the line of its signer to allowed_signers",
        )


def is_key(line: str) -> bool:
    """Whether a text is an Ed25519 public key as OpenSSH writes it, without a comment."""
    return line.startswith("ssh-ed25519 ") and _public(line) is not None


def _read(content: bytes) -> Envelope | None:
    try:
        return msgspec.json.decode(content, type=Envelope) if len(content) < MOST else None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _subject(envelope: Envelope, kind: str) -> str:
    """Digest of the only bundle that a statement of some kind names; empty where it names none or several."""
    try:
        told = msgspec.json.decode(base64.b64decode(envelope.payload, validate=True))
        (subject,) = told["subject"]
        ours = (told["_type"], told["predicateType"]) == (STATEMENT, kind)
        return str(subject["digest"]["sha256"]) if ours else ""
    except (ValueError, KeyError, TypeError):
        return ""


def _encoded(envelope: Envelope) -> bytes:
    """What is signed: the pre-authentication encoding of DSSE."""
    kind, payload = envelope.payload_type.encode(), base64.b64decode(envelope.payload)
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _holds(one: Signature, message: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature

    key = _public(one.keyid)
    try:
        if key is not None:
            key.verify(base64.b64decode(one.sig, validate=True), message)
            return True
    except (InvalidSignature, binascii.Error):
        pass
    return False


def _public(line: str) -> "Ed25519PublicKey | None":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    try:
        key = load_ssh_public_key(line.encode())
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None
