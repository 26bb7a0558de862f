"""Chance in moto, all of it from one generator that is seeded for each call: the same journal gives the same ids again.

What a call draws depends on its own seed only. Backends that moto makes on first sight of an account and region (with a
default VPC, for one), perhaps during a call that only reads, draw from a seed of their own name instead.
"""

from __future__ import annotations

import hashlib
import os
import random
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import cryptography
from cryptography import hazmat, x509
from cryptography.hazmat import primitives
from cryptography.hazmat.primitives import asymmetric
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from moto.core import base_backend
from moto.moto_api._internal import mock_random

from course.sandbox.bridge.primes import rsa_key
from course.sandbox.bridge.swap import Overlay, Table
from course.sandbox.clock import current

WITHOUT_DICE = frozenset({"moto.core.base_backend", "moto.moto_api._internal.moto_random"})
"""Modules that keep real chance: their ids tell objects of this process apart and are never shown."""


class World:
    """Which world this is: what its backends' seeds and their time of making are derived from."""

    seed = secrets.token_hex(8)
    born_us: int | None = None
    """When it began, in sandbox time; None for no certain time."""
    keys: Path | None = None
    """Where the keys that were found are remembered; None for nowhere."""


def begin(seed: str, born_us: int | None, keys: Path | None = None) -> None:
    """From now on backends belong to the world of this seed, begun at that time."""
    World.seed, World.born_us, World.keys = seed, born_us, keys


def seed_call(seed: int) -> None:
    """What the next call draws follows from `seed` alone."""
    mock_random.seed(seed)


@contextmanager
def aside(name: str) -> Iterator[None]:
    """Draw from the seed of this name in this world meanwhile, at the world's beginning, and leave no trace."""
    before = mock_random.getstate()
    digest = hashlib.blake2b(f"{World.seed}/{name}".encode(), digest_size=8).digest()
    mock_random.seed(int.from_bytes(digest))
    try:
        if World.born_us is None:
            yield
        else:
            with current.pinned(World.born_us):
                yield
    finally:
        mock_random.setstate(before)


def _token_bytes(count: int | None = None) -> bytes:
    drawn: bytes = mock_random.randbytes(32 if count is None else count)
    return drawn


def _token_hex(count: int | None = None) -> str:
    return _token_bytes(count).hex()


def _token_urlsafe(count: int | None = None) -> str:
    return str(mock_random.token_urlsafe(32 if count is None else count))


def _generate_rsa(public_exponent: int = 65537, key_size: int = 2048, backend: Any = None) -> Any:
    return rsa_key(key_size, mock_random, public_exponent, World.keys)


def _generate_ec(curve: Any, backend: Any = None) -> Any:
    # a private key of this size is below the order of each curve that AWS offers
    return ec.derive_private_key(mock_random.getrandbits(curve.key_size - 2) | 1, curve)


class _Ed25519PrivateKey:
    """The class of private keys, with another way to generate one."""

    from_private_bytes = ed25519.Ed25519PrivateKey.from_private_bytes

    @staticmethod
    def generate() -> Any:
        """A key from the seeded generator."""
        return ed25519.Ed25519PrivateKey.from_private_bytes(mock_random.randbytes(32))


def _serial_number() -> int:
    return int(mock_random.getrandbits(159)) | 1


_RSA = Overlay(rsa, generate_private_key=_generate_rsa)
_EC = Overlay(ec, generate_private_key=_generate_ec)
_X509 = Overlay(x509, random_serial_number=_serial_number)
_ASYMMETRIC = Overlay(asymmetric, rsa=_RSA, ec=_EC)
_HAZMAT = Overlay(hazmat, primitives=Overlay(primitives, asymmetric=_ASYMMETRIC))

_DRAWN = (
    "choice",
    "choices",
    "getrandbits",
    "randbytes",
    "randint",
    "random",
    "randrange",
    "sample",
    "shuffle",
    "uniform",
)
_SECRETS = {
    "choice": mock_random.choice,
    "randbelow": mock_random.randrange,
    "randbits": mock_random.getrandbits,
    "token_bytes": _token_bytes,
    "token_hex": _token_hex,
    "token_urlsafe": _token_urlsafe,
}
_TABLE = Table(
    [
        (uuid, Overlay(uuid, uuid1=mock_random.uuid1, uuid4=mock_random.uuid4)),
        (uuid.uuid1, mock_random.uuid1),
        (uuid.uuid4, mock_random.uuid4),
        (random, Overlay(random, **{name: getattr(mock_random, name) for name in _DRAWN})),
        *((getattr(random, name), getattr(mock_random, name)) for name in _DRAWN),
        (secrets, Overlay(secrets, **_SECRETS)),
        *((getattr(secrets, name), instead) for name, instead in _SECRETS.items()),
        (os, Overlay(os, urandom=_token_bytes)),
        (os.urandom, _token_bytes),
        (rsa, _RSA),
        (ec, _EC),
        (x509, _X509),
        (cryptography, Overlay(cryptography, x509=_X509, hazmat=_HAZMAT)),
        (rsa.generate_private_key, _generate_rsa),
        (ec.generate_private_key, _generate_ec),
        (ed25519.Ed25519PrivateKey, _Ed25519PrivateKey),
    ]
)


def swap(module: ModuleType) -> None:
    """Give one module of moto the seeded generator for every source of chance it knows."""
    if module.__name__ not in WITHOUT_DICE:
        _TABLE.swap(module)
    if module.__name__ == "moto.kms.models":
        _seed_default_keys(vars(module)["KmsBackend"])


def _seed_default_keys(backend: Any) -> None:
    """KMS makes an account's default keys when somebody first looks: from the world's seed, like all that is so made."""
    plain = backend._generate_default_keys

    def _generate_default_keys(self: Any, alias_name: str) -> Any:
        with aside(f"kms/{self.account_id}/{self.region_name}/{alias_name}"):
            return plain(self, alias_name)

    backend._generate_default_keys = _generate_default_keys


def install() -> None:
    """Make each new backend draw from its own name. Idempotent."""
    account: Any = base_backend.AccountSpecificBackend
    plain = account.__getitem__
    if getattr(plain, "is_seeded", False):
        return

    def __getitem__(self: Any, region_name: str) -> Any:
        known = "aws" if region_name == "global" else region_name
        if dict.__contains__(self, known):
            return dict.__getitem__(self, known)
        with aside(f"{self.service_name}/{self.account_id}/{known}"):
            return plain(self, region_name)

    __getitem__.is_seeded = True  # type: ignore[attr-defined]
    account.__getitem__ = __getitem__
