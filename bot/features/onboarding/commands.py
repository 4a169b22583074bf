"""Choosing language, topic and place, beginning again, and leaving."""

from bot.features.onboarding.actions import (
    change_language,
    change_place,
    change_topic,
    is_place_offered,
    start,
    stop_by_command,
)
from bot.features.shared.entries import ContactCommand
from bot.kernel.translation import N_

LANGUAGE = ContactCommand(
    name="language",
    menu=N_("Choose another language"),
    # TRANSLATORS: {languages} are such as "English, العربية".
    help=N_("/language – choose another language, such as {languages}"),
    handle=change_language,
)
TOPIC = ContactCommand(
    name="topic",
    menu=N_("Ask about something else"),
    # TRANSLATORS: {topic} is such as "💼 Work".
    help=N_("/topic – ask about something else, such as {topic}"),
    handle=change_topic,
)
PLACE = ContactCommand(
    name="place",
    # TRANSLATORS: {place} is the name of an office, such as "Oslo". Keep the command as it is.
    help=N_("/place – choose another place, such as {place}"),
    needs="place",
    handle=change_place,
    offered=is_place_offered,
)
START = ContactCommand(name="start", help=N_("/start – begin again, such as when you are lost"), handle=start)
STOP = ContactCommand(
    name="stop",
    menu=N_("End everything, no more messages"),
    help=N_("/stop – no more messages from us, such as when you no longer need help"),
    handle=stop_by_command,
)
