"""Which key seals what, and the keys of contacts.

What belongs to a contact is sealed with the contact's own key, the rest with the queue's. A contact's key is asked of
the database once and then remembered; whom a chat or a case belongs to is remembered only within the transaction that
read it, since a person who was erased may come back as another contact.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, Generic, TypeVar

from bot.kernel.errors import Unreadable
from bot.kernel.ids import CaseId, ChannelName, ChatRef, ContactId
from bot.keys.crypto import SealingKey, ServiceKeys
from storage.engine.transaction import Transaction

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

REMEMBERED = 4096
"""How many contacts' keys are remembered."""


class Recent(Generic[K, V]):
    """The last few that were used."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key]

    def put(self, key: K, value: V) -> None:
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._most:
            self._values.popitem(last=False)

    def drop(self, key: K) -> None:
        self._values.pop(key, None)


class Vault:
    """The keys of an open database, and those of the contacts that were met lately."""

    def __init__(self, keys: ServiceKeys) -> None:
        self.keys = keys
        self.contact_keys: Recent[ContactId, SealingKey] = Recent()


class Seals:
    """The keys, as one transaction sees them."""

    def __init__(self, queries: Any, transaction: Transaction, vault: Vault) -> None:
        self._queries = queries
        self._transaction = transaction
        self._vault = vault
        self._rows: dict[int, tuple[SealingKey, bytes]] = {}
        self._made: dict[ContactId, SealingKey] = {}
        self._forgotten: set[ContactId] = set()
        self._contacts: dict[tuple[ChannelName, ChatRef] | CaseId, ContactId | None] = {}

    def note_chat(self, channel: ChannelName, chat: ChatRef, contact: ContactId | None) -> None:
        """Whose chat it is; None for a group."""
        self._contacts[channel, chat] = contact

    def note_case(self, case: CaseId, contact: ContactId) -> None:
        self._contacts[case] = contact

    def note_row(self, row: int, key: SealingKey, place: bytes) -> None:
        """How a row of the outbox is sealed, for who changes it in this transaction."""
        self._rows[row] = (key, place)

    def row(self, row: int) -> tuple[SealingKey, bytes]:
        return self._rows[row]

    async def make_contact_key(self, contact: ContactId) -> None:
        """A new contact gets a key; it is remembered for good once the transaction is committed."""
        self._made[contact], wrapped = self._vault.keys.make_contact_key(contact)
        await self._queries.add_contact_key(self._transaction, contact=contact, wrapped=wrapped)

    def reveal(self, channel: ChannelName, chat: ChatRef) -> str:
        """The platform's own id of a chat, for the person who has it."""
        return self._vault.keys.ids(channel).reveal(chat)

    def lane_named(self, channel: ChannelName, name: str) -> str:
        """A lane of that name as it is kept. The name may hold what the platform gave us, and its ids are not always
        random: who pressed a button can be read in the upper half of Telegram's callback_query.id."""
        return f"named:{self._vault.keys.ids(channel).fingerprint(name)}"

    def forget(self, contact: ContactId) -> None:
        """The contact is deleted, and the key with it: what is said to that chat from now on is said to nobody's."""
        self._made.pop(contact, None)
        self._forgotten.add(contact)
        self._contacts = {place: known for place, known in self._contacts.items() if known != contact}

    async def contact_behind(self, channel: ChannelName, chat: ChatRef, case: CaseId | None) -> ContactId | None:
        """To whom belongs what is said in a chat about a case: None for groups and staff."""
        if case is not None:
            if case not in self._contacts:
                found = await self._queries.contact_of_case(self._transaction, case=case)
                if found is None:
                    return None
                self._contacts[case] = ContactId(found)
            return self._contacts[case]
        place = (channel, chat)
        if place in self._contacts:
            return self._contacts[place]
        if not chat:
            return None
        found = await self._queries.contact_of_chat(self._transaction, channel=channel, chat=chat)
        self._contacts[place] = None if found is None else ContactId(found)
        return self._contacts[place]

    async def key_of(self, contact: ContactId | None) -> SealingKey:
        """The key of a contact, or the queue's for nobody. Raises Unreadable when the contact's was destroyed."""
        if contact is None:
            return self._vault.keys.queue
        return self._known(contact) or self._unwrap(
            contact, await self._queries.contact_key(self._transaction, contact=contact)
        )

    def key_from(self, contact: ContactId | None, wrapped: bytes | None) -> SealingKey:
        """The same where the wrapped key was read along."""
        if contact is None:
            return self._vault.keys.queue
        return self._known(contact) or self._unwrap(contact, wrapped)

    def commit(self) -> None:
        """What the transaction made is there from now on, and what it forgot is not."""
        for contact in self._forgotten:
            self._vault.contact_keys.drop(contact)
        for contact, key in self._made.items():
            self._vault.contact_keys.put(contact, key)

    def _known(self, contact: ContactId) -> SealingKey | None:
        return self._made.get(contact) or self._vault.contact_keys.get(contact)

    def _unwrap(self, contact: ContactId, wrapped: bytes | None) -> SealingKey:
        if wrapped is None:
            raise Unreadable("the key of this contact was destroyed")
        key = self._vault.keys.contact_key(contact, wrapped)
        self._vault.contact_keys.put(contact, key)
        return key
