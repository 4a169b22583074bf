"""What is said about messages that cross, or do not."""

from bot.kernel.content import Text
from bot.kernel.incoming import Unrelayable
from bot.kernel.outgoing import Send
from bot.kernel.translation import Translator


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
