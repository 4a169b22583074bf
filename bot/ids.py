"""Opaque identifiers. Nothing outside the module that made one takes it apart."""

from typing import NewType

ContactId = NewType("ContactId", int)
AddressId = NewType("AddressId", int)
CaseId = NewType("CaseId", int)
MessageId = NewType("MessageId", int)
"""Our own number of a message, on whichever side it was written."""
VolunteerId = NewType("VolunteerId", int)
InboxId = NewType("InboxId", int)
OutboxId = NewType("OutboxId", int)

ChannelName = NewType("ChannelName", str)
"""Which platform: "telegram"."""
ChatRef = NewType("ChatRef", str)
"""A chat or a user as the platform names it, as text: a Telegram chat id "-1001234", a phone number."""
ExternalId = NewType("ExternalId", str)
"""A message as the platform names it within its chat."""
ThreadRef = NewType("ThreadRef", str)
"""A topic thread as the platform names it within its chat."""

TeamName = NewType("TeamName", str)
LanguageCode = NewType("LanguageCode", str)
"""Our code of a language: a row of locales/languages.toml."""
TopicId = NewType("TopicId", str)
"""The configured name of a topic: "work"."""
