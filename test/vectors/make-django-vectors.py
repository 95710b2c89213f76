"""Makes django.json: password hashes by Django itself, for the tests of imported hashes.

    apt-get install python3-django python3-argon2 python3-bcrypt     # Django 4.0 or newer (scrypt), as in Debian 13
    python3 make-django-vectors.py > django.json

Cheap costs for every password, so that the tests stay quick, and Django's own costs for one password each.
"""

import json
import sys

import django
from argon2.low_level import Type
from django.conf import settings

settings.configure()
django.setup()

from django.contrib.auth import hashers  # noqa: E402

PASSWORDS = {
    "ASCII": "correct-Horse-7-battery",
    "letters of two to four bytes": "pässwörd-ñ 密码 🔑",
    "decomposed letters, which Django leaves as they are": "cafe\u0301 A\u030angstro\u0308m",
    "compatibility letters, likewise": "ﬁsh２",
    "spaces around it": "  spaced out  ",
    "longer than the 72 bytes of bcrypt": "x" * 71 + "é" + "tail" * 20,
    "one letter": "a",
    "nothing": "",
}


class CheapArgon2(hashers.Argon2PasswordHasher):
    time_cost, memory_cost, parallelism = 1, 64, 2


class OldArgon2(hashers.Argon2PasswordHasher):
    """Django 1.10 to 3.1 made Argon2i, with these costs."""

    time_cost, memory_cost, parallelism = 2, 512, 2

    def params(self):
        params = super().params()
        params.type = Type.I
        return params


class CheapBcrypt(hashers.BCryptPasswordHasher):
    rounds = 4


class CheapBcryptSha256(hashers.BCryptSHA256PasswordHasher):
    rounds = 4


def encode(hasher, password, **cost):
    encoded = hasher.encode(password, hasher.salt(), **cost)
    assert hashers.get_hasher(hasher.algorithm).verify(password, encoded)
    return encoded


CHEAP = [
    lambda password: encode(hashers.PBKDF2PasswordHasher(), password, iterations=100),
    lambda password: encode(hashers.PBKDF2SHA1PasswordHasher(), password, iterations=100),
    lambda password: encode(CheapArgon2(), password),
    lambda password: encode(OldArgon2(), password),
    lambda password: encode(CheapBcrypt(), password),
    lambda password: encode(CheapBcryptSha256(), password),
    lambda password: encode(hashers.ScryptPasswordHasher(), password, n=16, r=8, p=2),
]
DEFAULT = [
    hashers.PBKDF2PasswordHasher,
    hashers.PBKDF2SHA1PasswordHasher,
    hashers.Argon2PasswordHasher,
    hashers.BCryptPasswordHasher,
    hashers.BCryptSHA256PasswordHasher,
    hashers.ScryptPasswordHasher,
]
settings.PASSWORD_HASHERS = [f"{hasher.__module__}.{hasher.__name__}" for hasher in DEFAULT]


def vector(cost, name, password, encoded):
    return {"format": encoded.split("$")[0], "cost": cost, "name": name, "password": password, "hash": encoded}


vectors = [vector("cheap", name, password, make(password)) for make in CHEAP for name, password in PASSWORDS.items()]
vectors += [vector("default", "ASCII", PASSWORDS["ASCII"], encode(hasher(), PASSWORDS["ASCII"])) for hasher in DEFAULT]

json.dump({"django": django.get_version(), "unusable": hashers.make_password(None), "vectors": vectors}, sys.stdout, indent=2, ensure_ascii=False)
print()
