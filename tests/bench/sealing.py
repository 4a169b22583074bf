"""What sealing costs: `python -m tests.bench.sealing`.

The writes of one message, on SQLite with `synchronous=FULL`: it arrives, commit; it is read and acted on, which puts
the copy and the delivery mark into the outbox, commit; both are claimed, commit; both are done, commit. Sealed and
plain take turns in one process, and of each the fastest of many short stretches counts: what else the machine does only
adds. Plain is the same store with keys that pass everything through.
"""

import asyncio
import tempfile
import time
from pathlib import Path

from typing_extensions import override

from bot.kernel.content import Text
from bot.kernel.ids import ChannelName, ChatRef, ContactId, LanguageCode, TeamName, TopicId
from bot.kernel.model import Arrival, CaseState, Contact
from bot.kernel.outgoing import React, Send
from bot.keys.crypto import SealingKey, ServiceKeys
from storage.database import open_store
from storage.store import SqlStore
from tests.made_keys import MASTER

ROUNDS, MESSAGES, CONTACTS = 500, 4, 64
TELEGRAM = ChannelName("telegram")
GROUP = -1_001_000_000_100
UPDATE = b'{"update_id": 1, "message": {"text": "' + b"x" * 500 + b'"}}'
TEXT = Text("How do I find a doctor near the place where I live now? " * 4)


class OpenKey(SealingKey):
    """Seals nothing: what the same statements cost without sealing."""

    def __init__(self) -> None: ...

    @override
    def seal(self, body: bytes, place: bytes) -> bytes:
        return body

    @override
    def open(self, sealed: bytes, place: bytes) -> bytes:
        return sealed


class OpenKeys(ServiceKeys):
    def __init__(self, root: bytes) -> None:
        super().__init__(root)
        self.queue = OpenKey()

    @override
    def make_contact_key(self, contact: ContactId) -> tuple[SealingKey, bytes]:
        return OpenKey(), b""


class Run:
    """One database with contacts that ask."""

    def __init__(self, store: SqlStore, sealed: bool) -> None:
        self._store = store
        self._ids = store.keys.ids(TELEGRAM)
        self._sealed = sealed
        self._number = 0
        self._contacts: list[Contact] = []
        self._group = self._name(GROUP)

    def _name(self, number: int) -> ChatRef:
        return self._ids.conceal(number) if self._sealed else ChatRef(str(number))

    async def prepare(self) -> None:
        for number in range(CONTACTS):
            async with self._store.transaction() as tx:
                contact = await tx.add_contact(TELEGRAM, self._name(7_000_000_000 + number), f"Heron {number}", 1)
                assert contact is not None
                await tx.add_case(
                    contact, team=TeamName("t"), language=LanguageCode("en"), topic=TopicId("work"),
                    state=CaseState.OPEN, title="t", handle=str(number), now=1,
                )  # fmt: skip
                self._contacts.append(contact)

    async def messages(self) -> tuple[float, float]:
        """Seconds for one message, and seconds of CPU among them."""
        begin, cpu = time.perf_counter(), time.process_time()
        for _ in range(MESSAGES):
            await self._message()
        return (time.perf_counter() - begin) / MESSAGES, (time.process_time() - cpu) / MESSAGES

    async def _message(self) -> None:
        self._number += 1
        person = 7_000_000_000 + self._number % CONTACTS
        async with self._store.transaction() as tx:
            await tx.add_arrivals(TELEGRAM, [Arrival(str(self._number), self._name(person), None, UPDATE)], 1)
        async with self._store.transaction() as tx:
            [row] = await tx.waiting_arrivals(100, 100)
            contact = await tx.find_contact(TELEGRAM, self._name(person))
            assert contact is not None
            [case] = await tx.open_cases_of(contact.id)
            await tx.enqueue(Send(TEXT), channel=TELEGRAM, chat=self._group, case=case.id, now=1)
            await tx.enqueue(React("🕊"), channel=TELEGRAM, chat=contact.chat, now=1)
            await tx.finish_arrivals([row.id])
        async with self._store.transaction() as tx:
            claimed = await tx.claim_outgoing(1, 8, [])
        assert len(claimed) == 2
        async with self._store.transaction() as tx:
            for outgoing in claimed:
                await tx.finish_outgoing(outgoing.id)


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="brobygger-bench-") as folder:
        stores = [await open_store(f"sqlite:{Path(folder) / name}.db", MASTER) for name in ("sealed", "plain")]
        plain = SqlStore(stores[1]._engine, OpenKeys(stores[1].keys.root))
        runs = [Run(stores[0], sealed=True), Run(plain, sealed=False)]
        for run in runs:
            await run.prepare()
            await run.messages()
        taken: list[list[tuple[float, float]]] = [[], []]
        for number in range(ROUNDS):
            for index in (0, 1) if number % 2 else (1, 0):
                taken[index].append(await runs[index].messages())
        for store in stores:
            await store.close()
    for index, what in enumerate(("in all", "CPU")):
        sealed, plain_time = (min(each[index] for each in one) * 1e6 for one in taken)
        change = 100 * (sealed / plain_time - 1)
        print(f"{what}: plain {plain_time:.0f} us, sealed {sealed:.0f} us a message, {change:+.1f} %")  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
