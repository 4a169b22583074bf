"""What groups ask of storage."""

from typing import Protocol

from bot.features.groups.rules import LinkedGroup
from bot.kernel.ids import ChannelName, ChatRef, TeamName


class GroupTx(Protocol):
    """The groups in which the bot is."""

    async def linked_groups(self) -> list[LinkedGroup]:
        """Every group that we are in, or were added to, and that does not stand in the configuration."""
        ...

    async def linked_group(self, channel: ChannelName, chat: ChatRef) -> LinkedGroup | None: ...
    async def group_by_handle(self, handle: str) -> LinkedGroup | None: ...
    async def save_group(self, group: LinkedGroup) -> None:
        """Remember it, or what it has become; `since` stays what it was."""
        ...

    async def drop_group(self, channel: ChannelName, chat: ChatRef) -> None: ...
    async def move_chat(self, channel: ChannelName, old: ChatRef, new: ChatRef) -> None:
        """A group has a new id: what waits for it goes there; threads and cards start anew.

        Links to what was sent before stay with the old chat: messages are numbered anew in the new one, and an
        old number would name somebody else's message.
        """
        ...

    async def leave_threads(self, channel: ChannelName, chat: ChatRef) -> None:
        """What waits for topic threads of a group goes into the group itself: as replies to the cards of the cases."""
        ...

    async def rename_team(self, old: TeamName, new: TeamName) -> None:
        """A team has a new name in the configuration: its cases, volunteers and wishes come along."""
        ...
