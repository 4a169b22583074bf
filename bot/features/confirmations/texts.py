"""What is said when something in a message could name a person: labels, questions with two buttons, refusals."""

from bot.features.confirmations.buttons import DropKept, KeepHidden, SendKept, ShowHidden
from bot.features.privacy.private import Private
from bot.features.privacy.texts import HIDDEN
from bot.kernel.content import Text
from bot.kernel.incoming import Caution
from bot.kernel.outgoing import Button, Keyboard, Send
from bot.kernel.translation import Translator

ICONS = {Caution.PLACE: "📍", Caution.CARD: "👤", Caution.VOICE: "🎤", Caution.PROTECTED: "🔒", Caution.NEW: "🆕"}


def ask_to_show(_: Translator, hidden: frozenset[Private], handle: str) -> Send:
    """The message has gone, or waits for the opening; only what names somebody is hidden in it."""
    # TRANSLATORS: {what} is a list such as: [phone number hidden], [e-mail address hidden]
    line = _("🙈 In your message we hid: {what}. Show it?", what=", ".join(_(HIDDEN[each]) for each in sorted(hidden)))
    keyboard = (
        (
            # TRANSLATORS: Button: the other side may see what was hidden.
            Button("👁 " + _("Show it"), ShowHidden(handle).pack()),
            # TRANSLATORS: Button: it stays hidden.
            Button("🙈 " + _("Keep it hidden"), KeepHidden(handle).pack()),
        ),
    )
    return Send(Text(line), keyboard)


def ask_to_send(_: Translator, caution: Caution, handle: str, *, again: bool = False) -> Send:
    """The message is kept until its writer says that it may go."""
    lines = [f"{ICONS[caution]} {_warning(_, caution)}"]
    if again:
        # TRANSLATORS: A reminder about a message that was not sent yet.
        lines.append(_("✍ It is not sent yet. Send it?"))
    return Send(Text("\n\n".join(lines)), _send_buttons(_, handle))


def _warning(_: Translator, caution: Caution) -> str:
    match caution:
        case Caution.PLACE:
            return _("A place can show where you live. Send it? You can also write the name of the town.")
        case Caution.CARD:
            return _("A name and a phone number of somebody. Send them?")
        case Caution.VOICE:
            # TRANSLATORS: For people who read poorly: as few words as possible. Also said about round videos.
            return _("Your voice can be recognised. Send it?")
        case Caution.PROTECTED:
            return _("This message is protected against copying. Pass it on?")
        case Caution.NEW:
            return _("A part of your message is of a new kind, and can't be passed on. Send the rest?")


def _send_buttons(_: Translator, handle: str) -> Keyboard:
    return (
        (
            # TRANSLATORS: Button: send a message that was kept back.
            Button("✅ " + _("Send"), SendKept(handle).pack()),
            # TRANSLATORS: Button: do not send a message that was kept back.
            Button("❌ " + _("Don't send"), DropKept(handle).pack()),
        ),
    )


def sent_urgently(_: Translator, caution: Caution) -> Send:
    """In an urgent topic nothing waits for a question; what it gives away is said afterwards."""
    match caution:
        case Caution.PLACE:
            line = _("Sent at once. It shows where you are. Take it back: /undo")
        case Caution.VOICE:
            line = _("Sent at once. Your voice can be recognised. Take it back: /undo")
        case Caution.NEW:
            line = _("Sent at once, without a part of a new kind. Please write that as text.")
        case _:
            line = _("Sent at once. Take it back: /undo")
    return Send(Text(f"{ICONS[caution]} {line}"))


def shown(_: Translator) -> Text:
    return Text(_("👁 Shown."))


def kept_hidden(_: Translator) -> Text:
    return Text(_("🙈 It stays hidden."))


def agreed(_: Translator, caution: Caution) -> Text:
    """`caution` gives the icon by which somebody who does not read knows which question is answered."""
    # TRANSLATORS: After the button "Send".
    return Text(f"{ICONS[caution]} ✅ " + _("Sent."))


def stopped(_: Translator, caution: Caution) -> Text:
    # TRANSLATORS: After the button "Don't send".
    return Text(f"{ICONS[caution]} ❌ " + _("Not sent."))


def question_outdated(_: Translator) -> str:
    return _("This was decided already, or it is too late.")


def only_its_writer(_: Translator) -> str:
    return _("Only whoever wrote it can decide that.")


def another_case(_: Translator) -> Send:
    """To a volunteer whose answer would have reached the wrong person, and to whoever forwards the bot's messages."""
    return Send(
        Text(
            _(
                "🚫 Not sent: it belongs to another conversation. Reply to a message of the conversation that you "
                "mean; messages of the bot are not forwarded."
            )
        )
    )


def part_left_out(_: Translator) -> Send:
    return Send(Text(_("ℹ️ A part of your message is of a new kind, and was left out. Please write it as text.")))


def unknown_field(_: Translator, name: str) -> Send:
    """To staff. `name` is Telegram's technical word."""
    # TRANSLATORS: {name} is a technical word in English.
    return Send(
        Text(
            _(
                "ℹ️ Telegram has something new that this version does not pass on: {name}. Its writers are told. "
                "Look for a newer version.",
                name=name,
            )
        )
    )
