"""How a command is explained. Who may say it and what is done: `bot.features.shared.entries`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandEntry:
    """A command: its name without the slash, how menus and help name it. Both are English, as in the catalogs.

    `menu` is "" for what no menu offers. `help` is a whole line, with an example; its fields are the examples that the
    help is made with. `needs` names one of them without which the line is left out. `help_for_staff` is another line
    in the staff chat, for what is said elsewhere.
    """

    name: str
    menu: str = ""
    help: str
    needs: str = ""
    help_for_staff: str = ""
