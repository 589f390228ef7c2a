"""Tokens: 256 random bits behind a word that tells what they are. Kept as a hash only."""

import hashlib
import secrets

PREFIX = "lvzhi_"
"""So that a token that was left lying about is known for what it is."""
LONGEST = 100
"""Signs; anything longer is no token, and is not hashed."""


def new_token() -> str:
    """A token that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a token. It is as random as the hash is long, so one fast round is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
