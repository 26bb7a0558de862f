"""The learner's signing key: Ed25519, made on first use, kept in the home's state folder, for its owner's eyes alone."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from course.model.errors import WorldNotReady
from course.progress.record import files
from course.progress.twin import aside

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_PUBLIC = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")


@dataclass(frozen=True)
class SigningKey:
    """A key that can sign."""

    private: Ed25519PrivateKey
    notes: list[str] = field(default_factory=list)
    """Sentences for the learner: it was made just now, a damaged one was kept."""

    @property
    def public(self) -> str:
        """The public key, 64 hex digits."""
        return self.private.public_key().public_bytes_raw().hex()

    def sign(self, data: bytes) -> str:
        """The signature, 128 hex digits. The same data gives the same signature (RFC 8032)."""
        return self.private.sign(data).hex()


def signing_key(path: Path) -> SigningKey:
    """The key at `path`, made there on first use; a damaged one is kept beside it under another name.

    Raises WorldNotReady where it cannot be read or written.
    """
    notes: list[str] = []
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(3):
            if path.exists():
                private = _read(path, notes)
                if private is not None:
                    return SigningKey(private, notes)
                kept = aside(path)
                notes.append(
                    f"Your signing key was damaged: it was kept as {kept.name}, and a new one was made. "
                    "Records signed with the old one stay whole; they name the old key."
                )
            try:
                files.write(path, _fresh(), private=True)
            except FileExistsError:
                continue  # another process was quicker: its key is the key
            if not notes:
                notes.append(f"A signing key was made for you in {path}. Keep it to yourself, and in your backups.")
    except OSError as error:
        raise WorldNotReady(
            f"Your signing key ({path}) cannot be read or written: {error.strerror or error}.", run="ecs-course doctor"
        ) from None
    raise WorldNotReady(f"Your signing key ({path}) cannot be read.", run="ecs-course doctor")


def _read(path: Path, notes: list[str]) -> Ed25519PrivateKey | None:
    """The key, or None where the file is no Ed25519 key."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    data = path.read_bytes()
    if stat.S_IMODE(path.stat().st_mode) & 0o077 and os.name == "posix":
        path.chmod(0o600)
        notes.append(f"{path.name} was open to others on this machine; it is yours alone again.")
    try:
        found = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return found if isinstance(found, Ed25519PrivateKey) else None


def _fresh() -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def fits(public: object, data: bytes, signature: object) -> bool:
    """Whether the signature over `data` was made with the key; False also where either is no such thing."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if not (is_public(public) and isinstance(signature, str) and _SIGNATURE.fullmatch(signature)):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(str(public))).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_public(value: object) -> bool:
    """Whether the value is a public key as records write it."""
    return isinstance(value, str) and _PUBLIC.fullmatch(value) is not None


def fingerprint(public: str) -> str:
    """What people compare: the first 32 hex digits of the SHA-256 of the public key, in groups of four."""
    digits = sha256(bytes.fromhex(public)).hexdigest()[:32]
    return " ".join(digits[n : n + 4] for n in range(0, 32, 4))


def plain_digits(words: str) -> str:
    """A fingerprint or a key as somebody typed it, without spaces, dashes, colons and capitals."""
    return re.sub(r"[\s:-]", "", words).lower()
