"""A certificate on a phone: what its code leads to, and checking without a network."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.test_accessible import violations
from tests.factories.certified import certified
from tests.factories.world import World
from training.cohorts.models import Enrolment
from training.learning.certificates import keys, tokens
from training.learning.certificates.tokens import Payload
from training.people.models import User

GOOD, BAD = "签名有效", "签名不对"


def check(page: Page, text: str) -> Any:
    page.locator("#text").fill(text)
    page.get_by_role("button", name="核验签名").click()
    return page.locator("[data-checked] .notice")


def test_what_a_scanned_code_shows(
    phone: Page, dinghai: World, wangs_enrolment: Enrolment, zhang: User
) -> None:
    made = certified(dinghai, wangs_enrolment, zhang)
    phone.goto(f"/verify/{made.code}/#{made.token}")
    expect(phone.locator("[data-checked]")).to_contain_text("签名有效，和这份证书一致")
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    other = Payload(
        **{**vars(tokens.checked(made.token, keys.public_keys()).payload), "name": "我"}
    )
    mixed = ".".join(
        [*tokens.signed(other, keys.current()).split(".")[:3], made.token.split(".")[3]]
    )
    phone.goto("/verify/")
    phone.goto(f"/verify/{made.code}/#{mixed}")
    expect(phone.locator("[data-checked]")).to_contain_text("可能改动过")


def test_a_code_typed_from_paper(
    phone: Page, dinghai: World, wangs_enrolment: Enrolment, zhang: User
) -> None:
    made = certified(dinghai, wangs_enrolment, zhang)
    phone.goto("/verify/")
    phone.locator("#id_code").fill(made.code)
    phone.get_by_role("button", name="核验").click()
    phone.wait_for_url(f"**/verify/{made.code}/")
    expect(phone.locator("main")).to_contain_text("王代表")


def test_without_a_network(
    phone: Page, dinghai: World, wangs_enrolment: Enrolment, zhang: User
) -> None:
    made = certified(dinghai, wangs_enrolment, zhang)
    phone.goto("/verify/offline/")
    assert violations(phone) == []
    phone.context.set_offline(True)
    expect(check(phone, f"https://x.cn/verify/1/#{made.token}")).to_contain_text(GOOD)
    expect(phone.locator("[data-checked] dl")).to_contain_text("王代表")
    for place in (15, 60, len(made.token) - 40):
        letter = "A" if made.token[place] != "A" else "B"
        changed = made.token[:place] + letter + made.token[place + 1 :]
        expect(check(phone, changed)).not_to_contain_text(GOOD)
    expect(check(phone, "什么也不是")).to_contain_text("没有读到签名文本")
    phone.context.set_offline(False)


def test_the_file_to_be_kept_works_by_itself(
    phone: Page, dinghai: World, wangs_enrolment: Enrolment, zhang: User, tmp_path: Path
) -> None:
    made = certified(dinghai, wangs_enrolment, zhang)
    text = phone.request.get("/verify/offline/file/").text()
    assert json.dumps(keys.current().public.hex()) in text
    phone.set_content(text)
    expect(check(phone, made.token)).to_contain_text(GOOD)
    expect(check(phone, made.token[:-30] + "A" * 30)).to_contain_text(BAD)
