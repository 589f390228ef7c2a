"""The key with which certificates are signed. The private half is in the environment
(SIGNING_KEY, 64 hexadecimal digits) or in a file of the site's own, made at first use; the public
half of every key that ever signed is a row (models.SigningKey)."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from training.learning.certificates import ed25519
from training.learning.certificates.errors import CertificateRefused
from training.learning.certificates.models import SigningKey

FILE = "signing_key"
"""Its name below VAR_DIR; backups keep it."""
VARIABLE = "SIGNING_KEY"


@dataclass(frozen=True)
class Pair:
    """A key with both halves."""

    seed: bytes
    public: bytes

    @property
    def kid(self) -> str:
        """What names the key in a signature."""
        return kid_of(self.public)


def kid_of(public: bytes) -> str:
    """The name of a public key: the beginning of its fingerprint."""
    return sha256(public).hexdigest()[:8]


def key_file() -> Path:
    """Where the private half lies if the environment does not hold it."""
    return Path(settings.VAR_DIR) / FILE


def _written(path: Path) -> None:
    """Make the file whole or not at all; who comes second keeps the first one's key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            os.link(partial, path)
    finally:
        partial.unlink()


_known: dict[str, Pair] = {}


def current() -> Pair:
    """The key that signs now, made at first use; CertificateRefused for one that cannot be read."""
    text = settings.SIGNING_KEY.strip()
    if not text:
        path = key_file()
        if not path.exists():
            _written(path)
        text = path.read_text(encoding="utf-8").strip()
    if text not in _known:
        try:
            seed = bytes.fromhex(text)
            pair = Pair(seed, ed25519.public_of(seed))
        except ValueError:
            told = _("签名密钥读不出来，请联系系统管理员（见运维手册“证书签名”）。")
            raise CertificateRefused("key", told) from None
        _known.clear()
        _known[text] = pair
    return _known[text]


def published(pair: Pair, now: datetime) -> None:
    """Note the public half, in the caller's transaction. One query once it is known."""
    if not SigningKey.objects.filter(kid=pair.kid).exists():
        SigningKey.objects.get_or_create(
            kid=pair.kid, defaults={"public": pair.public.hex(), "first_used_at": now}
        )


def public_keys() -> dict[str, bytes]:
    """Every public key that ever signed, by its name. One query."""
    rows = SigningKey.objects.values_list("kid", "public")
    return {kid: bytes.fromhex(public) for kid, public in rows}


def renewed() -> Path | None:
    """Put a new private key in place of the file; the old one is thrown away, since its public half
    is all that checking needs. None where the environment holds the key."""
    if settings.SIGNING_KEY.strip():
        return None
    path = key_file()
    path.unlink(missing_ok=True)
    _written(path)
    return path
