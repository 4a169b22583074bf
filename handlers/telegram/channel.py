"""Telegram as a channel: the parts put together."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from aiohttp import web
from telegram import Bot, User
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.features.store import Store
from bot.kernel.capabilities import Capabilities, Paces
from bot.kernel.channel import ServedGroup
from bot.kernel.clock import Clock
from bot.kernel.errors import Fault, SendError, TokenRevoked
from bot.kernel.group_rights import GroupRights
from bot.kernel.ids import ChannelName, ChatRef
from bot.kernel.incoming import Incoming
from bot.kernel.outgoing import Outgoing, Receipt
from bot.kernel.pacing import Pace
from bot.keys.crypto import IdCipher
from handlers.platform import ActWith
from handlers.telegram.admit import ASKED, Group, Identity
from handlers.telegram.capabilities import CAPABILITIES
from handlers.telegram.errors import NO_SUCH_MEMBER, says, translate
from handlers.telegram.fetch import Fetcher, Files
from handlers.telegram.parse import is_there, parse, rights_of
from handlers.telegram.receive import POLL_SECONDS, Inbox, Pause, Polling, Webhook, WebhookReceiver
from handlers.telegram.request import AiohttpRequest
from handlers.telegram.send import Sender
from handlers.telegram.shapes import ChatMember
from handlers.telegram.token import TokenDoubt

API = "https://api.telegram.org"
TELEGRAM = ChannelName("telegram")
TITLE = "Telegram"


def make_bot(token: str, api_base_url: str, request: AiohttpRequest) -> Bot:
    """python-telegram-bot's `Bot` on our transport; it is never initialized, so it starts nothing of its own."""
    base = api_base_url.rstrip("/")
    return Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=request,
    )


