"""A class's certificates in one file: `python -m benchmarks.certificates [--people 650]`.

Needs no database. Certificates are frozen, signed, drawn and pressed as the jobs worker does it;
what is told is how long signing takes, how long the paper takes until the file is there, how far
apart the progress is told, and whether the file has a page for everybody.
"""

import argparse
import json
import os
import sys
import time
from dataclasses import asdict

AIM = 60.0
PEOPLE = 650


def _certificates(people: int) -> list[object]:
    from training.learning.certificates import numbering, tokens
    from training.learning.certificates.ed25519 import public_of
    from training.learning.certificates.freezing import Told
    from training.learning.certificates.keys import Pair
    from training.learning.certificates.models import Certificate
    from training.learning.certificates.selectors import Shown

    seed = bytes(range(32))
    pair = Pair(seed, public_of(seed))
    made: list[object] = []
    for place in range(1, people + 1):
        # Many different characters, as in real names: each has to be in the file's font.
        name = chr(0x4E00 + place * 7 % 6000) + chr(0x5000 + place * 13 % 6000)
        told = Told(
            title="结业证书",
            title_en="Certificate of Completion",
            number=numbering.written(
                "{年}{班次}第{序号}号", year=2026, cohort="代表履职学习班", place=place
            ),
            name=name,
            cohort="代表履职学习班",
            cohort_en="",
            programme="区县人大代表五天履职培训",
            programme_en="",
            credit="24.5",
            starts_on="2026-11-16",
            ends_on="2026-11-20",
            issued_on="2026-11-23",
            issuer="定海区人民代表大会常务委员会",
            issuer_en="",
            signer="",
        )
        code = numbering.new_code()
        row = Certificate(code=code, number=told.number, told=asdict(told), digest=told.digest)
        row.token = tokens.signed(told.payload(code), pair)
        made.append(Shown(row))
    return made


def main() -> int:
    """Measure once; exit code 1 beyond the aim."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=PEOPLE)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.test")
    import django

    django.setup()
    from training.learning.certificates import printing

    start = time.perf_counter()
    certificates = _certificates(given.people)
    signed = time.perf_counter()
    moments = [signed]
    file = printing.pressed(
        certificates,  # type: ignore[arg-type]
        base="https://xuetang.example",
        seals={},
        seconds=600,
        told=lambda done: moments.append(time.perf_counter()),
    )
    over = time.perf_counter()
    told = {
        "people": given.people,
        "signing_seconds": round(signed - start, 1),
        "drawing_seconds": round(moments[-1] - signed, 1),
        "pressing_seconds": round(over - moments[-1], 1),
        "seconds": round(over - start, 1),
        "megabytes": round(len(file) / 1e6, 1),
        "aim_seconds": AIM,
    }
    line = json.dumps(told) if given.json else "  ".join(f"{k} {v}" for k, v in told.items())
    sys.stdout.write(line + "\n")
    return 0 if told["seconds"] <= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
