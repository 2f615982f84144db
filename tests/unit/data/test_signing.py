"""Signatures of bundles: what holds, what does not, and what attacks."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.bundles import MANIFEST, SIGNATURE
from stratum.core.errors import PermanentError
from stratum.data.signing import check_signers, is_key, signed, signers, signers_of
from stratum.testing.bundles import write_numeric_bundle

DIGEST = "d" * 64


def line(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


ADA, BOB = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))


def envelope(key: Ed25519PrivateKey = ADA, before: bytes | None = None, digest: str = DIGEST) -> bytes:
    return signed(before, "m", digest, line(key), key.sign)


def test_a_signature_is_of_one_bundle_and_the_same_each_time() -> None:
    assert signers(envelope(), DIGEST) == (line(ADA),)
    assert signers(envelope(), "e" * 64) == ()
    assert envelope() == envelope(before=envelope())


def test_the_envelope_is_that_of_dsse_and_the_statement_that_of_in_toto() -> None:
    told = json.loads(envelope())
    payload = base64.b64decode(told["payload"])
    (signature,) = told["signatures"]
    pae = b"DSSEv1 28 application/vnd.in-toto+json %d " % len(payload) + payload
    ADA.public_key().verify(base64.b64decode(signature["sig"]), pae)
    assert json.loads(payload)["subject"] == [{"name": "m", "digest": {"sha256": DIGEST}}]


def test_two_sign_and_neither_loses_the_other() -> None:
    assert signers(envelope(BOB, envelope()), DIGEST) == (line(ADA), line(BOB))


def worded(key: Ed25519PrivateKey, **more: object) -> bytes:
    """An envelope whose signature holds, with a statement that says something else too."""
    told = json.loads(envelope(key))
    payload = json.dumps(json.loads(base64.b64decode(told["payload"])) | more).encode()
    sig = key.sign(b"DSSEv1 28 application/vnd.in-toto+json %d %b" % (len(payload), payload))
    told["payload"] = base64.b64encode(payload).decode()
    told["signatures"] = [{"keyid": line(key), "sig": base64.b64encode(sig).decode()}]
    return json.dumps(told).encode()


def test_a_key_signs_no_words_of_others() -> None:
    foreign = worded(ADA, predicate={"reviewed": "by BOB"})
    assert signers(foreign, DIGEST) == (line(ADA),)
    assert envelope(BOB, foreign) == envelope(BOB)


def test_a_statement_of_another_kind_vouches_for_nothing() -> None:
    assert signers(worded(ADA, predicateType="https://example.org/refused"), DIGEST) == ()


def test_an_envelope_of_another_bundle_is_replaced() -> None:
    assert signers(envelope(BOB, envelope(digest="e" * 64)), DIGEST) == (line(BOB),)


@pytest.mark.parametrize(
    "change",
    [
        {"payloadType": "text/plain"},
        {"payload": "%%%"},
        {"payload": base64.b64encode(b"[]").decode()},
        {"signatures": [{"keyid": line(BOB), "sig": json.loads(envelope())["signatures"][0]["sig"]}]},
        {"signatures": [{"keyid": line(ADA), "sig": "no base64"}]},
        {"signatures": [{"keyid": "ssh-ed25519 AAAA", "sig": ""}]},
        {"signatures": []},
    ],
)
def test_a_changed_envelope_vouches_for_nothing(change: dict[str, object]) -> None:
    assert signers(json.dumps(json.loads(envelope()) | change).encode(), DIGEST) == ()


@given(st.binary(max_size=300))
def test_whatever_bytes_are_no_signature(content: bytes) -> None:
    assert signers(content, DIGEST) == ()


def test_a_bundle_is_refused_where_nobody_trusted_signed_it(tmp_path: Path) -> None:
    digest = write_numeric_bundle(tmp_path).digest()
    check_signers(tmp_path, ())
    with pytest.raises(PermanentError, match="is not signed"):
        check_signers(tmp_path, [line(ADA)])
    (tmp_path / SIGNATURE).write_bytes(envelope(BOB, digest=digest))
    with pytest.raises(PermanentError, match=r"signed by ssh-ed25519 .*, which is not trusted"):
        check_signers(tmp_path, [line(ADA)])
    (tmp_path / SIGNATURE).write_bytes(envelope(ADA, digest=digest))
    check_signers(tmp_path, [line(ADA)])
    told = json.loads((tmp_path / MANIFEST).read_bytes()) | {"algorithm": "Other"}
    (tmp_path / MANIFEST).write_text(json.dumps(told))
    assert signers_of(tmp_path) == ()


def test_only_ed25519_keys_are_keys() -> None:
    assert is_key(line(ADA))
    assert not is_key("ssh-rsa AAAA")
    assert not is_key("ssh-ed25519 AAAA")
