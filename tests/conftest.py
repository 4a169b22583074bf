"""Databases for whoever asks: a SQLite file, or a PostgreSQL schema of its own."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from tests.postgres import in_schema, running_server

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with running_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:{tmp_path / 'data' / 'brobygger.db'}"
    server = request.getfixturevalue("postgres_server")
    schema = f"test_{next(_numbers)}"
    connection = await asyncpg.connect(server)
    await connection.execute(f"CREATE SCHEMA {schema}")
    await connection.close()
    return in_schema(server, schema)
