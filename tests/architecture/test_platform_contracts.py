"""The contracts about platforms, each tried on a line that breaks it: in a small layout that has two of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYOUT = {
    "bot/app.py": "import handlers.registry\nimport handlers.serving\n",
    "bot/simulator/server.py": "",
    "handlers/http.py": "",
    "handlers/platform.py": "",
    "handlers/serving.py": "import handlers.http\nimport handlers.registry\n",
    "handlers/registry.py": "import handlers.letters.channel\nimport handlers.telegram.channel\n",
    "handlers/letters/channel.py": "import handlers.platform\n",
    "handlers/telegram/channel.py": "import handlers.platform\nimport handlers.telegram.receive\n",
    "handlers/telegram/receive.py": "",
    "storage/store.py": "",
}
CHECK = """
import sys
from importlinter.cli import lint_imports
sys.exit(lint_imports(sys.argv[1], limit_to_contracts=(sys.argv[2],), no_cache=True, no_logo=True))
"""


def broken(folder: Path, contract: str, module: str = "", line: str = "") -> str:
    """What the contract says of the layout, with one more line in a module; "" when it is kept."""
    for name, source in LAYOUT.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source + (f"{line}\n" if name == module else ""), encoding="utf-8")
    for package in {file.parent for file in folder.rglob("*.py")} - {folder}:
        (package / "__init__.py").touch()
    for package in ("bot", "handlers", "storage"):
        (folder / package / "__init__.py").touch()
    done = subprocess.run(
        [sys.executable, "-c", CHECK, str(ROOT / "pyproject.toml"), contract],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "BROKEN" in done.stdout or done.returncode == 0, done.stdout + done.stderr
    return done.stdout if done.returncode else ""


@pytest.mark.parametrize("contract", ["platforms-apart", "platforms-by-registry"])
def test_the_layout_itself_breaks_nothing(tmp_path: Path, contract: str) -> None:
    assert not broken(tmp_path, contract)


@pytest.mark.parametrize(
    ("contract", "module", "line", "found"),
    [
        (
            "platforms-apart",
            "handlers/letters/channel.py",
            "from handlers.telegram import channel",
            "handlers.letters is not allowed to import handlers.telegram",
        ),
        (
            "platforms-apart",
            "bot/simulator/server.py",
            "import handlers.telegram.receive",
            "bot.simulator is not allowed to import handlers.telegram",
        ),
        (
            "platforms-by-registry",
            "bot/app.py",
            "from handlers.telegram import channel",
            "bot.app -> handlers.telegram.channel",
        ),
        (
            "platforms-by-registry",
            "handlers/serving.py",
            "import handlers.letters.channel",
            "handlers.serving -> handlers.letters.channel",
        ),
        (
            "platforms-by-registry",
            "storage/store.py",
            "from handlers.telegram.channel import *",
            "storage.store -> handlers.telegram.channel",
        ),
    ],
)
def test_a_line_that_breaks_a_contract_is_found(
    tmp_path: Path, contract: str, module: str, line: str, found: str
) -> None:
    assert found in broken(tmp_path, contract, module, line)
