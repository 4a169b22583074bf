"""Opaque identifiers. Nothing outside the module that made one takes it apart."""

from typing import NamedTuple, NewType

ContactId = NewType("ContactId", int)
AddressId = NewType("AddressId", int)
CaseId = NewType("CaseId", int)
MessageId = NewType("MessageId", int)
"""Our own number of a message, on whichever side it was written."""
VolunteerId = NewType("VolunteerId", int)
InboxId = NewType("InboxId", int)
OutboxId = NewType("OutboxId", int)
WorkerId = NewType("WorkerId", int)
BroadcastId = NewType("BroadcastId", int)
RecipientId = NewType("RecipientId", int)
"""One contact's place among the recipients of one broadcast."""
NoteId = NewType("NoteId", int)

ChannelName = NewType("ChannelName", str)
"""Which platform: "telegram"."""
ChatRef = NewType("ChatRef", str)
"""A chat or a user: a token that only the platform's own handler can turn into the number behind it."""


class ChatAddress(NamedTuple):
    """A chat or a person on its channel: the same token on another channel would be somebody else."""

    channel: ChannelName
    chat: ChatRef


ExternalId = NewType("ExternalId", str)
"""A message as the platform names it within its chat."""
ThreadRef = NewType("ThreadRef", str)
"""A topic thread as the platform names it within its chat."""

TeamName = NewType("TeamName", str)
LanguageCode = NewType("LanguageCode", str)
"""Our code of a language: a row of locales/languages.toml."""
TopicId = NewType("TopicId", str)
"""The configured name of a topic: "work"."""
