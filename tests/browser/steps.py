"""What people do in a browser, by name."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.factories.world import PASSWORD


def sign_in(page: Page, user: Any, door: str = "/my/") -> None:
    """Through the form, to a person's own door."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(user.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button").first.click()
    page.wait_for_url(f"**{door}")


def answer(page: Page, number: int) -> None:
    """Give some answer to a question, whatever its kind."""
    question = page.locator(f"#q{number}")
    question.wait_for(state="attached")  # the paper may still be on its way
    for select in question.locator("select").all():
        count = select.locator("option").count()
        done = int(
            select.evaluate("s => [...s.closest('fieldset').querySelectorAll('select')].indexOf(s)")
        )
        select.select_option(index=min(done + 1, count - 1))
    for text in question.locator("input[type=text]").all():
        text.fill("十")
    names = question.locator("input[type=radio], input[type=checkbox]").evaluate_all(
        "inputs => [...new Set(inputs.map(input => input.name))]"
    )
    for name in names:
        question.locator(f"input[name='{name}']").first.check(force=True)


def saved(page: Page) -> None:
    """Wait for the acknowledgement in words."""
    expect(page.locator("[data-saved]")).to_contain_text("已保存")


def acknowledged(page: Page, number: int) -> None:
    """Wait until the server has given this question's answer a step."""
    expect(page.locator(f"#q{number}")).not_to_have_attribute("data-step", "0")


def shown_in(page: Page, **chosen: str) -> None:
    """Text size (`size`) and contrast as chosen, from the next page on and on every page: a cookie
    set for the address in view would only be sent below it."""
    start = "/".join(page.url.split("/")[:3])
    page.context.add_cookies(
        [{"name": name, "value": value, "url": start} for name, value in chosen.items()]
    )
