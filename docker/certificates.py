"""Makes a certificate authority and a server certificate by it, for services that only know each other.

`certificates.py --name HOST [--group GID] FOLDER` writes ca.crt, server.crt and server.key. The authority's own key is
kept nowhere, so that nothing more can be signed by it. What is there and valid for a month more is left alone.
"""

import argparse
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID = timedelta(days=3650)
RENEWED_BEFORE = timedelta(days=30)


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def begun(subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID)
    )


def make(host: str, now: datetime) -> dict[str, bytes]:
    """The three files by name."""
    authority, server = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = (
        begun("sluis database authority", "sluis database authority", authority, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    certificate = (
        begun(host, "sluis database authority", server, now)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    return {
        "server.key": server.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        "server.crt": certificate.public_bytes(pem),
        "ca.crt": ca.public_bytes(pem),
    }


def is_current(folder: Path, now: datetime) -> bool:
    """Whether all three are there and the certificate lasts."""
    try:
        certificate = x509.load_pem_x509_certificate((folder / "server.crt").read_bytes())
    except (OSError, ValueError):
        return False
    there = all((folder / file).exists() for file in ("ca.crt", "server.key"))
    return there and certificate.not_valid_after_utc > now + RENEWED_BEFORE


def write(folder: Path, files: dict[str, bytes], group: int | None) -> None:
    """The key is for its owner and the group only, as PostgreSQL demands."""
    for file, content in files.items():
        path = folder / file
        path.unlink(missing_ok=True)
        mode = 0o640 if file.endswith(".key") else 0o644
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as out:
            if group is not None:
                os.fchown(descriptor, -1, group)
            os.fchmod(descriptor, mode)
            out.write(content)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--name", required=True)
    parser.add_argument("--group", type=int)
    given = parser.parse_args()
    now = datetime.now(UTC)
    if not is_current(given.folder, now):
        write(given.folder, make(given.name, now), given.group)


if __name__ == "__main__":
    main()
