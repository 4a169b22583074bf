"""Volunteers who reply to, quote, edit, press and move whatever they find in a forum with fifty cases."""

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

from bot.dispatch.dispatch import ingest
from bot.engine.delivery import record_sent, record_thread
from bot.features.cases.actions import find_or_open_case, show_case
from bot.features.relay.actions import relay_to_team
from bot.features.shared.context import Context
from bot.features.store import Store
from bot.i18n import Catalogs
from bot.kernel.content import Media, MediaKind, Text
from bot.kernel.ids import ChannelName, ChatAddress, ChatRef, ExternalId, LanguageCode, TeamName, ThreadRef, TopicId
from bot.kernel.incoming import Command, Edited, Incoming, Origin, Pressed, Reacted, Refused, Unrelayable, Written
from bot.kernel.outgoing import Answer, Edit, OpenThread, Outgoing, Receipt, Send, SendAlbum
from bot.kernel.service import Service, Team, Topic
from handlers.telegram.capabilities import CAPABILITIES
from storage.database import open_store
from tests.made_keys import MASTER

CASES = 50
TELEGRAM, GROUP = ChannelName("telegram"), ChatRef("-100500")
VOLUNTEERS = [ChatRef(str(number)) for number in (901, 902, 903)]


class Group:
    """One team's forum with fifty people behind it, and what each of them received."""

    def __init__(self, store: Store, rng: random.Random, context: Context) -> None:
        self.store, self.rng, self.context = store, rng, context
        self.number = 0
        self.case_at: dict[ExternalId, int] = {}
        self.notices: set[ExternalId] = set()
        self.thread_of: dict[int, ThreadRef] = {}
        self.answers: dict[ExternalId, str] = {}
        self.buttons: list[tuple[str, ExternalId]] = []
        self.received: list[tuple[ChatRef, str]] = []

    def next(self) -> ExternalId:
        self.number += 1
        return ExternalId(str(self.number))

    async def open_cases(self) -> None:
        for number in range(CASES):
            async with self.store.transaction() as tx:
                chat = ChatRef(str(1000 + number))
                contact = await tx.add_contact(TELEGRAM, chat, f"Person {number}", self.context.now)
                assert contact is not None
                await tx.set_choice(contact.id, LanguageCode("en"), TopicId("work"))
                await tx.accept_notice(
                    contact.id, self.context.service.notice_version, LanguageCode("en"), self.context.now
                )
                contact = await tx.find_contact(TELEGRAM, chat)
                assert contact is not None
                case = await show_case(tx, self.context, await find_or_open_case(tx, self.context, contact))
                origin = Origin(TELEGRAM, chat, chat, private=True)
                question = Written(origin, self.next(), Text(f"question of {number}"))
                await relay_to_team(tx, self.context, contact.id, case, [question], None)
        await self.deliver()

    async def deliver(self, rounds: int | None = None) -> None:
        """Send everything, as the platform would take it, or so many times the head of each lane."""
        for _ in count() if rounds is None else range(rounds):
            async with self.store.transaction() as tx:
                rows = await tx.claim_outgoing(self.context.now, 100, [])
                for row in rows:
                    await self._take(tx, row)
            if not rows:
                return

    async def _take(self, tx, row: Outgoing) -> None:
        if row.thread_title is not None and row.thread is None and not isinstance(row.operation, Answer):
            assert row.case is not None
            thread = ThreadRef(self.next())
            self.thread_of[row.case - 1] = thread
            await record_thread(tx, self.context, replace(row, operation=OpenThread("")), Receipt(thread=thread))
            return
        sent: tuple[ExternalId, ...] = ()
        match row.operation:
            case Send(content=content, keyboard=keyboard):
                sent = (self.next(),)
                self._note(row, content, sent)
                self.buttons += [(button.data, sent[0]) for line in keyboard for button in line]
            case SendAlbum(items=items):
                sent = tuple(self.next() for _ in items)
                for item in items:
                    self._note(row, item, sent)
            case Edit(content=content):
                self._note(row, content, ())
        await tx.finish_outgoing(row.id)
        await record_sent(tx, self.context, [(row, Receipt(messages=sent))])

    def _note(self, row: Outgoing, content, sent: tuple[ExternalId, ...]) -> None:
        if row.chat == GROUP:
            self.case_at |= {each: row.case - 1 for each in sent if row.case is not None}
            self.notices |= set(sent) if row.message is None else set()
            return
        text = content.text if isinstance(content, Text) else content.caption.text if content.caption else ""
        self.received.append((row.chat, text))

    # -- what volunteers do ------------------------------------------------------------------------------------------

    def act(self) -> Incoming:
        rng = self.rng
        answered = rng.choice([None, *rng.sample(sorted(self.case_at), 4)])
        # A notice of the bot is no message of a case: Telegram itself lets nobody answer it from another topic.
        elsewhere = answered is None or (rng.random() < 0.5 and answered not in self.notices)
        here = rng.randrange(CASES) if elsewhere or answered is None else self.case_at[answered]
        thread = rng.choice([None, self.thread_of[here], self.thread_of[here]])
        origin = Origin(TELEGRAM, GROUP, rng.choice(VOLUNTEERS), private=False, thread=thread)
        by_reply = "none" if answered is None else self.case_at[answered]
        tag = f"|reply {by_reply}|thread {'none' if thread is None else here}|"
        number = self.next()
        match rng.choice(("write", "write", "write", "voice", "phone", "edit", "react", "press", "command", "forward")):
            case "write":
                return self._written(origin, number, Text(f"an answer {tag}"), answered)
            case "phone":
                return self._written(origin, number, Text(f"912 34 567 {tag}"), answered)
            case "voice":
                file = Media(MediaKind.VOICE, "f", "u", caption=Text(tag))
                return self._written(origin, number, file, answered)
            case "edit" if self.answers:
                edited = rng.choice(sorted(self.answers))
                return Edited(origin, edited, Text(f"edited {self.answers[edited]}"), answered)
            case "react":
                return Reacted(origin, rng.choice(sorted(self.case_at)), rng.choice(["🙏", None]))
            case "press" if self.buttons:
                data, at = rng.choice(self.buttons[-200:])
                return Pressed(origin, at, f"callback{number}", data)
            case "command":
                name = rng.choice(["undo", "close", "claim"])
                return Command(origin, number, name, reply_to=answered)
            case _:
                return Refused(origin, number, Unrelayable.OTHER_CASE)

    def _written(self, origin: Origin, number: ExternalId, content, answered: ExternalId | None) -> Written:
        self.answers[number] = content.text if isinstance(content, Text) else content.caption.text
        return Written(origin, number, content, answered)


