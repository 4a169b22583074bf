"""Every sentence that staff read: what needs them, in plain words, with what to do about it."""

from bot.core.content import Entity, Style, Text
from bot.core.model import AsideName
from bot.core.outgoing import Send
from bot.core.translation import Translator


def _with_code(sentence: str, code: str) -> Text:
    """A sentence and a line to copy, which no translation may touch."""
    return Text(f"{sentence}\n\n{code}", (Entity(Style.CODE, len(sentence) + 2, len(code)),))


def group_lost(_: Translator, team: str) -> Send:
    return Send(
        Text(
            _(
                "⚠️ The bot is no longer in the group of team {team}. Questions are kept. "
                "Add the bot to the group again as an administrator; then they are passed on.",
                team=team,
            )
        )
    )


def group_back(_: Translator, team: str) -> Send:
    return Send(Text(_("✅ The bot is back in the group of team {team}.", team=team)))


def group_moved(_: Translator, team: str, chat: str) -> Send:
    sentence = _(
        "ℹ️ Telegram has upgraded the group of team {team}. It goes on by itself; please write its new number into "
        "config.toml:",
        team=team,
    )
    return Send(_with_code(sentence, f"chat_id = {chat}"))


def message_parked(_: Translator, name: AsideName, error: str) -> Send:
    # TRANSLATORS: {name} is such as "out-12", {error} a technical word in English.
    sentence = _(
        "⚠️ A message could not be sent and was set aside ({name}: {error}). Its writer has been told. "
        "Whoever runs the bot can try it again:",
        name=str(name),
        error=error,
    )
    return Send(_with_code(sentence, f"brobygger queue retry {name}"))


def update_quarantined(_: Translator, name: AsideName) -> Send:
    # TRANSLATORS: {name} is such as "in-12".
    sentence = _(
        "⚠️ Something came in that could not be read. It was set aside ({name}); everything else goes on. "
        "Whoever runs the bot can look at all that was set aside, and try it again after an update of the bot:",
        name=str(name),
    )
    return Send(_with_code(sentence, "brobygger queue"))


def case_stuck(_: Translator, title: str) -> Send:
    # TRANSLATORS: {title} is such as "Blue Heron · Work".
    return Send(
        Text(_("⚠️ What waits in a case could not be handed over: {title}. Please restart the bot.", title=title))
    )
