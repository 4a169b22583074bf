"""What a contact still has to choose before a question can be passed on."""

from enum import StrEnum

from bot.kernel.ids import LanguageCode, TopicId
from bot.kernel.model import Contact
from bot.kernel.service import Service


class Step(StrEnum):
    LANGUAGE = "language"
    NOTICE = "notice"
    PLACE = "place"
    TOPIC = "topic"
    READY = "ready"


def next_step(contact: Contact, service: Service) -> Step:
    """The first choice that is missing. A language, place or topic that is no longer offered counts as not chosen."""
    if contact.language not in service.languages:
        return Step.LANGUAGE
    if not has_agreed(contact, service):
        return Step.NOTICE
    places = service.places_for(contact.language)
    if places and contact.place not in places:
        return Step.PLACE
    if contact.topic not in {topic.id for topic in service.topics_for(contact.language, contact.place)}:
        return Step.TOPIC
    return Step.READY


def topic_after(contact: Contact, service: Service, language: LanguageCode) -> TopicId | None:
    """The topic once a language was chosen: it is asked for again, unless there is only one.

    One that a poster's link chose before any language stays.
    """
    offered = [topic.id for topic in service.topics_for(language, contact.place)]
    if contact.language is None and contact.topic in offered:
        return contact.topic
    return offered[0] if len(offered) == 1 else None


def has_agreed(contact: Contact, service: Service) -> bool:
    """Whether the contact accepted the privacy notice as it is worded now."""
    return contact.notice_accepted is not None and (contact.notice_version or "") == service.notice_version
