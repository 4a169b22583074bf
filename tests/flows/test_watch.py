"""What somebody who watches the service sees: systemd, a monitor, Prometheus."""

import asyncio
import signal
import socket
from pathlib import Path

import aiohttp

from tests.flows.conftest import Play
from tests.flows.process import Process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_systemd_hears_that_it_runs_that_it_gets_on_and_that_it_stops(play: Play, tmp_path: Path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        told = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "300000"}
        bot = Process(play, f"sqlite:{tmp_path / 'data' / 'x.db'}", **told)
        await bot.start()
        try:
            async with asyncio.timeout(120):
                heard = [(await asyncio.get_running_loop().sock_recv(systemd, 100)).decode() for _ in range(3)]
                assert heard == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]
                assert await bot.end(signal.SIGTERM) == 0
                while heard[-1] == "WATCHDOG=1":
                    heard.append((await asyncio.get_running_loop().sock_recv(systemd, 100)).decode())
                assert heard[-1] == "STOPPING=1"
        finally:
            await bot.kill_what_is_left()


async def test_prometheus_counts_what_came_in_and_what_went_out(play: Play, tmp_path: Path):
    port = free_port()
    bot = Process(play, f"sqlite:{tmp_path / 'data' / 'x.db'}", f'\n[health]\nlisten = "127.0.0.1:{port}"\n')
    await bot.start()
    try:
        await play.ask(play.bo, "Pytanie 8713", "pl")
        async with aiohttp.ClientSession() as watcher, watcher.get(f"http://127.0.0.1:{port}/metrics") as answer:
            told = await answer.text()
        assert 'brobygger_updates_total{channel="telegram",outcome="acted_on"}' in told
        assert 'brobygger_sends_total{channel="telegram",outcome="sent"}' in told
        assert 'brobygger_queue_rows{queue="outbox_parked"} 0.0' in told
        assert not any(secret in told for secret in ("Pytanie", "8713", str(play.bo.id), play.simulator.token))
        assert await bot.end(signal.SIGTERM) == 0
    finally:
        await bot.kill_what_is_left()