class TelegramChannel:
    """One bot; a `bot.kernel.channel.GroupChannel`. `groups` are the teams' groups and the staff's.

    `arrived` is called after each commit of something new; `act_with` makes such a commit and acts on it, if it can.
    `polled` is called after each round of polling. `files` has what a message shows, cleaned. Without `paces` nothing
    is held back. With `webhook`, mount `routes` on the HTTP server; without it, `receive` polls.

    Telegram's numbers of chats and people end here: `ids` makes them tokens on their way in, and numbers on their way
    out.
    """

    def __init__(
        self,
        *,
        token: str,
        store: Store,
        clock: Clock,
        ids: IdCipher,
        groups: Iterable[Group],
        arrived: Callable[[], None],
        act_with: ActWith,
        files: Files,
        webhook: Webhook | None = None,
        api_base_url: str = API,
        paces: Paces | None = None,
        name: ChannelName = TELEGRAM,
        pause: Pause = asyncio.sleep,
        polled: Callable[[], None] = lambda: None,
        poll_seconds: int = POLL_SECONDS,
    ) -> None:
        self._name = name
        self._ids = ids
        self._paces = paces
        self._webhook = webhook
        self._request = AiohttpRequest()
        self._bot = make_bot(token, api_base_url, self._request)
        self._files = Fetcher(self._bot, files)
        self._sender = Sender(self._bot, ids, self._files)
        self._inbox = Inbox(
            store=store,
            clock=clock,
            channel=name,
            ids=ids,
            groups={group.chat: group for group in groups},
            arrived=arrived,
            act_with=act_with,
        )
        updates_url = f"{api_base_url.rstrip('/')}/bot{token}/getUpdates"
        self._doubt = TokenDoubt(self._bot.get_me, clock)
        self._polling = Polling(self._request, updates_url, self._inbox, pause, polled, self._doubt, poll_seconds)
        self.routes: list[web.RouteDef] = WebhookReceiver(webhook, self._inbox).routes if webhook else []

    @property
    def name(self) -> ChannelName:
        return self._name

    @property
    def title(self) -> str:
        return TITLE

    @property
    def capabilities(self) -> Capabilities:
        return replace(CAPABILITIES, paces=self._paces or Paces())

    @property
    def polls(self) -> bool:
        return self._webhook is None

    @property
    def pace(self) -> Pace | None:
        return self._paces.overall if self._paces else None

    def pace_of(self, chat: ChatRef) -> Pace | None:
        if self._paces is None:
            return None
        return self._paces.group if self._ids.reveal_number(chat) < 0 else self._paces.private

    @property
    def identity(self) -> Identity:
        """Who we are; known after `start`."""
        assert self._inbox.us is not None, "start() comes first"
        return self._inbox.us

    @property
    def account(self) -> str:
        return self.identity.username

    async def start(self) -> None:
        """Learn who we are, and tell Telegram whether it pushes or we poll. May be repeated after an error.

        Raises SendError (OUTAGE when there is no way to Telegram), or TokenRevoked once it is sure.
        """
        await self._request.initialize()
        try:
            me = await self._ask_who_we_are()
            self._inbox.us = Identity(me.id, me.username or "")
            if self._webhook is None:
                await self._bot.delete_webhook(drop_pending_updates=False)
            else:
                await self._bot.set_webhook(
                    self._webhook.url,
                    secret_token=self._webhook.secret,
                    allowed_updates=ASKED,
                    max_connections=self._webhook.max_connections,
                )
        except TelegramError as error:
            raise await self._fault(error, "") from None

    async def _fault(self, error: TelegramError, chat: str) -> SendError:
        """The error in the words of the policy. A token that is refused is an outage until that is sure.

        Raises TokenRevoked once it is.
        """
        fault = translate(error, chat)
        if isinstance(fault, SendError):
            return fault
        await self._doubt.look()
        return SendError(Fault.OUTAGE)

    async def _ask_who_we_are(self) -> User:
        try:
            with _shape_known():
                me = await self._bot.get_me()
        except InvalidToken:
            self._doubt.note_refusal()
            raise
        self._doubt.note_success()
        return me

    async def close(self) -> None:
        await self._request.shutdown()

    def move_group(self, old: ChatRef, new: ChatRef) -> None:
        self._inbox.move_group(self._ids.reveal_number(old), self._ids.reveal_number(new))

    def serve_groups(self, groups: Iterable[ServedGroup]) -> None:
        self._inbox.serve_groups(
            Group(self._ids.reveal_number(group.chat), group.threads, group.relay_thread) for group in groups
        )

    async def receive(self) -> None:
        if self._webhook is None:
            await self._polling.run()
        else:
            await asyncio.Event().wait()  # the HTTP server receives

    def parse(self, payload: bytes) -> Sequence[Incoming]:
        return (parse(payload, self.identity, self._name, self._ids),)

    async def fetch(self, handle: str) -> bytes:
        return await self._files.fetch(handle)

    async def send(self, outgoing: Outgoing) -> Receipt:
        try:
            return await self._sender.send(outgoing)
        except TokenRevoked:
            await self._doubt.look()
            raise SendError(Fault.OUTAGE) from None  # until it is sure

    async def look_at_group(self, chat: ChatRef) -> GroupRights:
        group = self._ids.reveal(chat)
        try:
            with _shape_known():
                seen = await self._bot.get_chat(group)
            member = await self._look_at_member(group, self.identity.id)
        except TelegramError as error:
            raise await self._fault(error, group) from None
        if member.status in ("left", "kicked"):
            raise SendError(Fault.GROUP_LOST)
        return rights_of(member, topics_on=seen.is_forum is True)

    async def is_member(self, chat: ChatRef, person: ChatRef) -> bool:
        group = self._ids.reveal(chat)
        try:
            return is_there(await self._look_at_member(group, self._ids.reveal_number(person)))
        except BadRequest as error:
            if says(error, *NO_SUCH_MEMBER):
                return False
            raise await self._fault(error, group) from None
        except TelegramError as error:
            raise await self._fault(error, group) from None

    async def _look_at_member(self, group: str, person: int) -> ChatMember:
        """As an update tells of one."""
        with _shape_known():
            member = await self._bot.get_chat_member(group, person)
            return ChatMember.model_validate(member.to_dict())


@contextmanager
def _shape_known() -> Iterator[None]:
    """An answer of another shape than the library knows is a TelegramError too."""
    try:
        yield
    except (TypeError, KeyError, AttributeError, ValueError):
        raise TelegramError("the answer can't be read") from None
