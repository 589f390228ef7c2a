"""What `make run` and `make test` say and do before and after the real work."""

import os
import socket
import subprocess
import sys

import polib
import pytest

from tests.architecture.sources import ROOT
from tools import check, check_messages, console, machine, prepare, serve, stamps

MISSING = machine.Program("数据库", ("no-such-program",), "postgresql")


@pytest.fixture
def busy_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_busy_port_is_told_before_any_work(busy_port, tmp_path):
    env = {**os.environ, "PORT": str(busy_port), "HOST": "", "VAR_DIR": str(tmp_path / "var")}
    done = subprocess.run(
        [sys.executable, "-m", "tools.serve"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert f"端口 {busy_port} 已被别的程序占用" in done.stderr
    assert f"make run PORT={busy_port + 1}" in done.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1", "80 00"])
def test_a_port_that_is_none_is_told(port, monkeypatch, capsys):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit) as end:
        serve.address()
    assert end.value.code == 2
    assert port in capsys.readouterr().err


def test_the_welcome_names_address_accounts_and_password(monkeypatch, tmp_path):
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("DEMO_PASSWORD", "a-password")
    monkeypatch.setattr(prepare, "REAL_USE", tmp_path / "real_use")
    text = serve.welcome()
    assert "http://127.0.0.1:8123/" in text
    assert "a-password" in text
    assert all(name in text for name in ("daibiao", "zhuren", "jiangshi", "changwei", "guanli"))
    assert "start_real" in text


def test_real_use_shows_no_sample_accounts(monkeypatch, tmp_path):
    monkeypatch.setattr(prepare, "REAL_USE", tmp_path / "real_use")
    (tmp_path / "real_use").touch()
    assert "daibiao" not in serve.welcome()


def test_the_sample_password_is_made_once_and_private(monkeypatch, tmp_path):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    monkeypatch.setattr(prepare, "VAR", tmp_path)
    assert prepare.sample_password() == prepare.sample_password()
    assert (tmp_path / "demo_password").stat().st_mode & 0o777 == 0o600


def test_a_stamp_is_current_until_a_file_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(stamps, "ROOT", tmp_path)
    (tmp_path / "a.txt").write_text("one")
    made = stamps.Stamp(tmp_path / "stamp", stamps.digest(stamps.files_under("*.txt")))
    assert not made.is_current()
    made.set()
    assert stamps.Stamp(made.path, stamps.digest(stamps.files_under("*.txt"))).is_current()
    (tmp_path / "b.txt").write_text("two")
    assert not stamps.Stamp(made.path, stamps.digest(stamps.files_under("*.txt"))).is_current()


def test_a_step_that_fails_shows_its_last_lines_and_ends(tmp_path, capsys):
    failing = [sys.executable, "-c", "print('why it failed'); raise SystemExit(3)"]
    with pytest.raises(SystemExit) as end:
        console.run_quietly("试验", failing, log=tmp_path / "logs" / "x.log")
    told = capsys.readouterr()
    assert end.value.code == 1
    assert "why it failed" in told.out
    assert "退出码 3" in told.err


@pytest.mark.parametrize(("ci", "verdict"), [("true", "失败"), ("", "未做")])
def test_what_the_machine_lacks_fails_in_ci_only(monkeypatch, capsys, ci, verdict):
    monkeypatch.setenv("CI", ci)
    outcome = check.run(check.Step("数据库", ["-c", "pass"], MISSING), dict(os.environ))
    assert outcome.verdict == verdict
    assert "sudo apt-get install postgresql" in capsys.readouterr().out


def test_every_step_runs_and_the_last_line_says_what_passed():
    tests = "print('=== 3 passed, 1 deselected in 0.1s ===')"
    outcomes = [
        check.run(check.Step("类型", ["-c", "print('Found 2 errors.'); exit(1)"]), os.environ),
        check.run(check.Step("测试", ["-c", tests]), os.environ),
    ]
    last = check.summary(outcomes, 5).splitlines()[-1]
    assert last == "没有通过（类型），共 5 秒；测试 3 passed, 1 deselected in 0.1s"


def test_a_step_cannot_reach_this_copys_data(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://real/one")
    with check.clean_surroundings() as env:
        assert "DATABASE_URL" not in env
        assert env["VAR_DIR"] != str(ROOT / "var")


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (polib.POEntry(msgid="学习", msgstr="Study"), []),
        (polib.POEntry(msgid="学习", msgstr=""), ["没有英文"]),
        (polib.POEntry(msgid="学习", msgstr="Study", flags=["fuzzy"]), ["fuzzy"]),
        (polib.POEntry(msgid="Sign in", msgstr=""), []),
    ],
)
def test_texts_without_english_are_found(entry, told):
    catalogue = polib.POFile()
    catalogue.append(entry)
    found = list(check_messages.untranslated(catalogue))
    assert len(found) == len(told)
    assert all(word in line for word, line in zip(told, found, strict=True))


@pytest.mark.parametrize(
    ("template", "lines"),
    [
        ("<p>{% translate '学习' %}</p>", []),
        ("{% blocktranslate trimmed %}\n第 {{ n }} 天\n{% endblocktranslate %}", []),
        ("{# 说明 #}<!-- 说明 -->{% comment %}说明{% endcomment %}", []),
        ('<button lang="zh-Hans">中文</button>', []),
        ("<p>\n学习</p>", ["2"]),
        ('<html lang="zh-Hans"><p>学习</p>', ["1"]),
    ],
)
def test_chinese_that_a_template_shows_unmarked_is_found(tmp_path, monkeypatch, template, lines):
    monkeypatch.setattr(check_messages, "ROOT", tmp_path)
    page = tmp_path / "page.html"
    page.write_text(template, encoding="utf-8")
    found = list(check_messages.bare_chinese(page))
    assert [line.split(":")[1] for line in found] == lines


def test_a_compiled_catalogue_that_is_older_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(check_messages, "ROOT", tmp_path)
    written = tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po"
    written.parent.mkdir(parents=True)
    monkeypatch.setattr(check_messages, "CATALOGUE", written)
    assert "缺少" in next(check_messages.stale_compilation())
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="学习", msgstr="Study"))
    catalogue.save(str(written))
    catalogue.save_as_mofile(str(written.with_suffix(".mo")))
    assert list(check_messages.stale_compilation()) == []
    catalogue[0].msgstr = "Learning"
    catalogue.save(str(written))
    assert "不一致" in next(check_messages.stale_compilation())
