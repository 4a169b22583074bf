"""The watch: once an hour the platform is asked what no event may have told.

Bots hear that somebody leaves a group or that a right is taken away, if they are administrators and awake. They hear
nothing when topics are switched off or on, and nothing of what an administrator of theirs lost before. Where they are
off, volunteers wait for their topics: these groups are looked at once a minute.
"""

from collections.abc import Callable, Mapping

from bot.engine.runtime import Runtime
from bot.features.groups.actions import group_back, group_lost, note_membership
from bot.features.groups.permissions import check_rights
from bot.features.help.menus import follow_menus
from bot.features.hours.rules import MINUTE
from bot.features.shared.notify import is_group_lost
from bot.features.store import Store
from bot.kernel.channel import Channel, GroupChannel
from bot.kernel.errors import Fault, SendError
from bot.kernel.facts import GROUPS_LOOKED_AT
from bot.kernel.ids import ChannelName
from bot.kernel.model import Volunteer
from bot.kernel.service import Team

EVERY = 3600 * 1000
"""Milliseconds between two rounds."""


class GroupProbes:
    def __init__(
        self, store: Store, channels: Mapping[ChannelName, Channel], runtime: Runtime, acted: Callable[[], None]
    ) -> None:
        """`acted` is called after each commit that may have filled the outbox."""
        self._store = store
        self._channels = channels
        self._runtime = runtime
        self._acted = acted
        self._minute = 0

    async def look(self) -> None:
        """At each tick: the round that is due, and what waits for its topics."""
        if await self._is_due():
            await self._look_around()
        await self._look_for_topics()

    async def _look_for_topics(self) -> None:
        minute = self._runtime.clock.now() // MINUTE
        if minute == self._minute:
            return
        self._minute = minute
        for team in self._runtime.service.teams:
            if team.topics_off:
                await self._look_at_group(team)
                self._acted()

    async def _is_due(self) -> bool:
        now = self._runtime.clock.now()
        async with self._store.transaction() as tx:
            last = await GROUPS_LOOKED_AT.get(tx)
            if last is not None and now - last < EVERY:
                return False
            await GROUPS_LOOKED_AT.put(tx, now)
            return True

    async def _look_around(self) -> None:
        """One round: each team's group, and whoever has taken a case."""
        for team in self._runtime.service.teams:
            await self._look_at_group(team)
        async with self._store.transaction() as tx:
            volunteers = await tx.claiming_volunteers()
        for volunteer in volunteers:
            await self._look_at_volunteer(volunteer)
        self._acted()

    async def _look_at_group(self, team: Team) -> None:
        channel = self._channels[team.channel]
        if not isinstance(channel, GroupChannel):
            return
        try:
            rights = await channel.look_at_group(team.chat)
        except SendError as error:
            if error.fault is Fault.GROUP_LOST:
                async with self._store.transaction() as tx:
                    await group_lost(tx, self._runtime.context(), team)
            return  # asked again in an hour
        async with self._store.transaction() as tx:
            context = self._runtime.context()
            if await is_group_lost(tx, team):
                await group_back(tx, context, team)
                await follow_menus(tx, context)
            await check_rights(tx, context, team, rights)
            await self._runtime.follow_groups(tx)

    async def _look_at_volunteer(self, volunteer: Volunteer) -> None:
        team = self._runtime.service.team(volunteer.team)
        channel = self._channels[team.channel]
        if team.name != volunteer.team or not isinstance(channel, GroupChannel):
            return  # the team is no more
        try:
            member = await channel.is_member(team.chat, volunteer.person)
        except SendError:
            return
        async with self._store.transaction() as tx:
            await note_membership(tx, self._runtime.context(), volunteer, member)
