"""A typed number where the channel has no buttons."""

from bot.features.shared.context import Context
from bot.features.store import Tx
from bot.kernel.content import Text
from bot.kernel.incoming import Incoming, Pressed, Written
from bot.render.choices import numbers_choices, read_number


async def read_choice(tx: Tx, context: Context, incoming: Incoming) -> Incoming:
    """The press that a person means who wrote the number of a choice; everything else as it is.

    A number counts for the list that was shown last, and as often as it is written, like a button; until somebody has
    said something since, whom the number may answer.
    """
    if not isinstance(incoming, Written) or not isinstance(incoming.content, Text) or not incoming.origin.private:
        return incoming
    origin = incoming.origin
    number = read_number(incoming.content.text) if numbers_choices(context.capabilities[origin.channel]) else None
    if number is None:
        return incoming
    choices = await tx.choices(origin.channel, origin.chat)
    if not 1 <= number <= len(choices):
        return incoming
    return Pressed(origin, message=None, callback="", data=choices[number - 1])
