"""What a contact still has to choose before a question can be passed on."""

from enum import StrEnum

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


def has_agreed(contact: Contact, service: Service) -> bool:
    """Whether the contact accepted the privacy notice as it is worded now."""
    return contact.notice_accepted is not None and (contact.notice_version or "") == service.notice_version
