"""An update that ends the process each time is set aside; its neighbours, which waited just as long, go on."""

import asyncio
from pathlib import Path

from bot.engine.inbox import TRIES
from bot.keys.recovery_sheet import read_key
from bot.simulator.deeds import do
from bot.simulator.server import Simulator
from storage.database import open_store
from tests.fork_server import ForkServer
from tests.torture.bot_process import BotProcess
from tests.torture.run import Options, write_config
from tests.torture.traffic import build_world


async def test_what_ends_the_process_is_set_aside_alone(fork_server: ForkServer, tmp_path: Path):
    storage = f"sqlite:{tmp_path / 'data' / 'poisoned.db'}"
    world, asking, _ = build_world(3, 0)
    async with await Simulator.start(world) as simulator:
        write_config(Options(storage, tmp_path, kills=0, updates=0, seed=0), simulator.url)
        for person in asking:
            do(world, {"as": person.id, "do": "write", "chat": person.home, "text": "Pomocy"})
        arguments = ["--config", str(tmp_path / "config.toml"), "--log-level", "error", "run"]
        environment = {"BROBYGGER_TELEGRAM_TOKEN": simulator.token, "BROBYGGER_WEBHOOK_SECRET": "x"}
        for _ in range(TRIES + 2):  # the first time it arrives, and in the end it is somebody else's turn
            deadly = BotProcess.start(
                fork_server, arguments, environment | {"CRASHPOINT": "arrivals_acted_on:1"}, tmp_path / "errors"
            )
            assert await deadly.wait(60) == -9
        last = BotProcess.start(fork_server, arguments, environment, tmp_path / "errors")
        store = await open_store(storage, read_key((tmp_path / "brobygger.key").read_text("utf-8")))
        async with asyncio.timeout(60):
            sizes = {"inbox_waiting": 1}
            while sizes["inbox_waiting"]:
                await world.wait_beyond(world.version, 0.05)
                async with store.transaction() as tx:
                    sizes = await tx.queue_sizes()
        await store.close()
        await last.kill()
    assert sizes["inbox_quarantined"] == 1
