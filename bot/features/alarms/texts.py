"""What staff hear when something needs them."""

from bot.features.blocking.buttons import ConsiderBlock
from bot.features.shared.texts import with_code
from bot.kernel.content import Text
from bot.kernel.model import AsideName
from bot.kernel.outgoing import Button, Send
from bot.kernel.translation import Translator


def message_parked(_: Translator, name: AsideName, error: str) -> Send:
    # TRANSLATORS: {name} is such as "out-12", {error} a technical word in English.
    sentence = _(
        "⚠️ A message could not be sent and was set aside ({name}: {error}). Its writer has been told. "
        "Whoever runs the bot can try it again:",
        name=str(name),
        error=error,
    )
    return Send(with_code(sentence, f"brobygger queue retry {name}"))


def update_quarantined(_: Translator, name: AsideName) -> Send:
    # TRANSLATORS: {name} is such as "in-12".
    sentence = _(
        "⚠️ Something came in that could not be read. It was set aside ({name}); everything else goes on. "
        "Whoever runs the bot can look at all that was set aside, and try it again after an update of the bot:",
        name=str(name),
    )
    return Send(with_code(sentence, "brobygger queue"))


def case_stuck(_: Translator, title: str) -> Send:
    # TRANSLATORS: {title} is such as "Blue Heron · Work".
    return Send(
        Text(_("⚠️ What waits in a case could not be handed over: {title}. Please restart the bot.", title=title))
    )


def queue_late(_: Translator, since: str, waiting: int) -> Send:
    return Send(
        Text(
            # TRANSLATORS: {n} is how many messages wait.
            _.ngettext(
                "⏱ {n} message waits to be sent, since {since}. Nothing is lost. A group takes 20 messages a minute. "
                "If this does not end, ask whoever runs the bot to look at the log.",
                "⏱ {n} messages wait to be sent, the first since {since}. Nothing is lost. A group takes 20 messages a "
                "minute. If it does not get shorter, ask whoever runs the bot to look at the log.",
                waiting,
                since=since,
            )
        )
    )


def team_silent(_: Translator, team: str, waiting: int, since: str) -> Send:
    return Send(
        Text(
            # TRANSLATORS: {n} is how many people wait.
            _.ngettext(
                "🔕 Team {team}: {n} person has no answer, since {since}. Please ask the volunteers, or another team, "
                "to answer.",
                "🔕 Team {team}: {n} people have no answer, the first since {since}. Please ask the volunteers, or "
                "another team, to answer.",
                waiting,
                team=team,
                since=since,
            )
        )
    )


def updates_missed(_: Translator, count: int) -> Send:
    return Send(
        Text(
            # TRANSLATORS: {n} is how many messages and taps.
            _.ngettext(
                "⚠️ {n} message or tap never reached the bot. Perhaps another program uses the bot's token. Make a new "
                "token with @BotFather (/revoke) if nobody knows why.",
                "⚠️ {n} messages or taps never reached the bot. Perhaps another program uses the bot's token. Make a "
                "new token with @BotFather (/revoke) if nobody knows why.",
                count,
            )
        )
    )


def token_shared(_: Translator) -> Send:
    return Send(
        Text(
            _(
                "⚠️ Another program receives messages with the bot's token; they may not arrive here. Stop that "
                "program. If nobody knows of one, somebody may have stolen the token: make a new one with @BotFather "
                "(/revoke), write it into the configuration and start the bot again."
            )
        )
    )


def unreadable(_: Translator) -> Send:
    return Send(
        Text(
            _(
                "🔐 Something in the database can't be decrypted any more, and was set aside: somebody changed it, or "
                "a key is missing. Everything else goes on. Please tell whoever runs the bot: “brobygger keys check” "
                "and “brobygger queue” say more."
            )
        )
    )


def was_away(_: Translator, since: str, until: str, asked: int) -> Send:
    """`asked`: how many people with an open case were asked to send it again."""
    return Send(
        Text(
            _(
                "⚠️ The bot did not run for more than a day. Telegram keeps messages for 24 hours: what people wrote "
                "from {since} until {until} is lost. Whoever has an open conversation was asked to send it again: "
                "{asked}.",
                since=since,
                until=until,
                asked=str(asked),
            )
        )
    )


def restored(_: Translator, since: str, waiting: int) -> Send:
    return Send(
        Text(
            # TRANSLATORS: {n} is how many messages wait.
            _.ngettext(
                "♻️ The service runs on a backup from {since}. What came after it is missing, and some messages may "
                "come twice. Nothing is sent before you say so; {n} message waits. To send it: /release",
                "♻️ The service runs on a backup from {since}. What came after it is missing, and some messages may "
                "come twice. Nothing is sent before you say so; {n} messages wait. To send them: /release",
                waiting,
                since=since,
            )
        )
    )


def released(_: Translator, asked: int) -> Send:
    return Send(
        Text(
            _(
                "▶️ Messages are sent again. People with an open conversation are asked to send what got no answer: "
                "{asked}.",
                asked=str(asked),
            )
        )
    )


def nothing_held(_: Translator) -> Send:
    return Send(Text(_("Nothing is held back. /release is for after a backup was restored.")))


def please_send_again(_: Translator, since: str, until: str) -> Send:
    return Send(
        Text(
            _(
                "🙏 Our system did not work from {since} until {until}. If you wrote to us then and got no answer, "
                "please send it again.",
                since=since,
                until=until,
            )
        )
    )


def many_messages(_: Translator) -> Send:
    return Send(
        Text(
            _(
                "📚 You have written a lot in a short time. Nothing is lost: your messages are passed on together, "
                "in order."
            )
        )
    )


def crowd_comes(_: Translator, count: int) -> Send:
    return Send(
        Text(
            _(
                "👥 New people in the last ten minutes: {n}. Their questions go to the groups in turn; nobody who is "
                "in a conversation has to wait for them. Please look at what they ask. If they need help, ask for more "
                "volunteers. If it is abuse, stop each of them by the name in the case, as in: /block Blue Heron "
                "insults",
                n=count,
            )
        )
    )


def contact_floods(_: Translator, handle: str, title: str, count: int) -> Send:
    # TRANSLATORS: {title} is such as "Blue Heron · Work".
    return Send(
        Text(
            _.ngettext(
                "🌊 {title} has written {n} message in ten minutes. They are passed on together, and everybody else's "
                "go on as usual. To hear no more from this person, press the button, or answer this message with the "
                "reason, as in: /block insults",
                "🌊 {title} has written {n} messages in ten minutes. They are passed on together, and everybody else's "
                "go on as usual. To hear no more from this person, press the button, or answer this message with the "
                "reason, as in: /block insults",
                count,
                title=title,
            )
        ),
        # TRANSLATORS: Button: pass on nothing more from a person.
        ((Button("⛔ " + _("Block"), ConsiderBlock(handle).pack()),),),
    )
