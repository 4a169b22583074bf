"""What everybody may ask for at any time."""

from bot.features.rights.actions import (
    forget_by_command,
    my_data_by_command,
    numbers_by_command,
    privacy_by_command,
)
from bot.features.shared.entries import AnybodyCommand, ContactCommand
from bot.kernel.translation import N_

SOS = AnybodyCommand(
    name="sos",
    menu=N_("In danger now? Whom to call"),
    # TRANSLATORS: Keep the commands as they are. This one shows the numbers of the police and others.
    help=N_("/sos – in danger now? Whom to call, such as the police"),
    handle=numbers_by_command,
)
PRIVACY = ContactCommand(
    name="privacy",
    menu=N_("Who sees what, and for how long"),
    help=N_("/privacy – who sees what, and for how long. Such as: who sees my name?"),
    handle=privacy_by_command,
)
MY_DATA = ContactCommand(
    name="mydata",
    menu=N_("See what we hold about you"),
    help=N_("/mydata – get all that we have stored about you, such as your messages"),
    handle=my_data_by_command,
)
FORGET = ContactCommand(
    name="forget",
    menu=N_("Delete all that we hold about you"),
    help=N_("/forget – delete all that we have stored about you, such as your questions"),
    handle=forget_by_command,
)
