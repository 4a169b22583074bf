"""What people read on the way to their first question."""

from bot.features.onboarding.buttons import ChooseLanguage, ChoosePlace, ChooseTopic
from bot.features.shared.texts import headed, rows, topic_label
from bot.kernel.content import Text
from bot.kernel.ids import LanguageCode
from bot.kernel.outgoing import Button, Send
from bot.kernel.service import Topic, button_code
from bot.kernel.translation import Translator


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
    buttons = [Button(endonym, ChooseLanguage(code).pack()) for code, endonym in endonyms]
    return Send(Text("\n\n".join(lines)), rows(buttons, 2))


def choose_topic(_: Translator, topics: tuple[Topic, ...]) -> Send:
    buttons = [Button(topic_label(_, topic), ChooseTopic(topic.id).pack()) for topic in topics]
    # TRANSLATORS: Above the topic buttons.
    return Send(Text("❓ " + _("What is it about?")), rows(buttons, 2))


def choose_place(_: Translator, places: tuple[str, ...]) -> Send:
    buttons = [Button("📍 " + place, ChoosePlace(button_code(place)).pack()) for place in places]
    # TRANSLATORS: Above buttons with names of towns: which office is near.
    return Send(Text("📍 " + _("Which place is near you?")), rows(buttons, 2))


def ask_question(_: Translator, topic: Topic) -> Send:
    return Send(
        headed(
            topic_label(_, topic),
            "",
            # TRANSLATORS: The invitation to ask. The icons stand for writing, speaking and photos; keep them.
            _("✍️ Write your question, or speak 🎤. You can also send photos 📷 of letters that you have received."),
        )
    )
