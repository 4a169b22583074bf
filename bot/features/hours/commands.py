"""When volunteers answer, what waits until then, and how staff change that."""

from bot.features.hours.overrides import ask_to_close, ask_to_open, list_hours
from bot.features.hours.requests import cancel_queue, show_hours, show_queue
from bot.features.shared.entries import ContactCommand, StaffCommand
from bot.kernel.translation import N_

HOURS = ContactCommand(
    name="hours",
    menu=N_("When volunteers answer"),
    help=N_("/hours – when volunteers answer. Such as: are they there on Friday?"),
    handle=show_hours,
)
WAITING = ContactCommand(
    name="waiting",
    menu=N_("See what waits until we open"),
    help=N_("/waiting – what waits until we open, such as what you wrote at night"),
    handle=show_queue,
)
CANCEL = ContactCommand(
    name="cancel",
    menu=N_("Take back what waits"),
    help=N_("/cancel – take back what waits, such as when you have found the answer"),
    handle=cancel_queue,
)
ALL_HOURS = StaffCommand(
    name="hours",
    menu=N_("The opening hours of every team"),
    help=N_("/hours – the opening hours of every team. Such as: who answers on Friday?"),
    handle=list_hours,
)
CLOSED = StaffCommand(
    name="closed",
    menu=N_("Close on some days"),
    help=N_("/closed – close on some days, as in: /closed 24.12-1.1 Merry Christmas"),
    handle=ask_to_close,
)
OPEN = StaffCommand(
    name="open",
    menu=N_("Open at an extra time"),
    help=N_("/open – open at an extra time, as in: /open today 18-20"),
    handle=ask_to_open,
)
