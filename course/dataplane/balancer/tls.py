"""Certificates for HTTPS and TLS listeners: self-signed, made when a name is first asked for, kept in memory.

A browser warns of them, as nobody vouches for names that exist on one machine only; `curl -k` takes them.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
import ssl
import tempfile
from collections import OrderedDict
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

MOST = 256
"""Names for which a certificate is kept; the one asked for least recently goes first."""
DAYS = 397


def certificate(name: str) -> bytes:
    """A self-signed certificate for a name and its private key, PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    now = datetime.datetime.now(datetime.UTC)
    names: list[x509.GeneralName] = [x509.DNSName(name), x509.DNSName("localhost")]
    names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM) + private


def _server_context(pem: bytes) -> ssl.SSLContext:
    """ssl loads certificates from files only: from one in memory where there are such, else from one that lives for a moment."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if hasattr(os, "memfd_create"):
        file = os.memfd_create("certificate")
        try:
            os.write(file, pem)
            context.load_cert_chain(f"/proc/self/fd/{file}")
        finally:
            os.close(file)
    else:
        with tempfile.TemporaryDirectory() as folder:  # only its owner may look into it
            path = Path(folder, "certificate.pem")
            path.write_bytes(pem)
            context.load_cert_chain(path)
    return context


class Certificates:
    """A server context for each name that clients ask for (SNI)."""

    def __init__(self) -> None:
        self._contexts: OrderedDict[str, ssl.SSLContext] = OrderedDict()

    def context(self, name: str = "localhost") -> ssl.SSLContext:
        """The context of a socket: starts with the certificate of `name` and changes to the one that the client names."""
        context = _server_context(certificate(name))

        def asked(connection: ssl.SSLObject, server_name: str | None, _: ssl.SSLContext) -> None:
            if server_name:
                connection.context = self._of(server_name.lower().rstrip("."))

        context.sni_callback = asked
        return context

    def _of(self, name: str) -> ssl.SSLContext:
        there = self._contexts.get(name)
        if there is None:
            there = self._contexts[name] = _server_context(certificate(name))
            if len(self._contexts) > MOST:
                self._contexts.popitem(last=False)
        self._contexts.move_to_end(name)
        return there
