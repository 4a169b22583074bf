"""The state of the simulation: the bot, people, chats, messages, topics, rights."""

import asyncio
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from bot.kernel.clock import Clock
from bot.simulator.files import Files
from bot.simulator.updates import Updates

BOT_ID = 7_000_000_001
ANONYMOUS_ADMINISTRATOR = 1_087_968_824
"""The account in whose name anonymous administrators write; the Bot API documents it at Message.from."""
ALL_RIGHTS = frozenset(
    {
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
        "can_pin_messages",
        "can_manage_topics",
    }
)


@dataclass(slots=True, repr=False)
class Bot:
    """`privacy`: outside the groups that it administers it sees only what is meant for it."""

    id: int = BOT_ID
    name: str = "Brobygger"
    username: str = "brobygger_bot"
    privacy: bool = True
    commands: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, repr=False)
class Person:
    """`role` is contact, volunteer or staff. `started`: has written to the bot, so the bot may write back."""

    id: int
    name: str
    role: str
    language_code: str
    last_name: str = ""
    username: str = ""
    premium: bool = False
    blocked_bot: bool = False
    started: bool = False
    deleted: bool = False


@dataclass(slots=True, repr=False)
class Member:
    """`status` in the Bot API's words: creator, administrator, member, left, kicked."""

    status: str
    rights: frozenset[str] = frozenset()

    @property
    def present(self) -> bool:
        return self.status in ("creator", "administrator", "member")

    @property
    def administers(self) -> bool:
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)


@dataclass(slots=True, repr=False)
class Topic:
    thread: int
    title: str
    icon_color: int
    closed: bool = False


@dataclass(slots=True, repr=False)
class Message:
    """`body` holds the fields that the Bot API's Message has for this kind: text, photo, caption, entities ..."""

    id: int
    author: int
    date: int
    kind: str
    body: dict[str, Any]
    thread: int | None = None
    reply_to: int | None = None
    markup: dict[str, Any] | None = None
    album: str | None = None
    edited: int | None = None
    anonymous: bool = False
    protected: bool = False
    reactions: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True, repr=False)
class Chat:
    """A private chat has the id of its person. `moved_to` is the new id after an upgrade of the group.

    `general_closed`: of a forum, the topic that every forum has, whose thread is None.
    """

    id: int
    kind: str
    title: str
    role: str
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    gone: bool = False
    moved_to: int | None = None
    reactions_on: bool = True
    general_closed: bool = False
    changed: int = 0
    last_id: int = 0
    toast: dict[str, Any] | None = None
    instance: str = field(default_factory=lambda: str(secrets.randbits(62)))

    @property
    def private(self) -> bool:
        return self.kind == "private"

    def member(self, id: int) -> Member:
        return self.members.get(id) or Member("left")


class World:
    """Everything that exists. Whoever changes a chat calls `touch`, so that those who look see it."""

    def __init__(self, clock: Clock, *, bot: Bot | None = None, zone: str = "Europe/Oslo") -> None:
        self.clock = clock
        self.zone = ZoneInfo(zone)
        self.bot = bot or Bot()
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.updates = Updates(clock)
        self.callbacks: dict[str, tuple[Chat, int, int]] = {}
        """Buttons pressed and not answered: chat, person, when (seconds)."""
        self.version = 1
        self._watchers: list[asyncio.Future[None]] = []

    # -- who and where -------------------------------------------------------------------------------------------

    def seconds(self) -> int:
        """The Bot API's instants: whole seconds."""
        return self.clock.now() // 1000

    def add_person(
        self,
        id: int,
        name: str,
        role: str,
        language_code: str,
        *,
        last_name: str = "",
        username: str = "",
        premium: bool = False,
    ) -> Person:
        """A new person and their chat with the bot, still empty."""
        person = Person(id, name, role, language_code, last_name, username, premium)
        self.people[id] = person
        chat = Chat(id, "private", name, "contact", members={id: Member("member"), self.bot.id: Member("member")})
        self.chats[id] = chat
        self.touch(chat)
        return person

    def add_group(
        self,
        id: int,
        title: str,
        role: str,
        members: Iterable[int],
        *,
        is_forum: bool = False,
        owner: int | None = None,
        bot_rights: frozenset[str] | None = ALL_RIGHTS,
    ) -> Chat:
        """A group with the bot in it: an administrator, or a plain member when `bot_rights` is None."""
        chat = Chat(id, "supergroup", title, role, is_forum)
        for person in members:
            chat.members[person] = Member("creator" if person == owner else "member")
        chat.members[self.bot.id] = Member("member") if bot_rights is None else Member("administrator", bot_rights)
        self.chats[id] = chat
        self.touch(chat)
        return chat

    def bot_in(self, chat: Chat) -> Member:
        return chat.member(self.bot.id)

    def name_of(self, id: int) -> str:
        if id == self.bot.id:
            return self.bot.name
        person = self.people.get(id)
        return person.name if person else "?"

    # -- messages ------------------------------------------------------------------------------------------------

    def post(self, chat: Chat, author: int, kind: str, body: dict[str, Any], **fields: Any) -> Message:
        """A new message at the end of a chat. `fields` are those of `Message`."""
        chat.last_id += 1
        message = Message(chat.last_id, author, self.seconds(), kind, body, **fields)
        chat.messages[message.id] = message
        self.touch(chat)
        return message

    def name_press(self, person: Person) -> str:
        """The name of a press that nobody else has, as Telegram makes it: the upper half is who pressed."""
        return str(person.id << 32 | secrets.randbits(32))

    def thread_of(self, chat: Chat, thread: int | None, target: Message | None) -> int | None:
        """Where a message belongs: in a forum in its topic, in a plain group in the thread that replies make."""
        if chat.private:
            return None
        if chat.is_forum:
            return thread if thread is not None else target.thread if target else None
        return None if target is None else target.thread or target.id

    def add_topic(self, chat: Chat, author: int, title: str, icon_color: int) -> Topic:
        """A topic's thread is the number of the service message that opened it."""
        created = self.post(chat, author, "service", {"forum_topic_created": {"name": title, "icon_color": icon_color}})
        created.thread = created.id
        topic = Topic(created.id, title, icon_color)
        chat.topics[topic.thread] = topic
        return topic

    def drop_topic(self, chat: Chat, thread: int) -> None:
        """A deleted topic takes its messages along."""
        del chat.topics[thread]
        chat.messages = {key: value for key, value in chat.messages.items() if value.thread != thread}
        self.touch(chat)

    # -- those who look ------------------------------------------------------------------------------------------

    def touch(self, chat: Chat | None = None) -> None:
        """Something changed: in `chat`, or in general."""
        self.version += 1
        if chat is not None:
            chat.changed = self.version
        if self._watchers:
            watchers, self._watchers = self._watchers, []
            for watcher in watchers:
                if not watcher.done():
                    watcher.set_result(None)

    async def wait_beyond(self, version: int, seconds: float) -> None:
        """Until the world is newer than `version`, at most so long."""
        if self.version > version or seconds <= 0:
            return
        watcher = asyncio.get_running_loop().create_future()
        self._watchers.append(watcher)
        try:
            async with asyncio.timeout(seconds):
                await watcher
        except TimeoutError:
            pass
        finally:
            if watcher in self._watchers:
                self._watchers.remove(watcher)
