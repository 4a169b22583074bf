"""The payload of a start link on a poster: `ar`, `work`, or `ar_work`."""

from bot.kernel.ids import LanguageCode, TopicId
from bot.kernel.service import Service


def read_start_payload(payload: str, service: Service) -> tuple[LanguageCode | None, TopicId | None]:
    """What a start link pre-selects. Whatever the service does not offer is ignored."""
    languages = {str(language): language for language in service.languages}
    topics = {str(topic.id): topic.id for topic in service.topics}
    head, _, tail = payload.partition("_")
    for first, second in ((payload, ""), (head, tail)):
        if first in languages:
            return languages[first], topics.get(second)
        if first in topics:
            return None, topics[first]
    return None, None
