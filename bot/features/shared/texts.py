"""Sentences and ways to put them together that every feature uses."""

from bot.kernel.content import Entity, Style, Text
from bot.kernel.outgoing import Button, Keyboard, Send
from bot.kernel.service import Topic
from bot.kernel.translation import N_, Translator


def with_code(sentence: str, code: str) -> Text:
    """A sentence and a line to copy, which no translation may touch."""
    return Text(f"{sentence}\n\n{code}", (Entity(Style.CODE, len(sentence) + 2, len(code)),))


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


def rows(buttons: list[Button], columns: int) -> Keyboard:
    return tuple(tuple(buttons[start : start + columns]) for start in range(0, len(buttons), columns))


def headed(head: str, *lines: str) -> Text:
    """A text whose first line is bold."""
    return Text("\n".join([head, *lines]), (Entity(Style.BOLD, 0, len(head)),))


def button_outdated(_: Translator) -> str:
    return _("This button is old. Write /start.")


def members_only(_: Translator) -> str:
    return _("Only members of this group can do that.")


def membership_unclear(_: Translator) -> str:
    return _("Telegram does not answer now. Please press again in a minute.")


def not_a_member(_: Translator) -> Send:
    return Send(Text(_("🚫 Not sent: only members of this group answer people.")))
