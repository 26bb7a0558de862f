"""RSA keys from a given generator: cryptography's own chance cannot be seeded, and a journal must give the same key again.

These keys open nothing but simulated instances; the generator behind them is not one for secrets. A key takes some tenths
of a second to find, so a world's folder remembers those it has seen: a start reads them instead of finding them again.
"""

from __future__ import annotations

import math
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

_SMALL = math.prod(n for n in range(3, 2000, 2) if all(n % d for d in range(3, math.isqrt(n) + 1, 2)))
ROUNDS = 6
"""Miller-Rabin rounds: for random numbers of 1,024 bits the chance to be wrong is far below 2**-100."""


def rsa_key(bits: int, chance: Random, exponent: int = 65537, folder: Path | None = None) -> Any:
    """A private key of `bits` bits, determined by the state of `chance`; remembered in `folder`, if there is one."""
    name = f"{chance.getrandbits(128):032x}"
    kept = folder / f"{name}-{bits}-{exponent}.der" if folder else None
    if kept is not None:
        with suppress(OSError, ValueError):
            return serialization.load_der_private_key(kept.read_bytes(), None, unsafe_skip_rsa_key_validation=True)
    key = _found(bits, Random(name), exponent)
    if kept is not None:
        with suppress(OSError):  # it can be found again
            kept.parent.mkdir(exist_ok=True)
            kept.write_bytes(
                key.private_bytes(
                    serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
            )
    return key


def _found(bits: int, chance: Random, exponent: int) -> Any:
    while True:
        p, q = (_prime(bits // 2, chance, exponent) for _ in range(2))
        if p != q and (p * q).bit_length() == bits:
            break
    private = pow(exponent, -1, math.lcm(p - 1, q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=private,
        dmp1=rsa.rsa_crt_dmp1(private, p),
        dmq1=rsa.rsa_crt_dmq1(private, q),
        iqmp=rsa.rsa_crt_iqmp(p, q),
        public_numbers=rsa.RSAPublicNumbers(exponent, p * q),
    )
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


def _prime(bits: int, chance: Random, exponent: int) -> int:
    while True:
        # the two highest bits are set, so that the product has all its bits
        n = chance.getrandbits(bits) | 3 << (bits - 2) | 1
        if math.gcd(n, _SMALL) == 1 and math.gcd(n - 1, exponent) == 1 and _is_prime(n, chance):
            return n


def _is_prime(n: int, chance: Random) -> bool:
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    return all(_passes(n, chance.randrange(2, n - 1), odd, twos) for _ in range(ROUNDS))


def _passes(n: int, base: int, odd: int, twos: int) -> bool:
    x = pow(base, odd, n)
    if x in (1, n - 1):
        return True
    for _ in range(twos - 1):
        x = x * x % n
        if x == n - 1:
            return True
    return False
