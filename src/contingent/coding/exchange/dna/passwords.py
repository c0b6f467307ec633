"""Passwords as DNA keeps them: salt and digest, in Base64.

The digest is SHA-256 applied 100,000 times, at first to 16 random bytes followed by the password, then to its own
result; the text kept is Base64 of salt and digest (StrongPasswordEncryptor of the Jasypt library).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import unicodedata

DEFAULT = "contingent"
"""The password of coders written without one of their own; DNA asks for it when the file is opened."""

_ROUNDS = 100_000
_SALT = 16


def hashed(password: str, salt: bytes | None = None) -> str:
    """Return the text DNA keeps of a password; `salt` are 16 random bytes unless given."""
    salt = secrets.token_bytes(_SALT) if salt is None else salt
    digest = salt + unicodedata.normalize("NFC", password).encode()
    for _ in range(_ROUNDS):
        digest = hashlib.sha256(digest).digest()
    return base64.b64encode(salt + digest).decode("ascii")


def fits(password: str, kept: str) -> bool:
    """Return whether a password is the one whose text is kept."""
    try:
        salt = base64.b64decode(kept, validate=True)[:_SALT]
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(hashed(password, salt), kept)
