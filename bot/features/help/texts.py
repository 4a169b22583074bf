"""What `/help` says in each kind of chat: every command, each with an example; and the words of the menus."""

from collections.abc import Mapping, Sequence

from bot.features.cases.texts import how_to_answer
from bot.features.shared.texts import headed
from bot.kernel.commands import CommandEntry
from bot.kernel.outgoing import MenuEntry, Send
from bot.kernel.service import Team
from bot.kernel.translation import Translator


def menu(_: Translator, entries: Sequence[CommandEntry]) -> tuple[MenuEntry, ...]:
    return tuple(MenuEntry(each.name, _(each.menu)) for each in entries if each.menu)


def _lines(_: Translator, entries: Sequence[CommandEntry], examples: Mapping[str, str]) -> list[str]:
    return [_(each.help, **examples) for each in entries if not each.needs or each.needs in examples]


def contact_help(
    _: Translator, questions: Sequence[CommandEntry], rights: Sequence[CommandEntry], *, examples: Mapping[str, str]
) -> Send:
    return Send(
        headed(
            # TRANSLATORS: Heading of the help. Then one line for each command; keep the commands as they are.
            _("How it works"),
            _("Write or speak your question here. Volunteers answer here. Such as: How do I get a tax card?"),
            "",
            *_lines(_, questions, examples),
            "",
            *_lines(_, rights, examples),
        )
    )


def team_help(_: Translator, team: Team, entries: Sequence[CommandEntry], for_staff: CommandEntry | None) -> Send:
    """What may be done in a team's group; a line more for whoever is staff too."""
    lines = [
        how_to_answer(_, team),
        _("🕊 under your message: it has arrived. ✍: it waits. 💔: it could not be delivered."),
        "",
        *_lines(_, entries, {}),
        # TRANSLATORS: {mark} is //, which starts a message that stays in the group.
        _("{mark} – stays in this group, as in: {mark} who knows this?", mark="//"),
    ]
    if for_staff is not None:
        lines += ["", *_lines(_, [for_staff], {})]
    return Send(headed(_("How it works"), *lines))


def staff_help(_: Translator, entries: Sequence[CommandEntry], team: str) -> Send:
    """All that staff can do in their chat. `team` is the name of a team, for examples."""
    lines = [_(each.help_for_staff or each.help, team=team) for each in entries]
    return Send(headed(_("This is the staff chat. You get a message here when you need to do something."), "", *lines))
