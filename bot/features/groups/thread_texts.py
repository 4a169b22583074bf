"""What staff and volunteers read when the topics of a group are switched off, and when they are on again."""

from bot.kernel.content import Text
from bot.kernel.outgoing import Send
from bot.kernel.translation import Translator


def topics_gone(_: Translator, team: str) -> Send:
    return Send(
        Text(
            # TRANSLATORS: A way through Telegram's menus; use the words that Telegram has in your language.
            _(
                "⚠️ Topics are switched off in the group of team {team}. Nothing is lost: all questions now come into "
                "the group itself, each as a reply to its card. To have a topic for each person again: "
                "group → Edit → Topics → switch on.",
                team=team,
            )
        )
    )


def topics_back(_: Translator, team: str) -> Send:
    return Send(Text(_("✅ The group of team {team} has topics again, one for each person.", team=team)))


def title_set_back(_: Translator) -> Send:
    return Send(
        Text(
            # TRANSLATORS: Somebody gave a topic another name. {mark} is //; what starts with it stays in the group.
            _(
                "✏️ This topic has its old name back: a name must not tell who somebody is. To leave a note for the "
                "others here, write it in the topic, after {mark}. It is never sent.",
                mark="//",
            )
        )
    )


def answer_by_reply(_: Translator) -> Send:
    return Send(
        Text(
            _(
                "⚠️ This group has no topics now. New messages come here, each as a reply to the card of its case. "
                "Please answer a message by replying to it; what is no reply is not sent."
            )
        )
    )


def write_in_topics(_: Translator) -> Send:
    return Send(Text(_("✅ This group has topics again. New messages come in the topic of each case.")))
