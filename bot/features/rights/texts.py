"""What a person is told about their privacy and their rights, and whom to call in danger."""

from collections.abc import Sequence
from hashlib import sha256

from bot.features.rights.buttons import AcceptNotice, DeclineNotice, Forget, KeepData, ReadNotice, ShowNumbers
from bot.features.shared.texts import headed
from bot.kernel.content import Text
from bot.kernel.emergency import EmergencyNumber, who_listens
from bot.kernel.outgoing import Button, Keyboard, Send
from bot.kernel.service import Service
from bot.kernel.translation import Translator

# -- In danger now? -----------------------------------------------------------------------------------------------


def sos_button(_: Translator) -> Button:
    # TRANSLATORS: Button: shows the numbers of the police, the ambulance and others. Keep it short.
    return Button("📞 " + _("In danger now?"), ShowNumbers().pack())


def emergency_numbers(_: Translator, numbers: Sequence[EmergencyNumber]) -> Send:
    """The numbers, each with an icon for whoever can't read the words."""
    # TRANSLATORS: Heading above the emergency numbers.
    return Send(headed("🆘 " + _("In danger now? Call:"), "", *number_lines(_, numbers)))


def someone_to_talk_to(_: Translator, numbers: tuple[EmergencyNumber, ...]) -> Send:
    """To whoever writes that they want to die: who listens, before whom to call in danger."""
    listeners = who_listens(numbers)
    others = [each for each in numbers if each not in listeners]
    # TRANSLATORS: To a person who has written that they want to die. Numbers to call follow below it. Warm and plain.
    lines = [_("You are not alone with this. You can talk to someone now. Call:"), *number_lines(_, listeners)]
    if others:
        lines += ["", "🆘 " + _("In danger now? Call:"), *number_lines(_, others)]
    return Send(headed(lines[0], *lines[1:]))


def phrases_of_despair(_: Translator) -> tuple[str, ...]:
    """How somebody who wants to die may say so in a language."""
    # TRANSLATORS: Nobody reads this. It lists what people write who want to die; they are then shown who listens.
    # Do not translate it: write what people say in your language, in many ways. A word that ends with * may go on.
    listed = _(
        "want to die, wanna die, wish to die, wish I was dead, wish I were dead, wish I would die, better off dead, "
        "want to be dead, kill myself, killing myself, end my life, ending my life, take my own life, take my life, "
        "end it all, suicid*, do not want to live, dont want to live, dont wanna live, no longer want to live, "
        "want to stop living, no reason to live, cant live anymore, cant live any more, tired of living"
    )
    return tuple(each.strip() for each in listed.split(",") if each.strip())


def number_lines(_: Translator, numbers: Sequence[EmergencyNumber]) -> list[str]:
    return [f"{each.icon} {each.number} {_number_name(_, each)}".rstrip() for each in numbers]


def _number_name(_: Translator, number: EmergencyNumber) -> str:
    if not number.names:
        return _(number.name) if number.name else ""
    return number.names.get(_.language) or next(iter(number.names.values()))


# -- The privacy notice ---------------------------------------------------------------------------------------------


def notice_lines(_: Translator, service: Service) -> list[str]:
    """The short form: what everybody sees before their first question is taken."""
    return [
        # TRANSLATORS: The heading of the privacy notice.
        _("🔒 The volunteers do not learn who you are"),
        "",
        # TRANSLATORS: {service} is the name of the organisation. Exact promise; do not make it stronger.
        _(
            "Volunteers of {service} answer you. They do not see your name, your number, "
            "your username or your profile.",
            service=service.name,
        ),
        # TRANSLATORS: The limit of the promise. Telegram is the messenger.
        _("Telegram, and the few people who run this service, can find out which messages are yours."),
        _("What you write and your voice can show who you are. Leave out names and addresses."),
        # TRANSLATORS: Keep the commands as they are.
        _("See what we hold: /mydata. Delete it: /forget. Stop: /stop."),
    ]


