"""Check a certificate's signed text, also without a database: `--keys FILE`."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from training.learning.certificates import keys, selectors, tokens
from training.learning.certificates.tokens import Checked, Verdict

WORDS = {
    Verdict.GOOD: "签名有效：内容没有改动过。",
    Verdict.FORGED: "签名不对：内容改动过，或者不是本站发的。",
    Verdict.UNKNOWN_KEY: "签名用的密钥没有登记。",
    Verdict.UNREADABLE: "没有读到签名文本。",
}
FIELDS = (
    "核验码",
    "编号",
    "姓名",
    "班次",
    "课程",
    "学时",
    "开班日期",
    "结束日期",
    "发证日期",
    "发证单位",
)
LONGEST = 1_000_000


class Command(BaseCommand):
    help = "核验证书的签名。退出码：0 有效；1 签名不对或读不出；2 签名对，但证书已撤销或换发。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What to check, and by which keys."""
        parser.add_argument("text", help="签名文本、扫码得到的网址，或者文件名；“-”表示标准输入。")
        parser.add_argument(
            "--keys", help="公钥文件（/verify/keys/ 下载的 JSON），给了就不用数据库。"
        )
        parser.add_argument("--json", action="store_true", help="结果写成 JSON。")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say the verdict; exit with the code named in the help."""
        known = _keys(options["keys"])
        checked = tokens.checked(_text(options["text"]), known)
        status = "" if options["keys"] else _status(checked)
        if options["json"]:
            told = {
                "signature": checked.verdict.value,
                "status": status,
                "fields": vars(checked.payload) if checked.payload else {},
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self._say(checked, status)
        if checked.verdict is not Verdict.GOOD:
            raise SystemExit(1)
        if status in ("revoked", "replaced"):
            raise SystemExit(2)

    def _say(self, checked: Checked, status: str) -> None:
        self.stdout.write(WORDS[checked.verdict])
        if checked.payload and checked.verdict is Verdict.GOOD:
            for label, name in zip(FIELDS, tokens.NAMES, strict=True):
                self.stdout.write(f"  {label}：{getattr(checked.payload, name)}")
        if status:
            words = {"valid": "有效", "revoked": "已撤销", "replaced": "已换发"}
            self.stdout.write(f"现在的状态：{words[status]}。")


def _text(given: str) -> str:
    if given == "-":
        return sys.stdin.read(LONGEST)
    path = Path(given)
    try:
        if len(given) < 1000 and path.is_file():
            return path.read_bytes()[:LONGEST].decode("utf-8", errors="replace")
    except OSError:
        pass
    return given


def _keys(file: str | None) -> dict[str, bytes]:
    if file is None:
        return keys.public_keys()
    try:
        told = json.loads(Path(file).read_text(encoding="utf-8"))["keys"]
        return {str(kid): bytes.fromhex(public) for kid, public in told.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise CommandError(f"公钥文件“{file}”读不出来。") from None


def _status(checked: Checked) -> str:
    """How the certificate stands today; '' where it is not known here."""
    if checked.payload is None or checked.verdict is not Verdict.GOOD:
        return ""
    try:
        found = selectors.found_by(checked.payload.code)
    except DatabaseError:
        return ""
    return str(found.shown.row.status) if found else ""
