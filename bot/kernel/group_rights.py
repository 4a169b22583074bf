"""What the bot may do in a group, and what it lacks there."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class GroupRights:
    """`topics_on`: the group has topics. The other two are rights of an administrator."""

    administrator: bool = False
    topics_on: bool = False
    manage_topics: bool = False
    delete_messages: bool = False


class Lack(StrEnum):
    """What is missing in a group; each has a sentence that says what to do."""

    ADMINISTRATOR = "administrator"
    TOPICS_OFF = "topics_off"
    MANAGE_TOPICS = "manage_topics"
    DELETE_MESSAGES = "delete_messages"
    WRITE = "write"  # the group lets members, or the bot, write nothing


def find_lacks(rights: GroupRights, *, forum: bool) -> tuple[Lack, ...]:
    """What a team needs and does not have. `forum`: each case should get a topic of its own."""
    lacks = []
    if not rights.administrator:
        lacks.append(Lack.ADMINISTRATOR)
    if forum and not rights.topics_on:
        lacks.append(Lack.TOPICS_OFF)
    if rights.administrator and forum and not rights.manage_topics:
        lacks.append(Lack.MANAGE_TOPICS)
    if rights.administrator and not rights.delete_messages:
        lacks.append(Lack.DELETE_MESSAGES)
    return tuple(lacks)
