"""Reading aloud, with a voice that says at once what it was given and remembers it."""

from playwright.sync_api import Page, expect

from tests.browser.steps import sign_in
from tests.factories.world import World
from training.people.models import User

VOICE = """
window.said = []; window.slow = false;
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; this.rate = 1; } };
const voice = {
  getVoices: () => [{ lang: "en-US", localService: true }, { lang: "zh-CN", localService: true }],
  speak(words) { window.said.push([words.text, words.rate, words.voice && words.voice.lang]);
    if (!window.slow) setTimeout(() => words.onend(), 1); },
  cancel() {},
};
Object.defineProperty(window, "speechSynthesis", { value: voice });
"""
SILENT = "delete window.speechSynthesis; window.SpeechSynthesisUtterance = undefined;"


def test_a_lesson_is_read_sentence_by_sentence(phone: Page, wang: User, dinghai: World) -> None:
    phone.add_init_script(VOICE)
    sign_in(phone, wang)
    phone.goto(dinghai.lesson.url)
    phone.get_by_role("button", name="听全文").click()
    expect(phone.locator("[data-aloud-line]")).to_have_text("读完了。")
    said = phone.evaluate("said")
    assert said[0][0] == dinghai.lesson.title
    assert {lang for _text, _rate, lang in said} == {"zh-CN"}
    assert all(len(text) <= 91 for text, _rate, _lang in said)
    # Everything once, in the order of the page, and nothing of the frame around it.
    whole = "".join(text for text, _rate, _lang in said)
    assert "听全文" not in whole
    assert "学完了" not in whole
    for paragraph in phone.locator(".section p:not([data-aloud-line])").all_inner_texts():
        if paragraph.strip() and "按" not in paragraph:
            assert "".join(paragraph.split())[:12] in "".join(whole.split())


def test_pausing_goes_on_with_the_same_sentence_and_speed_is_kept(
    phone: Page, wang: User, dinghai: World
) -> None:
    phone.add_init_script(VOICE)
    sign_in(phone, wang)
    phone.goto(dinghai.lesson.url)
    phone.evaluate("slow = true")
    phone.get_by_label("语速").select_option(label="慢")
    phone.get_by_role("button", name="听全文").click()
    expect(phone.locator(".aloud-now")).to_have_count(1)
    phone.get_by_role("button", name="暂停").click()
    phone.get_by_role("button", name="接着听").click()
    first, again = phone.evaluate("said")
    assert first == again
    assert first[1] == 0.75
    phone.get_by_role("button", name="停止朗读").click()
    expect(phone.locator(".aloud-now")).to_have_count(0)
    phone.reload()
    expect(phone.get_by_label("语速")).to_have_value("0.75")


def test_on_a_paper_the_question_in_view_is_read(phone: Page, wang: User, dinghai: World) -> None:
    phone.add_init_script(VOICE)
    sign_in(phone, wang)
    phone.goto(f"/quiz/{dinghai.quiz.uuid}/")
    phone.get_by_role("button", name="开始").click()
    expect(phone.locator("[data-steps]")).to_be_visible()
    phone.get_by_role("button", name="下一题").click()
    phone.get_by_role("button", name="听这道题").click()
    expect(phone.locator("[data-aloud-line]")).to_have_text("读完了。")
    whole = " ".join(text for text, _rate, _lang in phone.evaluate("said"))
    shown = phone.locator("#q2 .question__stem").inner_text()
    assert shown[:10] in whole
    assert phone.locator("#q1 .question__stem").inner_text()[:10] not in whole


def test_without_a_voice_there_is_no_bar(phone: Page, wang: User, dinghai: World) -> None:
    phone.add_init_script(SILENT)
    sign_in(phone, wang)
    phone.goto(dinghai.lesson.url)
    expect(phone.locator("[data-reader-line]")).to_be_attached()
    expect(phone.locator("[data-aloud]")).to_be_hidden()
