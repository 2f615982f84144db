"""Who belongs to a cluster: an authority of its own, and a certificate for each part.

Keys are files that only their owner reads (mode 0600, in folders of mode 0700). They are in no document, no
log and no model. Whoever holds a certificate of the authority belongs to the cluster, and nobody else does.
"""

import datetime
import os
import shutil
from pathlib import Path
from typing import Final

from stratum.core.clock import Clock
from stratum.training.cluster.install import WANTED, wanted

AUTHORITY, CERTIFICATE, KEY = "ca.pem", "own.pem", "own.key"
YEARS: Final = 10
_MADE: Final = "authority"
_HOUR = datetime.timedelta(hours=1)


def credentials(cluster: Path, name: str) -> Path:
    """The folder that the certificate of a part of a cluster is in, once it has one."""
    return cluster / "parts" / name


def enrol(cluster: Path, name: str, clock: Clock) -> Path:
    """Give a part of a cluster a certificate, unless it has one; the first one makes the authority.

    Args:
        cluster: Folder of the cluster.
        name: Of the part, unique in the cluster.
        clock: Says from when on the certificate is good; it is for ``YEARS`` years.

    Returns:
        The folder with ``ca.pem``, ``own.pem`` and ``own.key``.

    Raises:
        PermanentError: If ``cryptography`` is not installed.
        OSError: If the folder cannot be written.
    """
    target = credentials(cluster, name)
    if (target / CERTIFICATE).is_file():
        return target
    authority = cluster / _MADE
    if not (authority / CERTIFICATE).is_file():
        _make(authority, None, "stratum cluster", clock)
    _make(target, authority, name, clock)
    return target


def _make(target: Path, authority: Path | None, name: str, clock: Clock) -> None:
    """Write a key and its certificate, signed by the authority or, for the authority, by itself."""
    with wanted(WANTED):
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import NameOID
    key = ec.generate_private_key(ec.SECP256R1())
    subject = issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    signer: ec.EllipticCurvePrivateKey = key
    if authority is not None:
        issuer = x509.load_pem_x509_certificate((authority / CERTIFICATE).read_bytes()).subject
        read = serialization.load_pem_private_key((authority / KEY).read_bytes(), None)
        if not isinstance(read, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{authority / KEY} holds no elliptic key")
        signer = read
    now = datetime.datetime.fromtimestamp(clock.now(), datetime.UTC)
    made = (
        x509
        .CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _HOUR)
        .not_valid_after(now + datetime.timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=authority is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(target, pem, made.public_bytes(serialization.Encoding.PEM), authority)


def _write(target: Path, key: bytes, certificate: bytes, authority: Path | None) -> None:
    """Key first: where the certificate is, everything is."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.chmod(0o700)
    file = os.open(target / KEY, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "wb") as opened:
        opened.write(key)
    if authority is not None:
        shutil.copyfile(authority / CERTIFICATE, target / AUTHORITY)
    part = target / f".{CERTIFICATE}"
    part.write_bytes(certificate)
    part.replace(target / CERTIFICATE)
