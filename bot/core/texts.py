"""Every sentence that a person reads, with a note for the translator where the words alone do not say enough.

A function takes the reader's translator, named `_` as gettext's readers expect, and gives text or a whole message
with its buttons. Sentences are short and plain: many read a second language, or read poorly.
"""

from bot.core.content import Entity, Style, Text
from bot.core.incoming import Unrelayable
from bot.core.model import Case, CaseState
from bot.core.outgoing import Button, Keyboard, Send
from bot.core.service import Team, Topic, button_code
from bot.core.translation import N_, Translator
from bot.ids import LanguageCode

TOPIC_NAMES = {
    # TRANSLATORS: Topic buttons. Keep each under 22 characters.
    "work": N_("Work"),
    # TRANSLATORS: Topic button: unemployment benefit, sick pay, child benefit, social assistance.
    "benefits": N_("Money and benefits"),
    # TRANSLATORS: Topic button: tax card, tax return.
    "tax": N_("Tax"),
    # TRANSLATORS: Topic button: renting, contracts, deposit.
    "housing": N_("Housing"),
    # TRANSLATORS: Topic button: doctor, health system, mental health.
    "health": N_("Health"),
    # TRANSLATORS: Topic button: day care, school, child welfare.
    "family": N_("Family and children"),
    # TRANSLATORS: Topic button: residence permit, travel, family reunion.
    "residence": N_("Residence permit"),
    # TRANSLATORS: Topic button: education and language courses.
    "education": N_("School and courses"),
    # TRANSLATORS: Topic button: help with web services and online forms.
    "digital": N_("Forms on the internet"),
    # TRANSLATORS: Topic button: legal help.
    "legal": N_("Law and rights"),
    # TRANSLATORS: Topic button: someone is violent or threatens.
    "danger": N_("Violence or danger"),
    # TRANSLATORS: Topic button for everything that has no topic of its own.
    "other": N_("Something else"),
}


def topic_name(_: Translator, topic: Topic) -> str:
    """The configured name in the reader's language, else the catalog's, else the id."""
    configured = topic.names.get(_.language)
    if configured:
        return configured
    built_in = TOPIC_NAMES.get(topic.id)
    return _(built_in) if built_in else next(iter(topic.names.values()), str(topic.id))


def topic_label(_: Translator, topic: Topic) -> str:
    return f"{topic.icon} {topic_name(_, topic)}"


def _rows(buttons: list[Button], columns: int) -> Keyboard:
    return tuple(tuple(buttons[start : start + columns]) for start in range(0, len(buttons), columns))


def headed(head: str, *lines: str) -> Text:
    """A text whose first line is bold."""
    return Text("\n".join([head, *lines]), (Entity(Style.BOLD, 0, len(head)),))


# -- To the contact: from the first tap to the question ---------------------------------------------------------------


def choose_language(
    readers: list[Translator], endonyms: list[tuple[LanguageCode, str]], kept: Translator | None
) -> Send:
    """The first screen. It can't know the language, so it asks in each of them; `kept` adds that a message is safe."""
    # TRANSLATORS: The very first line that a person sees, beside the same line in other languages.
    questions = dict.fromkeys(_("Choose your language") for _ in readers)
    lines = ["🌐 " + " · ".join(questions)]
    if kept is not None:
        _ = kept
        # TRANSLATORS: Said when someone writes before choosing a language and a topic.
        lines.insert(0, _("✍ Your message is not lost. It is passed on when you are done choosing."))
    buttons = [Button(endonym, f"language:{code}") for code, endonym in endonyms]
    return Send(Text("\n\n".join(lines)), _rows(buttons, 2))


def choose_topic(_: Translator, topics: tuple[Topic, ...]) -> Send:
    buttons = [Button(topic_label(_, topic), f"topic:{topic.id}") for topic in topics]
    # TRANSLATORS: Above the topic buttons.
    return Send(Text("❓ " + _("What is it about?")), _rows(buttons, 2))


def choose_place(_: Translator, places: tuple[str, ...]) -> Send:
    buttons = [Button("📍 " + place, f"place:{button_code(place)}") for place in places]
    # TRANSLATORS: Above buttons with names of towns: which office is near.
    return Send(Text("📍 " + _("Which place is near you?")), _rows(buttons, 2))


def ask_question(_: Translator, topic: Topic) -> Send:
    return Send(
        headed(
            topic_label(_, topic),
            "",
            # TRANSLATORS: The invitation to ask. The icons stand for writing, speaking and photos; keep them.
            _("✍️ Write your question, or speak 🎤. You can also send photos 📷 of letters that you have received."),
        )
    )


def question_passed_on(_: Translator, language: str, team_languages: str, marked: bool) -> Send:
    """Said once per case. `marked`: no volunteer serves the language, another team steps in."""
    if marked:
        # TRANSLATORS: {language} is the person's language, {others} the languages of the volunteers who step in.
        line = _(
            "✅ Volunteers have your question. Nobody here speaks your language ({language}) yet. "
            "Languages of the volunteers: {others}. The answer comes here.",
            language=language,
            others=team_languages,
        )
    else:
        # TRANSLATORS: {language} is the name of the person's language in that language.
        line = _(
            "✅ Volunteers have your question. They speak: {language}. The answer comes here.",
            language=language,
        )
    return Send(Text(line))


def ended_by_contact(_: Translator) -> Send:
    return Send(Text(_("☑️ Ended. You can write again at any time.")))


def nothing_to_end(_: Translator) -> Send:
    return Send(Text(_("You have no open conversation. To ask something, just write it here.")))


