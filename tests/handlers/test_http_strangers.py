"""Strangers at the webhook's address: what they let stand is closed, and Telegram gets through meanwhile."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from handlers.http import HttpServer
from handlers.telegram.receive import SECRET_HEADER, WEBHOOK_LIMIT, Webhook
from tests.handlers.telegram_rig import Rig, make_rig
from tests.handlers.updates import update
from tests.silence import Ear

SECRET = "s3cret_Value-1"
HEADERS = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
SOON = 0.8
"""Seconds after which the servers here close what stands still."""
PLACES = 20

Call = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def served(
    folder: Path, *, head_seconds: float = 60, body_seconds: float = 60, connections: int = PLACES
) -> AsyncIterator[tuple[Rig, int]]:
    webhook = Webhook("https://bridge.example/telegram", SECRET, body_seconds=body_seconds)
    async with make_rig(folder, webhook) as rig:
        server = HttpServer("127.0.0.1", 0, rig.channel.routes, head_seconds=head_seconds, connections=connections)
        port = await server.start()
        try:
            yield rig, port
        finally:
            await server.close()


@asynccontextmanager
async def calling(port: int, first: bytes = b"") -> AsyncIterator[Call]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(first)
    try:
        yield reader, writer
    finally:
        writer.close()


def head(length: int, secret: str = SECRET) -> bytes:
    return (
        f"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n"
        f"{SECRET_HEADER}: {secret}\r\n\r\n"
    ).encode()


async def push(port: int, number: int) -> int:
    """As Telegram does. Returns the status."""
    async with (
        asyncio.timeout(60),
        aiohttp.ClientSession(headers=HEADERS) as telegram,
        telegram.post(f"http://127.0.0.1:{port}/telegram", json=update(number=number, text="a")) as answer,
    ):
        return answer.status


async def ended(reader: asyncio.StreamReader) -> bytes:
    """What is read until the other side closes."""
    async with asyncio.timeout(60):
        try:
            return await reader.read()
        except ConnectionError:
            return b""


async def dribble(writer: asyncio.StreamWriter, piece: bytes) -> None:
    """One piece after the other, until nobody takes them any more."""
    try:
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(SOON / 10)
    except ConnectionError:
        return


@pytest.mark.parametrize("first", [b"", b"POST /telegram HTTP/1.1\r\nHost: x\r\n"])
async def test_a_head_that_never_ends_is_cut_off(tmp_path: Path, first: bytes) -> None:
    async with served(tmp_path, head_seconds=SOON) as (rig, port), calling(port, first) as (reader, writer):
        sending = asyncio.create_task(dribble(writer, b"X-Slow: 1\r\n" if first else b"\r\n"))
        assert await push(port, 10) == 200
        assert await ended(reader) == b""
        sending.cancel()
        assert len(await rig.rows()) == 1


async def test_a_connection_between_two_requests_is_closed_after_a_while(tmp_path: Path) -> None:
    body = json.dumps(update(number=10, text="a")).encode()
    async with (
        served(tmp_path, head_seconds=SOON) as (rig, port),
        calling(port, head(len(body)) + body) as (reader, _writer),
    ):
        assert (await ended(reader)).startswith(b"HTTP/1.1 200")
        assert len(await rig.rows()) == 1


async def test_a_body_that_dribbles_is_refused(tmp_path: Path) -> None:
    async with served(tmp_path, body_seconds=SOON) as (rig, port), calling(port, head(10_000)) as (reader, writer):
        sending = asyncio.create_task(dribble(writer, b" "))
        assert await push(port, 10) == 200
        assert (await ended(reader)).startswith(b"HTTP/1.1 404")
        sending.cancel()
        assert len(await rig.rows()) == 1


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (head(60 * 1024 * 1024), b"x" * 65536),
        (head(WEBHOOK_LIMIT, "wrong"), b"x" * 65536),
        (head(1).replace(b"Content-Length: 1\r\n", b"Transfer-Encoding: chunked\r\n"), b"1\r\nx\r\n"),
    ],
)
async def test_a_body_that_is_too_large_or_nobodys_is_refused_unread(
    tmp_path: Path, first: bytes, piece: bytes
) -> None:
    async with served(tmp_path) as (rig, port), calling(port, first) as (reader, writer):
        sending = asyncio.create_task(dribble(writer, piece))
        assert (await ended(reader))[:12] in (b"HTTP/1.1 404", b""), "at once, or cut off while it was still sending"
        sending.cancel()
        assert await push(port, 10) == 200
        assert len(await rig.rows()) == 1


@pytest.mark.parametrize(
    "first", [b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 1_000_000, b"\x16\x03\x01 no HTTP", b"GET\r\n\r\n\xff\x00"]
)
async def test_what_is_no_request_is_refused_and_does_not_fill_the_log(tmp_path: Path, log: Ear, first: bytes) -> None:
    async with served(tmp_path) as (_rig, port), calling(port, first) as (reader, _writer):
        assert (await ended(reader))[:12] in (b"HTTP/1.0 400", b"HTTP/1.1 400", b"")
        assert await push(port, 10) == 200
    assert "aiohttp.server" not in log.text()


@pytest.mark.parametrize("first", [b"", b"POST /telegram HTTP/1.1\r\n", head(10, "wrong")[:-2]])
async def test_telegram_gets_through_while_strangers_hold_all_the_places(tmp_path: Path, first: bytes) -> None:
    many = 300
    async with served(tmp_path) as (rig, port):
        strangers: list[Call] = []
        for number in range(many):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(first)
            strangers.append((reader, writer))
            if number % 30 == 29:
                assert await push(port, number) == 200
        assert [await ended(reader) for reader, _ in strangers[: many - PLACES]] == [b""] * (many - PLACES)
        assert not strangers[-1][0].at_eof()
        assert len(await rig.rows()) == many // 30
        for _, writer in strangers:
            writer.close()


@asynccontextmanager
async def pushing_slowly(port: int, body: bytes) -> AsyncIterator[Call]:
    """As Telegram does, with a body that has not come yet; the server is waiting for it."""
    first = head(len(body)).replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")
    async with calling(port, first) as (reader, writer):
        assert await reader.readline() == b"HTTP/1.1 100 Continue\r\n"
        await reader.readline()
        yield reader, writer


async def test_a_request_that_is_being_answered_keeps_its_place(tmp_path: Path) -> None:
    body = json.dumps(update(number=1, text="a")).encode()
    async with served(tmp_path, connections=2) as (rig, port), pushing_slowly(port, body) as (reader, writer):
        for number in range(10, 20):
            assert await push(port, number) == 200
        writer.write(body)
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        assert len(await rig.rows()) == 11


async def test_when_everybody_is_being_answered_the_next_one_is_turned_away(tmp_path: Path) -> None:
    body = json.dumps(update(number=1, text="a")).encode()
    async with served(tmp_path, connections=1) as (rig, port), pushing_slowly(port, body) as (reader, writer):
        async with calling(port, b"GET /elsewhere HTTP/1.1\r\nHost: x\r\n\r\n") as (other, _):
            assert await ended(other) == b""
        writer.write(body)
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        assert len(await rig.rows()) == 1


async def test_a_burst_of_connections_does_not_pass_the_limit(tmp_path: Path) -> None:
    async with served(tmp_path, connections=10) as (_, port):
        calls = await asyncio.gather(*(asyncio.open_connection("127.0.0.1", port) for _ in range(60)))
        standing = {asyncio.create_task(ended(reader)) for reader, _ in calls}
        while len(standing) > 10:
            _, standing = await asyncio.wait(standing, return_when=asyncio.FIRST_COMPLETED)
        assert await push(port, 1) == 200
        for _, writer in calls:
            writer.close()
        await asyncio.wait(standing)


async def test_who_was_just_answered_is_not_the_first_to_go(tmp_path: Path) -> None:
    async def ask(call: Call, number: int) -> None:
        body = json.dumps(update(number=number, text="a")).encode()
        call[1].write(head(len(body)) + body)
        async with asyncio.timeout(60):
            assert b" 200 " in await call[0].readuntil(b"\r\n\r\n")

    async with (
        served(tmp_path, connections=3) as (_, port),
        calling(port) as telegram,
        calling(port) as silent,
        calling(port),
    ):
        await ask(telegram, 1)
        async with calling(port):
            await ended(silent[0])
            await ask(telegram, 2)


REFUSED = [
    "GET {path} HTTP/1.1\r\nHost: x\r\n\r\n",
    "HEAD {path} HTTP/1.1\r\nHost: x\r\n\r\n",
    "OPTIONS {path} HTTP/1.1\r\nHost: x\r\n\r\n",
    "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{{}}",
    "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n{{}}",
]


@pytest.mark.parametrize("request_", REFUSED)
async def test_a_refusal_is_the_same_at_every_path_to_the_last_byte(tmp_path: Path, request_: str) -> None:
    async with served(tmp_path) as (_, port):
        answers = []
        for path in ("/telegram", "/elsewhere"):
            async with calling(port, request_.format(path=path).encode()) as (reader, _writer):
                lines = (await ended(reader)).split(b"\r\n")
                answers.append([line for line in lines if not line.startswith(b"Date:")])
    assert answers[0] == answers[1]


@pytest.mark.parametrize("path", ["/telegram", "/elsewhere"])
async def test_only_the_first_of_many_requests_in_a_row_is_answered(tmp_path: Path, path: str) -> None:
    async with served(tmp_path) as (_, port):
        request = f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        async with calling(port, request * 100) as (reader, _writer):
            assert (await ended(reader)).count(b"HTTP/1.1") == 1


async def test_an_update_of_any_depth_is_kept_or_set_aside(tmp_path: Path) -> None:
    """Somewhere there is a depth that can be read but not written."""
    async with (
        served(tmp_path) as (_rig, port),
        aiohttp.ClientSession(headers=HEADERS) as telegram,
    ):
        depths = range(900, 1000)
        for depth in depths:
            raw = json.dumps(update(number=depth, text="a")).replace('"a"', '{"a":' * depth + "1" + "}" * depth)
            async with telegram.post(f"http://127.0.0.1:{port}/telegram", data=raw) as answer:
                assert answer.status == 200
