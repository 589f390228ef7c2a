"""What a browser is told so that it can keep the site on a phone."""

import json
import re
from pathlib import Path
from typing import Any

from django.conf import settings as configured
from django.test import Client
from django.utils.functional import Promise

from training.people.models import User
from training.portal.app import wording
from training.portal.app import worker as service_worker

SCRIPTS = Path(configured.BASE_DIR) / "training/static/offline"


def known_to(script: str) -> dict[str, object]:
    """What stands in front of the worker's own script."""
    first = script.splitlines()[0]
    return dict(json.loads(first.removeprefix("self.LVZHI = ").removesuffix(";")))


def test_the_worker_is_asked_for_anew_and_works_for_the_whole_site(client: Client) -> None:
    response = client.get("/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"
    known = known_to(response.content.decode())
    assert known["off"] is False
    assert "/-/offline/zh-hans/" in known["files"]  # type: ignore[operator]


def test_everything_the_worker_keeps_can_be_had_without_signing_in(
    client: Client, db: None
) -> None:
    _name, files = service_worker.shell()
    pages = [address for address in files if not address.startswith("/static/")]
    assert len(pages) == 4
    for address in pages:
        assert client.get(address).status_code == 200, address


def test_the_kill_switch_tells_the_worker_to_go(client: Client, settings: Any) -> None:
    settings.OFFLINE_WORKER = False
    assert known_to(client.get("/sw.js").content.decode())["off"] is True


def test_the_manifest_names_the_site_and_icons_that_exist(client: Client) -> None:
    told = client.get("/manifest.webmanifest").json()
    assert told["name"] == configured.SITE_NAME
    assert told["start_url"] == "/my/"
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        name = icon["src"].rpartition("/")[2].split(".")[0]
        assert (SCRIPTS.parent / "img" / f"{name}.png").exists()


def test_pages_that_stand_in_say_nothing_of_anybody(client: Client, wang: User) -> None:
    client.force_login(wang)
    told = client.get("/-/offline/zh-hans/").content.decode()
    assert wang.name not in told
    assert str(wang.pk) not in told
    assert "csrf" not in told


def test_every_sentence_a_script_asks_for_is_there_and_none_beside() -> None:
    source = "\n".join(path.read_text() for path in SCRIPTS.glob("*.js"))
    asked = set(re.findall(r'say\("(\w+)"', source))
    assert asked <= wording.WORDS.keys()
    # Some keys are put together (kind_…, did_…), some handed on.
    named = set(re.findall(r'"(\w+)"', source))
    begun = tuple(re.findall(r"`(\w+_)\$", source))
    states = {"right", "partial", "wrong"}
    left = {key for key in wording.WORDS if key not in named | states}
    assert not {key for key in left if not key.startswith(begun)}


def test_sentences_are_for_translation() -> None:
    assert all(isinstance(text, Promise) for text in wording.WORDS.values())
