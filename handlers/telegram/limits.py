"""Figures that Telegram sets. Lengths count UTF-16 code units, as Telegram does."""

from typing import Final

from bot.kernel.capabilities import Paces
from bot.kernel.pacing import Pace

TEXT: Final = 4096
"""Longest text. Source: Bot API, sendMessage."""

CAPTION: Final = 1024
"""Longest caption. Source: Bot API, sendPhoto."""

DOWNLOAD: Final = 20 * 1024 * 1024
"""Largest file that a bot can fetch, in bytes. Source: Bot API, getFile; `MAX_DOWNLOAD_FILE_SIZE` in
tdlib/telegram-bot-api `Client.h`."""

UPLOAD: Final = 50 * 1024 * 1024
"""Largest file that a bot can send, in bytes. Source: Bot API, "Sending files"."""

PHOTO: Final = 10 * 1024 * 1024
PHOTO_RATIO: Final = 20
"""Largest photo, in bytes, and its longer side over the shorter one. Source: Bot API, sendPhoto."""

PHOTO_SIDE: Final = 2560
"""The longer side of the largest form in which people receive a photo, in pixels."""

THREAD_TITLE: Final = 128
"""Longest name of a forum topic. Source: Bot API, createForumTopic."""

CALLBACK_ANSWER: Final = 200
"""Longest answer to a pressed button. Source: Bot API, answerCallbackQuery."""

CALLBACK_DATA: Final = 64
"""Longest data of a button, in bytes. Source: Bot API, InlineKeyboardButton."""

BUTTONS: Final = 100
BUTTONS_IN_ROW: Final = 8
"""Most buttons under a message, and in one row; more are cut off without an error. Not in the Bot API's documentation;
as reported by https://limits.tginfo.me/en."""

ALBUM: Final = 10
"""Most files in an album. Source: Bot API, sendMediaGroup."""

DELETE_WITHIN: Final = 48 * 3600 * 1000
"""Milliseconds for which a bot can take back its messages; in a supergroup in which it may delete messages of others,
for ever. Source: Bot API, deleteMessage."""

KEEPS_UPDATES: Final = 24 * 3600 * 1000
"""Milliseconds for which Telegram keeps what we have not fetched. Source: Bot API, "Getting updates"."""

MENU_COMMANDS: Final = 100
"""Most commands in a menu. Source: Bot API, setMyCommands."""

MENU_WORDS: Final = 256
"""Longest description of a command. Source: Bot API, BotCommand."""

MENU_LANGUAGE: Final = (0, 2)
"""How long the language of a menu may be: none, or a code of ISO 639-1. Source: Bot API, setMyCommands."""

REACTIONS: Final = frozenset(
    (
        "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 "
        "❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 "
        "👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 "
        "😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
    ).split()
)
"""The emoji that may be a reaction. Source: Bot API 10.1, ReactionTypeEmoji."""


PACES: Final = Paces(overall=Pace(30, 1000), private=Pace(3, 3200), group=Pace(20, 61_000))
"""About 30 messages a second over all, one a second in a private chat with short bursts, 20 a minute in a group; the
spans of chats are a little longer, for what a network does to them. The one over all need not be, since a message
counts when its answer is here, and a broadcast goes at even steps.
Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits."""


def plain_reaction(emoji: str) -> str | None:
    """The emoji as Telegram writes it in a reaction (without a variation selector), or None when it can't be one."""
    bare = emoji.replace("\ufe0f", "")
    return bare if bare in REACTIONS else None