def privacy_lines(_: Translator, service: Service) -> list[str]:
    """The long form: who sees what, for how long, and what one can do."""
    kept = service.retention
    lines = [
        # TRANSLATORS: The heading of the long form of the privacy notice.
        _("🔒 What happens to what you write"),
        "",
        # TRANSLATORS: Heading of a part of the privacy notice.
        "👥 " + _("Who sees it"),
        _("The volunteers of one group see what you write, under a made-up name. They do not see who you are."),
        # TRANSLATORS: Two roles: the technician and the manager. Exact promise; do not make it stronger.
        _(
            "Two roles in {service} can find out who you are: who runs the computer, and who leads the service. "
            "The rule for them: only if a life is in danger.",
            service=service.name,
        ),
        # TRANSLATORS: Telegram is the messenger.
        _(
            "Telegram knows your number, and can read chats with bots and groups, which are not encrypted from end "
            "to end. We cannot change that."
        ),
        "",
        # TRANSLATORS: Heading of a part of the privacy notice.
        "⏳ " + _("How long we keep it"),
        _("Your words: until they are handed over. Then they are only in Telegram."),
        # TRANSLATORS: {n} is a number of days. "They" are the person's words.
        _.ngettext(
            "If they can't be handed over: {n} day. Then we delete them and tell you.",
            "If they can't be handed over: {n} days. Then we delete them and tell you.",
            kept.undelivered,
        ),
        # TRANSLATORS: {n} is a number of days.
        _.ngettext(
            "A conversation in which nobody writes ends after {n} day.",
            "A conversation in which nobody writes ends after {n} days.",
            kept.quiet,
        ),
        # TRANSLATORS: {n} is a number of days.
        _.ngettext(
            "Which message was yours: {n} day after the conversation ended.",
            "Which message was yours: {n} days after the conversation ended.",
            kept.links,
        ),
        # TRANSLATORS: {n} is a number of days.
        _.ngettext(
            "That there was a conversation: {n} day after it ended.",
            "That there was a conversation: {n} days after it ended.",
            kept.cases,
        ),
        # TRANSLATORS: {n} is a number of days.
        _.ngettext(
            "Your made-up name and how to reach you: {n} day after your last conversation.",
            "Your made-up name and how to reach you: {n} days after your last conversation.",
            kept.contacts,
        ),
        "",
        # TRANSLATORS: Heading of a part of the privacy notice.
        "✋ " + _("What you can do"),
        # TRANSLATORS: Keep the commands as they are; so also below.
        _("/mydata – see what we hold about you"),
        _("/forget – delete what we hold about you"),
        _("/stop – end everything, no more messages"),
        _("If you change a message, the change is passed on. Nobody decides about you by machine."),
    ]
    if service.privacy_url:
        # TRANSLATORS: {link} is a web address.
        lines.append(_("More: {link}", link=service.privacy_url))
    return lines


def notice_version(_: Translator, service: Service) -> str:
    """A short name of the notice's wording, both forms: another one asks everybody again.

    `_` is the language in which the sentences were written, so that a better translation asks nobody.
    """
    wording = "\n".join([*notice_lines(_, service), *privacy_lines(_, service)])
    return sha256(wording.encode()).hexdigest()[:12]


def privacy_notice(_: Translator, service: Service, *, changed: bool = False) -> Send:
    """The short form, with the choice. `changed`: an earlier wording was accepted."""
    head, *lines = notice_lines(_, service)
    if changed:
        # TRANSLATORS: Above the privacy notice, to whoever agreed to an earlier one.
        lines.insert(0, _("ℹ️ This has changed. Please read it again."))
    # TRANSLATORS: Button under the privacy notice: shows the long form.
    more = Button("📄 " + _("More"), ReadNotice().pack())
    return Send(headed(head, *lines), (*_choice(_), (more, sos_button(_))))


def privacy_page(_: Translator, service: Service, *, accepted: bool) -> Send:
    """The long form; with the choice, as long as it was not made."""
    head, *lines = privacy_lines(_, service)
    return Send(headed(head, *lines), () if accepted else _choice(_))


def _choice(_: Translator) -> Keyboard:
    return (
        # TRANSLATORS: Button under the privacy notice: agree and go on.
        (Button("✅ " + _("OK, go on"), AcceptNotice().pack()),),
        # TRANSLATORS: Button under the privacy notice: do not agree.
        (Button("❌ " + _("No, stop"), DeclineNotice().pack()),),
    )


def notice_declined(_: Translator, numbers: Sequence[EmergencyNumber]) -> Send:
    said = _("OK. Nothing was passed on, and what you wrote here is deleted. To begin again: /start")
    return Send(Text("\n".join([said, "", "🆘 " + _("In danger now? Call:"), *number_lines(_, numbers)])))


def stopped(_: Translator, numbers: Sequence[EmergencyNumber]) -> Send:
    said = _("OK. Your conversations are ended, and nothing more is passed on. To begin again: /start")
    # TRANSLATORS: Keep the command as it is.
    rest = _("What we know of you is kept for a while. To delete it now: /forget")
    return Send(Text("\n".join([said, rest, "", "🆘 " + _("In danger now? Call:"), *number_lines(_, numbers)])))


# -- /mydata --------------------------------------------------------------------------------------------------------


