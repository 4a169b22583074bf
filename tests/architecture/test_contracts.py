"""What every module promises, whoever wrote it: who imports whom, and what is found nowhere but in its place.

Each check is first tried on a line that breaks it, so that one which finds nothing is known to be able to.
"""

import ast
import fnmatch
import os
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "handlers", "storage")

LARGEST = 500
LARGE: dict[str, str] = {
    "bot/cli/main.py": "a command after the other, each a few lines; what they print is in bot/cli/console.py",
}
"""Modules that may have more lines than LARGEST, each with the reason why splitting it would help nobody."""

CLOCKS = {"bot/engine/system_clock.py", "bot/simulator/clock.py"}
"""Where the time of day comes from. Everybody else has it as an argument or asks the Clock port."""

REGISTRIES = re.compile(
    "|".join(["py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(com|org)", r"://[^\s\"']*/simple\b"])
)
MACHINE_PATHS = re.compile(r"(?<![\w./~:-])/(work|root|Users|home/\w+|tmp/\w+)(/|\b)")


def python_files(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def project_files() -> Iterator[Path]:
    """Every file that belongs to the project: what .gitignore names is left out."""
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines() if line]
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name != ".git" and not matches(name, ignored)]
        yield from (Path(folder, name) for name in files if name != ".git" and not matches(name, ignored))


def matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_modules_import_inwards() -> None:
    """The contracts in pyproject.toml, which `make contracts` runs as well."""
    assert lint_imports(str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == EXIT_STATUS_SUCCESS


# -- what is found only in its place -----------------------------------------------------------------------------------


def find_clock_reads(source: str) -> list[int]:
    """Lines that ask the machine for the time of day. Durations (`monotonic`, `perf_counter`) are no time of day."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id="time"), attr="time" | "time_ns" | "localtime"):
                lines.append(node.lineno)
            case ast.Attribute(
                value=ast.Name(id="datetime" | "date") | ast.Attribute(attr="datetime" | "date"),
                attr="now" | "utcnow" | "today",
            ):
                lines.append(node.lineno)
            case ast.ImportFrom(module="time", names=names) if {"time", "time_ns"} & {name.name for name in names}:
                lines.append(node.lineno)
    return lines


def find_sql(source: str) -> list[int]:
    """Lines with a string that is an SQL statement."""
    statement = re.compile(
        r"\s*(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|WITH\s+\w+\s+AS\s*\("
        r"|(CREATE|ALTER|DROP)\s+(UNIQUE\s+)?(TABLE|INDEX)|PRAGMA\s|BEGIN\s+IMMEDIATE)\b",
        re.IGNORECASE | re.DOTALL,
    )
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and statement.match(node.value)
    ]


def find_forwarding(source: str) -> list[int]:
    """Lines that name a Bot API method which would show who wrote, or what they look like."""
    method = re.compile(r"(forward_?|copy_?)messages?\b|get_?user_?profile_?(photos|audios)\b", re.IGNORECASE)
    return [number for number, line in enumerate(source.splitlines(), 1) if method.search(line)]


def find_prints(source: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "pprint")
    ]


def find_registries(source: str) -> list[int]:
    return [number for number, line in enumerate(source.splitlines(), 1) if REGISTRIES.search(line)]


def find_machine_paths(source: str) -> list[int]:
    return [number for number, line in enumerate(source.splitlines(), 1) if MACHINE_PATHS.search(line)]


@pytest.mark.parametrize(
    ("find", "broken"),
    [
        (find_clock_reads, "datetime.now(UTC)"),
        (find_clock_reads, "import datetime as dt; dt.datetime.now(zone)"),
        (find_clock_reads, "date.today()"),
        (find_clock_reads, "time.time()"),
        (find_clock_reads, "default_factory = time.time_ns"),
        (find_clock_reads, "from time import monotonic, time"),
        (find_sql, "'SELECT id FROM contacts'"),
        (find_sql, '"""\n  insert into inbox values (1)"""'),
        (find_sql, "f'UPDATE cases SET state = {state}'"),
        (find_sql, "'PRAGMA journal_mode = WAL'"),
        (find_forwarding, "await bot.forward" + "_message(chat, from_chat, message)"),
        (find_forwarding, "call('copy" + "Messages')"),
        (find_forwarding, "get" + "UserProfilePhotos"),
        (find_prints, "print(1)"),
        (find_registries, "pip install --index-url https://mirror.example/" + "simple/ x"),
        (find_registries, "https://" + "py" + "pi.org/project/x"),
        (find_machine_paths, "cd /" + "root/checkout"),
        (find_machine_paths, "'/" + "home/amal/bot'"),
        (find_machine_paths, "(/" + "tmp/x)"),
    ],
)
def test_a_broken_line_is_found(find: Callable[[str], list[int]], broken: str) -> None:
    assert find(broken)


@pytest.mark.parametrize(
    ("find", "fine"),
    [
        (find_clock_reads, "clock.now(); loop.time(); perf_counter(); datetime.fromtimestamp(0, UTC)"),
        (find_sql, "'Select a topic, or update your language.'"),
        (find_sql, "'With a language as well as a topic'"),
        (find_forwarding, "message_copies = forward"),
        (find_machine_paths, "/opt/brobygger /var/lib ProtectHome=yes"),
    ],
)
def test_a_fine_line_is_left_alone(find: Callable[[str], list[int]], fine: str) -> None:
    assert not find(fine)


def find_everywhere(find: Callable[[str], list[int]], files: list[Path]) -> list[str]:
    return [f"{name_of(path)}:{line}" for path in files for line in find(path.read_text("utf-8"))]


def test_only_the_clocks_read_the_time() -> None:
    files = [path for path in python_files(*PACKAGES) if name_of(path) not in CLOCKS]
    assert find_everywhere(find_clock_reads, files) == []


def test_only_storage_speaks_sql() -> None:
    assert find_everywhere(find_sql, python_files("bot", "handlers")) == []


def test_nothing_is_forwarded_or_copied_by_the_platform() -> None:
    """A forwarded message names its writer: https://core.telegram.org/bots/api#messageorigin"""
    assert find_everywhere(find_forwarding, python_files(*PACKAGES)) == []


def test_only_the_command_line_prints() -> None:
    files = [path for path in python_files(*PACKAGES) if name_of(path) != "bot/cli/main.py"]
    assert find_everywhere(find_prints, files) == []


def test_modules_are_short_enough_to_read() -> None:
    sizes = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in python_files(*PACKAGES)}
    large = {name for name, lines in sizes.items() if lines > LARGEST}
    assert large == LARGE.keys()


