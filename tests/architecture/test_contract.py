"""The layers of .importlinter hold; this test keeps a plain `pytest` from missing it."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT


def test_imports_go_down_or_stay_home():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [sys.executable, program, "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