def my_data(
    _: Translator, *, pseudonym: str, language: str, cases: int, messages: int, waiting: int, accepted: str
) -> Send:
    """What the file says, in short. `waiting` messages are those whose words we still have."""
    lines = [
        # TRANSLATORS: Heading: what is stored about the person.
        _("📄 What we hold about you"),
        "",
        # TRANSLATORS: {name} is a made-up name such as "Blue Heron".
        _("Your made-up name: {name}", name=pseudonym),
        # TRANSLATORS: {language} is the name of a language.
        _("Your language: {language}", language=language),
        _.ngettext("{n} conversation", "{n} conversations", cases),
        # TRANSLATORS: {n} is how many messages.
        _.ngettext(
            "{n} message: that it was there, and when", "{n} messages: that they were there, and when", messages
        ),
        # TRANSLATORS: {n} is how many messages.
        _.ngettext(
            "Still waiting, with its words: {n} message", "Still waiting, with their words: {n} messages", waiting
        ),
        # TRANSLATORS: {when} is a day and a time, or "–" when the privacy notice was not accepted.
        _("You said OK to the privacy notice: {when}", when=accepted),
        "",
        # TRANSLATORS: The file is the next message, a document.
        _("The file below has every detail, for a computer or for somebody who helps you."),
        # TRANSLATORS: Telegram's own words for the menu; {path} is the way through it.
        _(
            "Telegram holds more: your number, and the chat itself. To get it: {path}, on a computer.",
            path="Telegram Desktop → Settings → Advanced → Export Telegram data",
        ),
        # TRANSLATORS: Keep the command as it is.
        _("To delete what we hold: /forget"),
    ]
    return Send(headed(*lines))


# -- /forget --------------------------------------------------------------------------------------------------------


def confirm_forget(_: Translator) -> Send:
    # TRANSLATORS: Heading: the person asked to be forgotten and has to confirm it.
    head = _("🗑 Delete everything about you?")
    lines = [
        _("Your conversations end, and the volunteers lose what you wrote. You can't get it back."),
        # TRANSLATORS: Keep the command as it is.
        _("To see first what we hold: /mydata"),
    ]
    keyboard = (
        # TRANSLATORS: Button: yes, delete all my data.
        (Button("🗑 " + _("Yes, delete"), Forget().pack()),),
        # TRANSLATORS: Button: do not delete my data.
        (Button("↩️ " + _("No, keep"), KeepData().pack()),),
    )
    return Send(headed(head, *lines), keyboard)


def forget_begins(_: Translator) -> str:
    # TRANSLATORS: Short answer to a button: deleting has begun.
    return _("We delete it now. In a minute you are told.")


def forget_kept(_: Translator) -> str:
    # TRANSLATORS: Short answer to a button: the person does not want to delete.
    return _("Nothing is deleted.")


def forgotten(_: Translator) -> Send:
    """The last message: what is gone, and, honestly, what can't be reached."""
    lines = [
        # TRANSLATORS: Heading of the last message, after everything was deleted.
        _("🗑 Deleted: everything that we held about you"),
        "",
        # TRANSLATORS: Heading of the list of what can't be deleted.
        _("What we can't delete:"),
        "• " + _("messages here that are older than 48 hours. Delete this chat in Telegram, then they are gone too."),
        "• " + _("messages in a volunteers' group without topics that are older than 48 hours"),
        "• " + _("pictures of the screen, and what volunteers remember"),
        # TRANSLATORS: Telegram is the messenger.
        "• " + _("what Telegram itself holds"),
        "• "
        + _(
            "safety copies of our computer. They are deleted when they are old. If we need one, we delete you from it "
            "again."
        ),
        "",
        _("You can write again at any time. You are then somebody new to us: /start"),
    ]
    return Send(headed(*lines))


def case_erased(_: Translator) -> Send:
    # TRANSLATORS: To volunteers. It does not say which case, on purpose.
    return Send(Text("🗑 " + _("A case was erased, because the person wished it.")))


def ended_quietly(_: Translator, days: int) -> Send:
    """To a contact whose case nobody has closed."""
    line = _.ngettext(
        "Nobody has written here for {n} day. This conversation has ended. You can write again at any time.",
        "Nobody has written here for {n} days. This conversation has ended. You can write again at any time.",
        days,
    )
    return Send(Text("☑️ " + line), silent=True)


def expired(_: Translator, days: int) -> Send:
    """To the writer of what could not be handed over for so long."""
    return Send(
        Text(
            "⌛ "
            # TRANSLATORS: To the writer of a message. {n} is a number of days.
            + _.ngettext(
                "This could not be handed over for {n} day, and is deleted. Please send it again if it still matters.",
                "This could not be handed over for {n} days, and is deleted. Please send it again if it still matters.",
                days,
            )
        )
    )
