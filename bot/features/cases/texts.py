"""What volunteers read about a case: its card, who has taken it, how it ended."""

from bot.features.cases.buttons import ClaimCase, CloseCase, ReleaseCase, ReopenCase
from bot.features.shared.texts import (
    topic_label,
    topic_name,
)
from bot.kernel.content import Entity, Style, Text
from bot.kernel.model import Case, CaseState
from bot.kernel.outgoing import Button, Keyboard, Send
from bot.kernel.service import Team, Topic
from bot.kernel.translation import Translator


def ended_by_contact(_: Translator) -> Send:
    return Send(Text(_("☑️ Ended. You can write again at any time.")))


def nothing_to_end(_: Translator) -> Send:
    return Send(Text(_("You have no open conversation. To ask something, just write it here.")))


def closed_by_team(_: Translator) -> Send:
    return Send(Text(_("☑️ The volunteers have closed this conversation. You can write again at any time.")))


def case_title(_: Translator, pseudonym: str, topic: Topic) -> str:
    return f"{pseudonym} · {topic_name(_, topic)}"


def case_card(
    _: Translator,
    case: Case,
    team: Team,
    topic: Topic,
    *,
    language: str,
    waiting_since: str,
    marked: bool,
) -> tuple[Text, Keyboard]:
    """The first thing in a case's thread: who waits, for what, since when, and who has taken it."""
    head = f"{case.pseudonym} · {topic_label(_, topic)}"
    lines = [head, f"🌐 {language}"]
    if marked:
        # TRANSLATORS: To volunteers: the person's language is served by no team, so this team gets the case.
        lines.append(_("⚠️ No team speaks this language, so you answer."))
    lines.append(
        # TRANSLATORS: On the card of a case, to volunteers.
        _("🔁 Has asked before") if case.returning else _("🌱 Asks for the first time")
    )
    alias_at: int | None = None
    if case.state is CaseState.CLOSED:
        # TRANSLATORS: On the card of a case.
        lines.append(_("☑️ Closed"))
    elif case.waiting_since is not None:
        # TRANSLATORS: {when} is such as "today 14:05" or "Sunday, 22 November 2026, 19:02".
        lines.append(_("⏳ Waiting since: {when}", when=waiting_since))
    if case.claimed_alias is not None:
        # TRANSLATORS: {name} is a volunteer's letter, such as "Volunteer A".
        lines.append(_("✋ Taken by: {name}", name=volunteer_name(_, case.claimed_alias)))
        alias_at = len(lines) - 1
    if case.state is not CaseState.CLOSED:
        lines += ["", how_to_answer(_, team)]
    text = "\n".join(lines)
    entities = [Entity(Style.BOLD, 0, len(head))]
    if alias_at is not None and case.claimed_alias is not None:
        name = volunteer_name(_, case.claimed_alias)
        offset = text.index(name, len("\n".join(lines[:alias_at])))
        entities.append(Entity(Style.VOLUNTEER, offset, len(name), person=case.claimed_person))
    return Text(text, tuple(entities)), _case_keyboard(_, case)


def how_to_answer(_: Translator, team: Team) -> str:
    if team.relay_topic:
        return _("Everything written here goes to the person, except messages that start with //")
    return _("To answer, reply to a message of the person. All other talk stays in this group.")


def _case_keyboard(_: Translator, case: Case) -> Keyboard:
    if case.state is CaseState.CLOSED:
        # TRANSLATORS: Button on the card of a closed case.
        return ((Button("🔓 " + _("Open again"), ReopenCase(case.handle).pack()),),)
    first = (
        # TRANSLATORS: Button: a volunteer takes the case.
        Button("✋ " + _("I take it"), ClaimCase(case.handle).pack())
        if case.claimed_by is None
        # TRANSLATORS: Button: the volunteer who took the case gives it back.
        else Button("👐 " + _("Let go"), ReleaseCase(case.handle).pack())
    )
    # TRANSLATORS: Button: close the case.
    return ((first, Button("☑️ " + _("Close"), CloseCase(case.handle).pack())),)


def volunteer_name(_: Translator, alias: str) -> str:
    # TRANSLATORS: {letter} is A, B, C ...: how volunteers are named to each other by the bot.
    return _("Volunteer {letter}", letter=alias)


def case_taken(_: Translator) -> str:
    # TRANSLATORS: Short answer to the volunteer who pressed "I take it".
    return _("The case is yours.")


def case_taken_by(_: Translator, alias: str) -> str:
    return _("Taken already by: {name}", name=volunteer_name(_, alias))


def case_released(_: Translator) -> str:
    return _("The case is free again.")


def case_closed(_: Translator) -> str:
    return _("The case is closed. The person has been told.")


def case_closed_already(_: Translator) -> str:
    return _("The case is closed already.")


def case_reopened(_: Translator) -> str:
    return _("The case is open again.")


def case_unknown(_: Translator) -> str:
    return _("This case is no longer here.")


def contact_ended(_: Translator, pseudonym: str) -> Send:
    # TRANSLATORS: To volunteers. {name} is a made-up name such as "Blue Heron".
    return Send(Text(_("☑️ {name} has ended the conversation.", name=pseudonym)))


def contact_wrote_again(_: Translator, pseudonym: str) -> Send:
    return Send(Text(_("🔓 {name} has written again.", name=pseudonym)))
