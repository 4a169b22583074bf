"""Databases for every test that asks: a SQLite file, or a database of its own in PostgreSQL."""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
from hypothesis import settings

from storage.engine.migrate import migrate
from storage.engine.opening import open_engine
from storage.engine.sql import read_migrations
from tests.examples import SHORT
from tests.fork_server import ForkServer
from tests.postgres import database_of, in_database, in_schema, running_server
from tests.silence import Ear, listening

settings.load_profile(SHORT)


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


class Databases:
    """Makes databases for tests: empty ones, and such as have all their tables.

    To make the tables takes longer than most tests need them for, so they are made once for each engine, and copied.
    """

    def __init__(self, folder: Path, server: Callable[[], str]) -> None:
        self._folder = folder
        self._server = server
        self._templates: dict[str, str] = {}
        self._numbers = itertools.count(1)

    async def make(self, engine: str, folder: Path, *, tables: bool) -> str:
        """The address of a new database; a file lies in a folder of its own within `folder`."""
        number = next(self._numbers)
        template = await self._template(engine) if tables else ""
        if engine == "sqlite":
            path = folder / f"data{number}" / "brobygger.db"
            if tables:
                path.parent.mkdir(mode=0o700)
                shutil.copy(template.removeprefix("sqlite:"), path)
            return f"sqlite:{path}"
        name = f"test_{number}"
        if not tables:
            await self._tell_server(f"CREATE SCHEMA {name}")
            return in_schema(self._server(), name)
        await self._tell_server(f"CREATE DATABASE {name} TEMPLATE template_with_tables")
        return in_database(self._server(), name)

    async def drop(self, url: str) -> None:
        """A database with tables is some megabytes on the disk."""
        if (name := database_of(url)).startswith("test_"):
            await self._tell_server(f"DROP DATABASE {name} WITH (FORCE)")

    async def _template(self, engine: str) -> str:
        if engine not in self._templates:
            url = f"sqlite:{self._folder / 'template.db'}"
            if engine == "postgres":
                await self._tell_server("CREATE DATABASE template_with_tables")
                url = in_database(self._server(), "template_with_tables")
            opened = await open_engine(url)
            await migrate(opened, read_migrations())
            await opened.close()
            self._templates[engine] = url
        return self._templates[engine]

    async def _tell_server(self, statement: str) -> None:
        connection = await asyncpg.connect(self._server())
        await connection.execute(statement)
        await connection.close()


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return Databases(tmp_path_factory.mktemp("databases"), lambda: request.getfixturevalue("postgres_server"))


MakeUrl = Callable[[str], Awaitable[str]]


@pytest.fixture
async def make_url(databases: Databases, tmp_path: Path) -> MakeUrl:
    """Makes addresses of empty databases, of the engine that is asked for."""
    return lambda engine: databases.make(engine, tmp_path, tables=False)


@pytest.fixture(params=["sqlite", "postgres"])
async def empty_url(request: pytest.FixtureRequest, make_url: MakeUrl) -> str:
    """The address of a database in which there is nothing yet."""
    return await make_url(request.param)


@pytest.fixture(params=["sqlite", "postgres"])
async def url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database that has its tables, and nothing in them."""
    made = await databases.make(request.param, tmp_path, tables=True)
    yield made
    await databases.drop(made)


@pytest.fixture
async def postgres_url(databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database in PostgreSQL, for what SQLite can't do."""
    made = await databases.make("postgres", tmp_path, tables=True)
    yield made
    await databases.drop(made)