@asynccontextmanager
async def fifty_cases(url: str, seed: int | str) -> AsyncIterator[Group]:
    """In the empty database at that address."""
    team = Team(TeamName("team"), TELEGRAM, GROUP, (LanguageCode("en"),), (), LanguageCode("en"), forum=True)
    service = Service(
        name="Advice",
        languages=(LanguageCode("en"),),
        default_language=LanguageCode("en"),
        topics=(Topic(TopicId("work"), "💼"),),
        teams=(replace(team, relay_topic=True),),
        fallback=TeamName("team"),
        staff_channel=TELEGRAM,
        staff_language=LanguageCode("en"),
    )
    members = {(ChatAddress(TELEGRAM, GROUP), person): True for person in VOLUNTEERS}
    rng, now = random.Random(seed), 1_795_000_000_000
    context = Context(service, Catalogs.load(), rng, {TELEGRAM: CAPABILITIES}, now, members=members, patient=False)
    store = await open_store(url, MASTER)
    try:
        group = Group(store, rng, context)
        await group.open_cases()
        yield group
    finally:
        await store.close()


def belongs(chat: ChatRef, text: str) -> bool:
    """Whether a text was meant for that contact: by what it answered, and by the thread in which it stood."""
    contact = int(chat) - 1000
    _, reply, thread, *_ = text.split("|")
    meant = {reply.removeprefix("reply "), thread.removeprefix("thread ")} - {"none"}
    return meant == {str(contact)}


async def act_at_random(
    folder: Path, actions: int, seed: int | str, show: Callable[[int], None] = lambda done: None
) -> tuple[int, list[tuple[ChatRef, str]]]:
    """So many deeds of volunteers. Returns how many answers arrived, and those that reached the wrong person."""
    async with fifty_cases(f"sqlite:{folder / 'wrong.db'}", seed) as group:
        for step in range(actions):
            async with group.store.transaction() as tx:
                await ingest(tx, group.context, group.act())
            if step % 20 == 0:
                await group.deliver()
                show(step)
        await group.deliver()
        answers = [(chat, text) for chat, text in group.received if "|" in text]
        return len(answers), [(chat, text) for chat, text in answers if not belongs(chat, text)]
