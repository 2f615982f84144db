"""Certificates for tests of encrypted connections, of an authority made for the test."""

import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from stratum.runtime.clock import SystemClock

_Key = ec.EllipticCurvePrivateKey


def _certificate(
    subject: str, key: _Key, issuer: str, by: _Key, names: list[x509.GeneralName]
) -> x509.Certificate:
    moment = datetime.datetime.fromtimestamp(SystemClock().now(), datetime.UTC)
    made = (
        x509
        .CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - datetime.timedelta(days=1))
        .not_valid_after(moment + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
    )
    if names:
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return made.sign(by, hashes.SHA256())


def authority(folder: Path, *names: x509.GeneralName) -> Path:
    """Files ``ca.pem`` and ``server.pem``, the latter with its key, of an authority made for the test."""
    root, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(_certificate("ca", root, "ca", root, []).public_bytes(pem))
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    shown = _certificate("server", key, "ca", root, list(names)).public_bytes(pem)
    (folder / "server.pem").write_bytes(private + shown)
    return folder