# -- what is found in no file ------------------------------------------------------------------------------------------


def text_files() -> list[Path]:
    return [path for path in project_files() if b"\0" not in path.read_bytes()]


def test_no_file_names_a_registry() -> None:
    assert find_everywhere(find_registries, text_files()) == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert find_everywhere(find_machine_paths, text_files()) == []


# -- what is installed -------------------------------------------------------------------------------------------------


def read_lock(name: str) -> dict[str, str]:
    """The packages of a lock file with their versions. Every one must have a hash."""
    pinned: dict[str, str] = {}
    for block in re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8")):
        package, version = re.match(r"([\w.-]+)==(\S+)", block).groups()  # type: ignore[union-attr]
        assert "--hash=sha256:" in block, package
        pinned[package] = version
    return pinned


def test_tests_run_with_what_production_runs_with() -> None:
    assert read_lock("requirements.lock").items() <= read_lock("requirements-dev.lock").items()


def package_names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\s<>=!~\[;]", requirement)[0] for requirement in requirements}


def test_what_the_project_needs_is_locked() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = pyproject["project"]["optional-dependencies"]
    needed = package_names([*pyproject["project"]["dependencies"], *extras["postgres"]])
    assert needed <= read_lock("requirements.lock").keys()
    assert needed | package_names(pyproject["dependency-groups"]["dev"]) <= read_lock("requirements-dev.lock").keys()
