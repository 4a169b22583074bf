"""What onboarding asks of storage: contacts, and what they chose."""

from typing import Protocol

from bot.kernel.ids import ChannelName, ChatRef, ContactId, LanguageCode, TopicId
from bot.kernel.model import Contact


class ContactTx(Protocol):
    """People who ask for advice."""

    async def find_contact(self, channel: ChannelName, chat: ChatRef) -> Contact | None: ...
    async def add_contact(self, channel: ChannelName, chat: ChatRef, pseudonym: str, now: int) -> Contact | None:
        """A new contact with one address, or None when the pseudonym is taken (nothing is written then)."""
        ...

    async def set_choice(self, contact: ContactId, language: LanguageCode | None, topic: TopicId | None) -> None: ...
    async def accept_notice(self, contact: ContactId, version: str, language: LanguageCode, now: int) -> None:
        """The contact agrees to this wording of the privacy notice, read in this language."""
        ...

    async def revoke_notice(self, contact: ContactId) -> None:
        """The contact no longer agrees to the privacy notice."""
        ...

    async def set_reachable(self, channel: ChannelName, chat: ChatRef, reachable: bool) -> None: ...
    async def set_place(self, contact: ContactId, place: str) -> None: ...
    async def contact_by_pseudonym(self, pseudonym: str) -> Contact | None: ...
