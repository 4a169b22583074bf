"""Databases for whoever asks: a SQLite file, or a PostgreSQL schema of its own."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from tests.fork_server import ForkServer
from tests.postgres import in_schema, running_server
from tests.silence import Ear, listening

_numbers = itertools.count(1)


def pytest_configure() -> None:
    """Without this asyncio makes an event loop when pytest-asyncio first asks for the current one, which it puts back
    after each test. The first test that runs a loop of its own would drop it, unclosed: a warning in any later test.
    """
    asyncio.set_event_loop(None)


@pytest.fixture(autouse=True)
def log() -> Iterator[Ear]:
    """Everything that is logged while a test runs, at DEBUG, by whomever. Fails what tells on somebody."""
    with listening() as ear:
        yield ear
    assert ear.told() == []


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with running_server() as url:
        yield url


@pytest.fixture
def make_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Awaitable[str]]:
    """Makes addresses of empty databases, of the engine that is asked for."""

    async def make(engine: str) -> str:
        number = next(_numbers)
        if engine == "sqlite":
            return f"sqlite:{tmp_path / f'data{number}' / 'brobygger.db'}"
        server = request.getfixturevalue("postgres_server")
        schema = f"test_{number}"
        connection = await asyncpg.connect(server)
        await connection.execute(f"CREATE SCHEMA {schema}")
        await connection.close()
        return in_schema(server, schema)

    return make


@pytest.fixture(params=["sqlite", "postgres"])
async def url(request: pytest.FixtureRequest, make_url: Callable[[str], Awaitable[str]]) -> str:
    """The address of an empty database."""
    return await make_url(request.param)


@pytest.fixture
async def postgres_url(make_url: Callable[[str], Awaitable[str]]) -> str:
    """The address of an empty PostgreSQL schema, for what SQLite can't do."""
    return await make_url("postgres")
