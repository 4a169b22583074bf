"""Taking back what one wrote, and ending."""

from bot.features.conversations import from_contact, from_team
from bot.features.shared.entries import ContactCommand, VolunteerCommand
from bot.kernel.translation import N_

UNDO = ContactCommand(
    name="undo",
    menu=N_("Take back your last message"),
    help=N_("/undo – take back your last message, such as when a number in it is wrong"),
    handle=from_contact.undo_by_command,
)
END = ContactCommand(
    name="end",
    menu=N_("End the conversation"),
    help=N_("/end – end the conversation, such as when you have your answer"),
    handle=from_contact.end_by_command,
)
UNDO_ANSWER = VolunteerCommand(
    name="undo",
    menu=N_("Take back your last answer"),
    help=N_("/undo – take back your last answer: write /undo, or reply /undo to the answer that you mean"),
    handle=from_team.undo_by_command,
)
