"""Change the key with which certificates are signed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from training.learning.certificates import keys


class Command(BaseCommand):
    help = "换一把证书签名密钥。已经发出的证书仍然能核验：旧的公钥留着。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The old private key is thrown away, so this asks to be meant."""
        parser.add_argument("--yes", action="store_true", help="确定要换。")

    def handle(self, *args: Any, **options: Any) -> None:
        """Put a new key in place of the file; CommandError where the environment holds the key."""
        if not options["yes"]:
            raise CommandError("换密钥以后，旧的私钥就没有了。确定要换，请加 --yes。")
        path = keys.renewed()
        if path is None:
            told = f"密钥在环境变量 {keys.VARIABLE} 里，请改那里：64 位十六进制数字，然后重启。"
            raise CommandError(told)
        self.stdout.write(f"新密钥在 {path}（编号 {keys.current().kid}）。请马上做一次备份。")
