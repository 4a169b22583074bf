"""What every worker needs to act: the service's rules, catalogs, clock and chance."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.features.groups.rules import with_linked
from bot.features.shared.context import Context
from bot.features.store import Tx
from bot.kernel.capabilities import Capabilities
from bot.kernel.channel import Channel, GroupChannel, NamedChannel, served_groups
from bot.kernel.clock import Clock, Rng
from bot.kernel.facts import HELD_SINCE, facts_of_groups, moved_to, topics_off
from bot.kernel.ids import ChannelName, ChatRef
from bot.kernel.model import StaffOverride
from bot.kernel.public import Public
from bot.kernel.service import Service
from bot.kernel.translation import Catalogs

REMEMBERED = 2 * 24 * 3600 * 1000
"""Milliseconds for which a change of the hours is remembered after it ended."""


class Runtime:
    """Makes the context of each transaction. `service` changes when a group gets a new id, is linked or unlinked.

    `held`: the service runs on a restored backup, and staff have not released it yet.
    """

    def __init__(
        self,
        service: Service,
        catalogs: Catalogs,
        clock: Clock,
        rng: Rng,
        capabilities: Mapping[ChannelName, Capabilities],
    ) -> None:
        self._group_channels: dict[ChannelName, GroupChannel] = {}
        self.overrides: tuple[StaffOverride, ...] = ()
        self.held = False
        self.service = service
        self._configured = service
        self.clock = clock
        self._catalogs = catalogs
        self._rng = rng
        self.capabilities = capabilities

    def tell(self, channels: Mapping[ChannelName, Channel]) -> None:
        """From now on let the channels know which groups the service has, and which of them got a new id."""
        self._group_channels = {name: each for name, each in channels.items() if isinstance(each, GroupChannel)}

    def context(self) -> Context:
        return Context(
            self.service, self._catalogs, self._rng, self.capabilities, self.clock.now(), overrides=self.overrides
        )

    def know_own_accounts(self, channels: Iterable[Channel]) -> None:
        """Let messages name our own accounts: volunteers send people start links. The channels have been started."""
        names = frozenset(channel.account.lower() for channel in channels if isinstance(channel, NamedChannel))
        own = Public(accounts=names)
        self._configured = replace(self._configured, public=self._configured.public.joined(own))
        self.service = replace(self.service, public=self.service.public.joined(own))

    async def follow_overrides(self, tx: Tx) -> None:
        """Let what staff changed of the hours count; also what ended lately, since it explains the last change."""
        self.overrides = tuple(await tx.active_overrides(self.clock.now() - REMEMBERED))

    async def follow_hold(self, tx: Tx) -> None:
        """Let it count that a restored service may send nothing yet, or that staff have released it."""
        self.held = await HELD_SINCE.get(tx) is not None

    @property
    def only_to(self) -> tuple[ChannelName, ChatRef] | None:
        """The one chat that may be written to while nothing else may: the staff's."""
        return (self.service.staff_channel, self.service.staff_chat or ChatRef("")) if self.held else None

    async def follow(self, tx: Tx) -> None:
        """Let everything count that another worker may have changed."""
        await self.follow_groups(tx)
        await self.follow_overrides(tx)
        await self.follow_hold(tx)

    async def follow_groups(self, tx: Tx) -> None:
        """Let the new ids of groups count where the configuration names the old ones, what staff have linked, and
        which groups have their topics switched off."""
        service, known = self._configured, await facts_of_groups(tx)
        teams = [replace(team, chat=self._follow(known, team.channel, team.chat)) for team in service.teams]
        staff_chat = service.staff_chat
        if staff_chat is not None:
            staff_chat = self._follow(known, service.staff_channel, staff_chat)
        moved = replace(service, teams=tuple(teams), staff_chat=staff_chat)
        service = with_linked(moved, await tx.linked_groups())
        off = {team.name for team in service.teams if team.forum and topics_off(team).of(known) is not None}
        if off:
            teams = [team.without_topics() if team.name in off else team for team in service.teams]
            service = replace(service, teams=tuple(teams))
        if service != self.service:
            self.service = service
            for name, group_channel in self._group_channels.items():
                group_channel.serve_groups(served_groups(service, name))

    def _follow(self, moves: dict[str, str], channel: ChannelName, chat: ChatRef) -> ChatRef:
        """A group may move more than once; never back to a number that it had."""
        while new := moved_to(channel, chat).of(moves):
            if channel in self._group_channels:
                self._group_channels[channel].move_group(chat, new)
            chat = new
        return chat
