"""What `/help` says in each kind of chat: every command, each with an example."""

from collections.abc import Sequence

from bot.features.cases.texts import how_to_answer
from bot.features.shared.texts import headed
from bot.kernel.outgoing import Send
from bot.kernel.service import Team
from bot.kernel.translation import Translator


def contact_help(_: Translator, *, languages: str, topic: str, places: Sequence[str]) -> Send:
    """`languages` and `topic` are examples of what can be chosen; `places` the offices, when there are several."""
    # TRANSLATORS: {place} is the name of an office, such as "Oslo". Keep the command as it is.
    place = [_("/place – choose another place, such as {place}", place=places[0])] if places else []
    return Send(
        headed(
            # TRANSLATORS: Heading of the help. Then one line for each command; keep the commands as they are.
            _("How it works"),
            _("Write or speak your question here. Volunteers answer here. Such as: How do I get a tax card?"),
            "",
            # TRANSLATORS: {languages} are such as "English, العربية".
            _("/language – choose another language, such as {languages}", languages=languages),
            # TRANSLATORS: {topic} is such as "💼 Work".
            _("/topic – ask about something else, such as {topic}", topic=topic),
            *place,
            _("/hours – when volunteers answer. Such as: are they there on Friday?"),
            _("/waiting – what waits until we open, such as what you wrote at night"),
            _("/cancel – take back what waits, such as when you have found the answer"),
            _("/undo – take back your last message, such as when a number in it is wrong"),
            _("/end – end the conversation, such as when you have your answer"),
            _("/news – news from us: on or off, such as /news off"),
            _("/start – begin again, such as when you are lost"),
            "",
            # TRANSLATORS: Keep the commands as they are. This one shows the numbers of the police and others.
            _("/sos – in danger now? Whom to call, such as the police"),
            _("/privacy – who sees what, and for how long. Such as: who sees my name?"),
            _("/mydata – get all that we have stored about you, such as your messages"),
            _("/forget – delete all that we have stored about you, such as your questions"),
            _("/stop – no more messages from us, such as when you no longer need help"),
        )
    )


def team_help(_: Translator, team: Team, *, staff: bool) -> Send:
    """What may be done in a team's group; a line more for whoever is staff too."""
    lines = [
        how_to_answer(_, team),
        _("🕊 under your message: it has arrived. ✍: it waits. 💔: it could not be delivered."),
        "",
        # TRANSLATORS: Keep the commands as they are, here and below.
        _("/claim – take the case: reply /claim to one of its messages"),
        _("/close – close the case: reply /close to one of its messages"),
        _("/undo – take back your last answer: write /undo, or reply /undo to the answer that you mean"),
        # TRANSLATORS: "insults" is the reason.
        _("/block – ask staff to block a person: reply to one of their messages, as in: /block insults"),
        # TRANSLATORS: {mark} is //, which starts a message that stays in the group.
        _("{mark} – stays in this group, as in: {mark} who knows this?", mark="//"),
    ]
    if staff:
        # TRANSLATORS: Keep the command and the example as they are.
        lines += ["", _("/link – for staff: what this group answers, as in: /link ar pl")]
    return Send(headed(_("How it works"), *lines))


def staff_help(_: Translator, team: str) -> Send:
    """All that staff can do in their chat. `team` is the name of a team, for examples."""
    return Send(
        headed(
            _("This is the staff chat. You get a message here when you need to do something."),
            "",
            # TRANSLATORS: Keep the commands and the examples after "as in:" as they are, here and below.
            _("/teams – teams, rights, hours, open cases. Such as: how many people wait?"),
            _("/hours – the opening hours of every team. Such as: who answers on Friday?"),
            _("/closed – close on some days, as in: /closed 24.12-1.1 Merry Christmas"),
            _("/open – open at an extra time, as in: /open today 18-20"),
            _("/stats – figures, as in: /stats 2026 by topic"),
            # TRANSLATORS: Translate what follows the command in the example.
            _("/broadcast – write news to many people, as in: /broadcast We are closed on Friday"),
            # TRANSLATORS: Translate what follows the command in the example.
            _("/announce – say something to the volunteers, as in: /announce Party on Friday"),
            _("/cancel – drop the news that you are writing, as in: /cancel"),
            _("/link – in a group that you have added the bot to, as in: /link ar pl"),
            # TRANSLATORS: {team} is the name of a team.
            _("/unlink – end the link of a group, as in: /unlink {team}", team=team),
            # TRANSLATORS: "Blue Heron" is a made-up name of a person, "insults" the reason.
            _("/block – pass on nothing more from a person, as in: /block Blue Heron insults"),
            _("/unblock – hear a person again, as in: /unblock Blue Heron"),
            _("/audit – what was done last, and by whom. Such as: who closed a case?"),
            _("/release – send again, such as after a backup was brought back"),
        )
    )
