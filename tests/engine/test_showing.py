"""What a channel can't show at once, on its way through the outbox."""

import asyncio

from bot.kernel.capabilities import Capabilities, Limits
from bot.kernel.content import Text
from bot.kernel.errors import Fault, SendError
from bot.kernel.ids import ChatRef
from bot.kernel.outgoing import Send
from storage.database import open_store
from tests.engine.paper import FIRST, PaperChannel, rig_on, running
from tests.engine.test_two_channels import until
from tests.made_keys import MASTER

PLAIN = Capabilities(limits=Limits(text=20, caption=0))
CHAT = ChatRef("amal")
WORDS = "This is the first. And this comes after."


async def test_a_row_that_failed_between_two_steps_goes_on_where_it_stopped(url: str) -> None:
    store = await open_store(url, MASTER)
    channel = PaperChannel(FIRST, capabilities=PLAIN, faults=[None, SendError(Fault.OUTAGE)])
    async with rig_on(store, channel) as rig, running(rig):
        async with store.transaction() as tx:
            await tx.enqueue(Send(Text(WORDS)), channel=FIRST, chat=CHAT, now=rig.time.now())
        rig.outbox.wake()
        await until(lambda: not channel.faults)
        assert channel.words == ["This is the first. "]
        async with asyncio.timeout(60):
            while len("".join(channel.words)) < len(WORDS):
                rig.time.milliseconds += 100  # until the lane has rested enough
                rig.outbox.wake()
                await asyncio.sleep(0.005)
        assert "".join(channel.words) == WORDS
        assert [outgoing.step for outgoing in channel.sent] == list(range(len(channel.sent)))
    await store.close()
