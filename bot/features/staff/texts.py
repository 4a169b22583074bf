"""Menus of commands, and the list of what was done."""

from collections.abc import Sequence

from bot.features.shared.texts import headed
from bot.kernel.content import Text
from bot.kernel.outgoing import MenuEntry, Send
from bot.kernel.roles import Act
from bot.kernel.translation import N_, Translator

CONTACT_MENU = (
    ("language", N_("Choose another language")),
    ("topic", N_("Ask about something else")),
    ("hours", N_("When volunteers answer")),
    ("waiting", N_("See what waits until we open")),
    ("cancel", N_("Take back what waits")),
    ("undo", N_("Take back your last message")),
    ("end", N_("End the conversation")),
    ("sos", N_("In danger now? Whom to call")),
    ("privacy", N_("Who sees what, and for how long")),
    ("mydata", N_("See what we hold about you")),
    ("forget", N_("Delete all that we hold about you")),
    ("stop", N_("End everything, no more messages")),
    ("news", N_("News from us: on or off")),
    ("help", N_("How it works")),
)


TEAM_MENU = (
    ("claim", N_("Take the case: as a reply to it")),
    ("close", N_("Close the case: as a reply to it")),
    ("undo", N_("Take back your last answer")),
    ("block", N_("Ask staff to block a person: as a reply")),
    ("help", N_("How it works, with examples")),
)


STAFF_MENU = (
    ("teams", N_("Teams, rights, hours, open cases")),
    ("hours", N_("The opening hours of every team")),
    ("closed", N_("Close on some days")),
    ("open", N_("Open at an extra time")),
    ("stats", N_("Figures")),
    ("broadcast", N_("Write news to many people")),
    ("announce", N_("Say something to the volunteers")),
    ("unlink", N_("End the link of a group")),
    ("block", N_("Pass on nothing more from a person")),
    ("unblock", N_("Hear a blocked person again")),
    ("audit", N_("What was done last, and by whom")),
    ("help", N_("What you can do, with examples")),
)


ACTS = {
    # TRANSLATORS: What somebody did, in a list for staff: "Volunteer A: took a case".
    Act.CLAIM: N_("took a case"),
    Act.RELEASE: N_("let go of a case"),
    Act.CLOSE: N_("closed a case"),
    Act.REOPEN: N_("opened a case again"),
    Act.UNDO: N_("took an answer back"),
    Act.HOURS: N_("changed the hours"),
    Act.HOURS_BACK: N_("took a change of the hours back"),
    Act.LINK: N_("linked a group"),
    Act.REFUSE_LINK: N_("refused a group"),
    Act.UNLINK: N_("unlinked a group"),
    Act.BLOCK: N_("blocked a person"),
    Act.UNBLOCK: N_("unblocked a person"),
    Act.NEWS: N_("sent news to many"),
    Act.NOTE: N_("wrote to the volunteers"),
}


def menu(_: Translator, entries: Sequence[tuple[str, str]]) -> tuple[MenuEntry, ...]:
    return tuple(MenuEntry(command, _(words)) for command, words in entries)


def not_staff(_: Translator) -> Send:
    return Send(Text(_("🚫 Only members of this chat, in their own name, can do that.")))


def actor_name(_: Translator, actor: str) -> str:
    match actor:
        case "owner":
            # TRANSLATORS: Whoever runs the service, in a list of what was done.
            return _("Owner")
        case "staff":
            # TRANSLATORS: A member of staff, in a list of what was done.
            return _("Staff")
        case alias:
            # TRANSLATORS: {letter} is A, B, C ...: how volunteers are named to each other by the bot.
            return _("Volunteer {letter}", letter=alias)


def audit_list(_: Translator, rows: Sequence[tuple[str, str, str, str, str]]) -> Send:
    """Rows of when, actor, action, team and case; the last two may be ""."""
    if not rows:
        return Send(Text(_("Nothing was done yet.")))
    lines = []
    for when, actor, action, team, case in rows:
        did = _(ACTS[Act(action)]) if action in ACTS else action
        where = ", ".join(part for part in (team, case) if part)
        lines.append(f"{when} {actor_name(_, actor)}: {did}" + (f" ({where})" if where else ""))
    # TRANSLATORS: Heading of a list for staff; the newest first.
    return Send(headed(_("What was done last"), *lines))
