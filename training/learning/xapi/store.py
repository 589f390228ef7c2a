"""Talking to a learning record store (LRS): one POST of statements, by the standard library."""

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from django.conf import settings

from training.learning.xapi.statements import Json
from training.learning.xapi.vocabulary import VERSION

TIMEOUT = 10
# It will never take these as they are; anything else may pass.
FOR_GOOD = frozenset({400, 409, 413})


class StoreAway(Exception):
    """Not to be reached, or not willing just now: to be tried again later."""


class StoreRefused(Exception):
    """Something in what was sent is not acceptable; `known` when the store has it already."""

    def __init__(self, status: int, told: str) -> None:
        super().__init__(f"{status} {told}".strip())
        self.status = status

    @property
    def known(self) -> bool:
        """409: a statement of this id is there."""
        return self.status == 409


class _Stay(urllib.request.HTTPRedirectHandler):
    """Records are not carried to wherever an answer points."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Never."""


@dataclass(frozen=True)
class Store:
    """Where it is, and as whom we come."""

    url: str
    user: str
    password: str

    @classmethod
    def configured(cls) -> "Store | None":
        """As the settings say; None without one."""
        told = settings.XAPI_LRS
        return cls(told["url"].rstrip("/"), told["user"], told["password"]) if told["url"] else None

    def send(self, statements: Sequence[Json]) -> None:
        """Hand over statements, all or none. Raises StoreRefused or StoreAway."""
        request = urllib.request.Request(  # noqa: S310 - the operator's own address
            f"{self.url}/statements",
            data=json.dumps(list(statements), ensure_ascii=False).encode(),
            headers=self._headers(),
            method="POST",
        )
        try:
            with urllib.request.build_opener(_Stay).open(request, timeout=TIMEOUT) as reply:
                reply.read()
        except urllib.error.HTTPError as error:
            told = error.read(200).decode("utf-8", "replace")
            if error.code in FOR_GOOD:
                raise StoreRefused(error.code, told) from error
            raise StoreAway(f"{error.code} {told}".strip()) from error
        except (OSError, HTTPException, ValueError) as error:
            told = str(getattr(error, "reason", "") or error)
            raise StoreAway(told or type(error).__name__) from error

    def _headers(self) -> dict[str, str]:
        key = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return {
            "Content-Type": "application/json; charset=utf-8",
            "X-Experience-API-Version": VERSION,
            "Authorization": f"Basic {key}",
        }
