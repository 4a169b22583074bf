"""The list of what was done."""

from collections.abc import Sequence

from bot.features.shared.texts import headed
from bot.kernel.content import Text
from bot.kernel.outgoing import Send
from bot.kernel.roles import Act
from bot.kernel.translation import N_, Translator

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