def closed_by_team(_: Translator) -> Send:
    return Send(Text(_("☑️ The volunteers have closed this conversation. You can write again at any time.")))


# -- To whoever wrote: contact or volunteer ---------------------------------------------------------------------------


def refusal(_: Translator, reason: Unrelayable) -> Send:
    """Why this can't cross, and what to do instead."""
    match reason:
        case Unrelayable.TOO_LARGE:
            line = _("This file is too large: over 20 MB. Send a smaller one, or photos of the pages.")
        case Unrelayable.LIVE_LOCATION:
            line = _("A moving location is not passed on. Send a fixed place, or write the name of the place.")
        case Unrelayable.STORY:
            line = _("Stories are not passed on. Send the picture itself, or write what it says.")
        case Unrelayable.PAYMENT:
            line = _("Payments and gifts are not passed on.")
        case Unrelayable.IDENTITY_DOCUMENTS:
            line = _("Documents from Telegram Passport are not passed on or kept. Describe in words what you need.")
        case Unrelayable.GAME:
            line = _("Games are not passed on.")
        case Unrelayable.MEDIA_IN_TEXT:
            line = _("A text with pictures, sound or maps in it is not passed on. Send each of them by itself.")
        case Unrelayable.OWN_CARD:
            line = _("This is your own card with your number; it would show who you are. It is not passed on.")
        case Unrelayable.OTHER_CASE:
            line = _(
                "This belongs to another conversation, or comes from the bot itself; it is not passed on. Reply to a "
                "message of the conversation that you mean."
            )
        case _:
            line = _("This kind of message can't be passed on. Write it as text, or send a photo or a voice message.")
    return Send(Text("🚫 " + line))


def not_delivered(_: Translator) -> Send:
    return Send(Text(_("💔 This could not be passed on. Please send it again in another way.")))


def undone(_: Translator, count: int) -> Send:
    """`count`: messages that were sent as one are taken back together."""
    # TRANSLATORS: {n} is how many messages.
    return Send(Text("↩️ " + _.ngettext("Taken back: {n} message.", "Taken back: {n} messages.", count)))


def nothing_to_undo(_: Translator) -> Send:
    return Send(Text(_("There is nothing to take back.")))


def undo_too_late(_: Translator) -> Send:
    return Send(Text(_("This is too old to take back.")))


def edit_too_late(_: Translator) -> Send:
    return Send(Text(_("This change could not be passed on. Please send it as a new message.")))


def button_outdated(_: Translator) -> str:
    return _("This button is old. Write /start.")


# -- To the volunteers ------------------------------------------------------------------------------------------------


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
        return ((Button("🔓 " + _("Open again"), f"reopen:{case.handle}"),),)
    first = (
        # TRANSLATORS: Button: a volunteer takes the case.
        Button("✋ " + _("I take it"), f"claim:{case.handle}")
        if case.claimed_by is None
        # TRANSLATORS: Button: the volunteer who took the case gives it back.
        else Button("👐 " + _("Let go"), f"release:{case.handle}")
    )
    # TRANSLATORS: Button: close the case.
    return ((first, Button("☑️ " + _("Close"), f"close:{case.handle}")),)


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


def members_only(_: Translator) -> str:
    return _("Only members of this group can do that.")


def membership_unclear(_: Translator) -> str:
    return _("Telegram does not answer now. Please press again in a minute.")


def contact_ended(_: Translator, pseudonym: str) -> Send:
    # TRANSLATORS: To volunteers. {name} is a made-up name such as "Blue Heron".
    return Send(Text(_("☑️ {name} has ended the conversation.", name=pseudonym)))


def contact_wrote_again(_: Translator, pseudonym: str) -> Send:
    return Send(Text(_("🔓 {name} has written again.", name=pseudonym)))


def contact_gone(_: Translator, pseudonym: str) -> Send:
    return Send(
        Text(
            _(
                "🔕 {name} can't be reached now. Your answers are kept and sent if they come back.",
                name=pseudonym,
            )
        )
    )


def contact_back(_: Translator, pseudonym: str) -> Send:
    return Send(Text(_("🔔 {name} can be reached again.", name=pseudonym)))


def reply_to_card(_: Translator) -> Send:
    return Send(Text(_("ℹ️ Not sent: this is the card. Reply to a message of the person, and it goes to them.")))


def internal_line(_: Translator) -> Send:
    return Send(
        Text(_("ℹ️ Not sent: one of its lines starts with //, which marks what stays here. Send the rest without it."))
    )


def reply_to_notice(_: Translator) -> Send:
    return Send(Text(_("ℹ️ Not sent. Reply to a message of the person, and it goes to them.")))


def anonymous_administrator(_: Translator) -> Send:
    return Send(
        Text(
            # TRANSLATORS: "Remain anonymous" is a switch in Telegram's administrator rights; use Telegram's words.
            _(
                "🎭 Not sent: you write as the group. Turn off “Remain anonymous” in your administrator "
                "rights, then reply again."
            )
        )
    )


def not_a_member(_: Translator) -> Send:
    return Send(Text(_("🚫 Not sent: only members of this group answer people.")))


def membership_refused(_: Translator) -> Send:
    return Send(
        Text(
            _(
                "🚫 Not sent: Telegram does not tell the bot who is in this group. Ask an administrator of the group "
                "to make the bot an administrator, then send your answer again."
            )
        )
    )


def which_case(_: Translator, command: str) -> Send:
    # TRANSLATORS: {command} is a command such as /close.
    return Send(Text(_("Which case? Reply to one of its messages with {command}.", command=f"/{command}")))
