"""What staff read while they write to many, and what the many read around it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.features.broadcasts.buttons import ChooseNews, Move, MoveBroadcast, NewsChoice
from bot.features.broadcasts.rules import (
    A_SECOND,
    Audience,
    Broadcast,
    BroadcastState,
    Counts,
    RecipientState,
    Step,
    Task,
    marked,
)
from bot.features.relay.texts import refusal
from bot.features.shared.texts import headed
from bot.kernel.content import Content, Media, Place, Text
from bot.kernel.ids import BroadcastId, LanguageCode
from bot.kernel.incoming import Unrelayable
from bot.kernel.outgoing import Button, Keyboard, Send
from bot.kernel.translation import Translator

BAR = 12
"""Squares of the progress bar."""
DAYS = (0, 7, 30, 90, 365)
"""The choices of "wrote in the last days"; 0 is whoever."""


# -- To the contact ---------------------------------------------------------------------------------------------------


def stand_in_mark(_: Translator, language: str) -> str:
    # TRANSLATORS: Above news that is not there in the reader's language. {language} is such as "English".
    return "🌐 " + _("Not yet in your language. This is: {language}", language=language)


def as_seen(_: Translator, content: Content, stands_in: str | None) -> Send:
    """A broadcast as a contact gets it. `stands_in` names the language of a text that is not in theirs."""
    seen = content if stands_in is None else marked(content, stand_in_mark(_, stands_in))
    # TRANSLATORS: Button under news: send me no more of these.
    return Send(seen, ((Button("🔕 " + _("No more news"), ChooseNews(NewsChoice.OFF).pack()),),))


def news_button(_: Translator) -> Keyboard:
    # TRANSLATORS: Button: the person wants to get news of the service from time to time.
    return ((Button("🔔 " + _("Send me news"), ChooseNews(NewsChoice.ON).pack()),),)


def news_on(_: Translator) -> Send:
    # TRANSLATORS: Keep the command /news off as it is.
    return Send(Text(_("🔔 You will get our news now and then. To stop it: /news off")))


def news_off(_: Translator) -> Send:
    # TRANSLATORS: Keep the command /news on as it is.
    return Send(Text(_("🔕 No more news. Answers to your questions still come here. To get news again: /news on")))


def news_now(_: Translator, wanted: bool) -> Send:
    if wanted:
        # TRANSLATORS: Button: send me no more news.
        stop = ((Button("🔕 " + _("No more news"), ChooseNews(NewsChoice.OFF).pack()),),)
        return Send(Text(_("🔔 You get our news now and then.")), stop)
    return Send(Text(_("🔕 You get no news from us, only answers to your questions.")), news_button(_))


def answers_news(_: Translator) -> Send:
    # TRANSLATORS: To volunteers, below a person's message. "News" is what staff sent to many people.
    return Send(Text(_("📣 This answers news that staff sent to many.")), silent=True)


# -- To staff: the draft ----------------------------------------------------------------------------------------------


def button(label: str, broadcast: BroadcastId, move: Move, value: str = "") -> Button:
    return Button(label, MoveBroadcast(move, broadcast, value).pack())


def _rows(buttons: Sequence[Button], columns: int) -> Keyboard:
    return tuple(tuple(buttons[start : start + columns]) for start in range(0, len(buttons), columns))


def _ways(_: Translator, broadcast: Broadcast, forward: str = "") -> Keyboard:
    """Back, on, and out."""
    ways = []
    if broadcast.step is not Step.TEXTS:
        # TRANSLATORS: Button: to the screen before.
        ways.append(button("⬅️ " + _("Back"), broadcast.id, Move.BACK))
    if forward:
        ways.append(button(forward + " ➡️", broadcast.id, Move.NEXT))
    # TRANSLATORS: Button: throw the draft away.
    return (tuple(ways), (button("🗑 " + _("Drop it"), broadcast.id, Move.DROP),)) if ways else _drop(_, broadcast)


def _drop(_: Translator, broadcast: Broadcast) -> Keyboard:
    return ((button("🗑 " + _("Drop it"), broadcast.id, Move.DROP),),)


def texts_screen(
    _: Translator, broadcast: Broadcast, names: Mapping[LanguageCode, str], written: Sequence[LanguageCode]
) -> Send:
    """Which languages have a text, and which one the next reply is."""
    correcting = broadcast.task is Task.CORRECT
    here = names[broadcast.language]
    if correcting:
        # TRANSLATORS: Heading of a screen for staff.
        head = _("✏️ Correct the news")
        # TRANSLATORS: {language} is a language's own name.
        ask = _("Reply to this message with the corrected words in: {language}", language=here)
    else:
        # TRANSLATORS: Heading of a screen for staff. "News" is what they write to many people.
        head = _("📣 News to many: 1. the text")
        ask = _(
            "Reply to this message with the text in: {language}. Words, or a photo or a file with words under it.",
            language=here,
        )
    lines = ["", ask]
    if not correcting:
        # TRANSLATORS: Keep the command as it is. To answer is to reply.
        lines.append(_("Does it stand in this chat already, as a forwarded message? Answer that with /broadcast"))
    languages = [language for language in names if not correcting or language in written]
    buttons = [
        button(("✅ " if language in written else "") + names[language], broadcast.id, Move.LANGUAGE, language)
        for language in languages
    ]
    keyboard = _rows(buttons, 3)
    if correcting:
        lines.append(_("You can correct several languages. The others stay as they are."))
    elif written:
        stands_in = names.get(broadcast.fallback, broadcast.fallback)
        lines += ["", _("People whose language has no text get: {language}", language=stands_in)]
        if len(written) > 1:
            # TRANSLATORS: Button: choose another language for people whose language has no text.
            keyboard += ((button("🌐 " + _("Another language for the rest"), broadcast.id, Move.FALLBACK),),)
        if broadcast.language in written:
            # TRANSLATORS: Button: take the text in that language out of the draft.
            keyboard += ((button("✖️ " + _("Without: {language}", language=here), broadcast.id, Move.WITHOUT),),)
    # TRANSLATORS: Button: to the next screen, where staff choose who gets the news.
    forward = _("Look at it") if correcting else _("Who gets it")
    return Send(headed(head, *lines), keyboard + _ways(_, broadcast, forward if written else ""))


def who_screen(
    _: Translator, broadcast: Broadcast, counts: Mapping[str, int], chosen: Sequence[str], places: bool
) -> Send:
    """How many people it is, and the doors to the choices. `counts` by language name."""
    # TRANSLATORS: Heading of a screen for staff.
    head = _("📣 News to many: 2. who gets it")
    # TRANSLATORS: Only people who said yes to news are counted.
    lines = ["", _.ngettext("{n} person who agreed to news", "{n} people who agreed to news", sum(counts.values()))]
    lines += [f"· {name}: {count}" for name, count in counts.items()]
    if chosen:
        lines += ["", *chosen]
    doors = [
        button("🌐 " + _("Languages"), broadcast.id, Move.OPEN, Step.LANGUAGES),
        button("💬 " + _("Topics"), broadcast.id, Move.OPEN, Step.TOPICS),
        # TRANSLATORS: Button: choose people by when they last wrote.
        button("🕒 " + _("Wrote lately"), broadcast.id, Move.OPEN, Step.DAYS),
    ]
    if places:
        # TRANSLATORS: Button: choose people by the office that they asked.
        doors.append(button("🏢 " + _("Office"), broadcast.id, Move.OPEN, Step.PLACES))
    # TRANSLATORS: Button: to the next screen, where staff choose when the news is sent.
    return Send(headed(head, *lines), _rows(doors, 2) + _ways(_, broadcast, _("When")))


def choice_screen(
    _: Translator, broadcast: Broadcast, options: Sequence[tuple[str, str]], chosen: Sequence[str], people: int
) -> Send:
    """One list of choices. `options` are values and their labels; nothing chosen means all."""
    head = _("📣 News to many: 2. who gets it")
    lines = ["", _.ngettext("{n} person who agreed to news", "{n} people who agreed to news", people)]
    if not chosen:
        # TRANSLATORS: Above a list of choices, of which none is chosen.
        lines.append(_("Nothing is chosen, so it goes to all of them."))
    buttons = [
        button(("✅ " if value in chosen else "") + label, broadcast.id, Move.CHOOSE, value) for value, label in options
    ]
    return Send(headed(head, *lines), _rows(buttons, 2) + _ways(_, broadcast))


def days_label(_: Translator, days: int) -> str:
    if not days:
        # TRANSLATORS: A choice: it does not matter when people last wrote.
        return _("Whenever they wrote")
    return _.ngettext("Wrote in the last {n} day", "Wrote in the last {n} days", days)


def chosen_lines(_: Translator, audience: Audience, languages: str, topics: str) -> list[str]:
    """What the choice of people is, in words; empty when nobody is left out."""
    lines = []
    if audience.languages:
        lines.append(_("Only in: {languages}", languages=languages))
    if audience.topics:
        lines.append(_("Only who asked about: {topics}", topics=topics))
    if audience.days:
        lines.append(days_label(_, audience.days))
    if audience.place:
        lines.append(_("Only who asked the office: {place}", place=audience.place))
    return lines


def when_screen(_: Translator, broadcast: Broadcast, when: str) -> Send:
    # TRANSLATORS: Heading of a screen for staff.
    head = _("📣 News to many: 3. when")
    lines = [
        "",
        # TRANSLATORS: {when} is such as "now" or "tomorrow 10:00".
        _("Chosen: {when}", when=when),
        # TRANSLATORS: Keep the examples as they are.
        _("For another time, reply to this message with a day and a time, as in: tomorrow 10:00, or 24.12 18:00"),
    ]
    # TRANSLATORS: Button: send it at once.
    now = ((button("⚡ " + _("Now"), broadcast.id, Move.NOW),),)
    # TRANSLATORS: Button: to the last screen, with the previews.
    return Send(headed(head, *lines), now + _ways(_, broadcast, _("Look at it")))


def right_now(_: Translator) -> str:
    # TRANSLATORS: When the news is sent: at once.
    return _("now")


def confirm_screen(
    _: Translator,
    broadcast: Broadcast,
    *,
    people: int,
    when: str,
    chosen: Sequence[str],
    night: bool,
    second: bool,
) -> Send:
    """The last look. `night`: it would disturb people; `second`: somebody else has to agree too."""
    # TRANSLATORS: The number of people who will get the news.
    count = _.ngettext("To {n} person", "To {n} people", people)
    match broadcast.task:
        case Task.RECALL:
            # TRANSLATORS: Heading of a question to staff: delete the news from all people's chats?
            lines = [_("↩️ Take the news back?"), "", count]
            lines.append(_("It is deleted from every chat where it is less than 48 hours old."))
            # TRANSLATORS: Button: yes, delete the news in everybody's chat.
            yes = _("Take it back")
        case Task.CORRECT:
            lines = [_("✏️ Correct the news like this?"), "", count, _("Above is what people will see.")]
            # TRANSLATORS: Button: yes, change the news in everybody's chat.
            yes = _("Correct it")
        case _:
            # TRANSLATORS: Heading of a question to staff.
            lines = [_("📣 Send it like this?"), "", count, *chosen, _("When: {when}", when=when)]
            lines.append(_("Above is what people will see."))
            # TRANSLATORS: Button: yes, send the news.
            yes = _("Send it")
    ask = ((button("✅ " + yes, broadcast.id, Move.CONFIRM),),)
    if broadcast.state is BroadcastState.SECOND_CONFIRMATION:
        lines += ["", _("👥 A second person from staff has to agree, since it goes to many.")]
        return Send(headed(*lines), (*ask, (button("⬅️ " + _("Back"), broadcast.id, Move.REOPEN),)))
    if night:
        lines += ["", _("🌙 It would come between 21 and 8 o'clock, when people sleep.")]
        # TRANSLATORS: Button: send the news although it is night.
        ask = ((button("🌙 " + _("At night all the same"), broadcast.id, Move.FORCE),),)
    elif second:
        lines += ["", _("👥 After you, a second person from staff has to agree, since it goes to many.")]
    if broadcast.task is Task.SEND:
        return Send(headed(*lines), ask + _ways(_, broadcast))
    # TRANSLATORS: Button: do nothing to the news that was sent.
    return Send(headed(*lines), (*ask, (button("✖️ " + _("Leave it as it is"), broadcast.id, Move.DROP),)))


def dropped(_: Translator) -> Send:
    return Send(Text(_("🗑 Dropped. Nothing was sent.")))


def no_draft(_: Translator) -> Send:
    # TRANSLATORS: Keep the commands as they are.
    return Send(Text(_("You have no draft. To begin one: /broadcast (to people) or /announce (to volunteers)")))


def one_draft_only(_: Translator) -> str:
    # TRANSLATORS: Keep the command as it is.
    return _("You have another draft. Finish it first, or drop it with /cancel.")


def not_your_draft(_: Translator) -> str:
    return _("This is somebody else's draft.")


def second_person(_: Translator) -> str:
    return _("Somebody else from staff has to agree.")


def outdated(_: Translator) -> str:
    return _("This has changed meanwhile. Look at the newest message about it.")


def reply_to_newest(_: Translator) -> Send:
    return Send(Text(_("ℹ️ To write on your draft, reply to its newest message.")))


def too_long(_: Translator, characters: int) -> Send:
    return Send(Text("🚫 " + _.ngettext("Too long by {n} character.", "Too long by {n} characters.", characters)))


def fit_for_many(_: Translator, content: Content | Unrelayable) -> Text | Media | Send:
    """What staff want to say to many as one message, without what tells where it stood before; or why it can't be."""
    match content:
        case Unrelayable():
            return refusal(_, content)
        case Place():
            return one_message_only(_)
        case words:
            return replace(words, lead=None)


def one_message_only(_: Translator) -> Send:
    return Send(Text(_("🚫 News is one message: words, or one photo or file with words under it.")))


def words_only(_: Translator) -> Send:
    return Send(Text(_("🚫 Only the words can be corrected. To exchange a photo or a file, take the news back.")))


def unclear_time(_: Translator) -> Send:
    # TRANSLATORS: Keep the examples as they are.
    return Send(Text(_("❓ Write a day and a time that lie ahead, as in: tomorrow 10:00, or 24.12 18:00")))


# -- To staff: on the way ---------------------------------------------------------------------------------------------


def scheduled_screen(_: Translator, broadcast: Broadcast, when: str, people: int) -> Send:
    lines = [
        # TRANSLATORS: {when} is such as "tomorrow 10:00".
        _("⏰ The news goes out: {when}", when=when),
        "",
        _.ngettext("To {n} person, as of now", "To {n} people, as of now", people),
    ]
    return Send(headed(*lines), (_cancel(_, broadcast),))


def _cancel(_: Translator, broadcast: Broadcast) -> tuple[Button, ...]:
    # TRANSLATORS: Button: stop the sending of news for good.
    return (button("⏹ " + _("Stop for good"), broadcast.id, Move.CANCEL),)


def progress_screen(_: Translator, broadcast: Broadcast, counts: Counts, waits_for_morning: bool) -> Send:
    done = counts.total - counts.left
    share = done / counts.total if counts.total else 1.0
    full = int(share * BAR)
    bar = "▰" * full + "▱" * (BAR - full) + f" {int(share * 100)} %"
    lines = [_heading(_, broadcast), bar, "", *_count_lines(_, broadcast.task, counts)]
    # TRANSLATORS: How many people are still to get the news.
    lines.append("⏳ " + _("Left: {n}", n=counts.left))
    if broadcast.state is BroadcastState.CANCELLING:
        return Send(headed(*lines))
    if waits_for_morning:
        lines.append(_("🌙 It goes on at 8 o'clock."))
    elif broadcast.state is BroadcastState.SENDING:
        # TRANSLATORS: {duration} is such as "in 3 minutes".
        lines.append(_("Ready {duration}", duration=_.duration(counts.left * 1000 // A_SECOND)))
    # TRANSLATORS: Buttons under the progress of news: halt for now, go on.
    pause, resume = "⏸ " + _("Pause"), "▶️ " + _("Go on")
    paused = broadcast.state is BroadcastState.PAUSED
    first = button(resume, broadcast.id, Move.RESUME) if paused else button(pause, broadcast.id, Move.PAUSE)
    return Send(headed(*lines), ((first,), _cancel(_, broadcast)))


def _heading(_: Translator, broadcast: Broadcast) -> str:
    match broadcast.state:
        case BroadcastState.PAUSED:
            return _("⏸ The news is paused")
        case BroadcastState.CANCELLING:
            return _("⏹ The news is being stopped")
        case _:
            pass
    match broadcast.task:
        case Task.RECALL:
            return _("↩️ The news is being taken back")
        case Task.CORRECT:
            return _("✏️ The news is being corrected")
        case _:
            return _("📣 The news is being sent")


def _count_lines(_: Translator, task: Task, counts: Counts) -> list[str]:
    """Who has got it and who not; lines without anybody are left out, except the first."""
    state = RecipientState
    lines = []
    if task is Task.RECALL or counts[state.RECALLED]:
        # TRANSLATORS: How many people's copies of the news were deleted.
        lines.append("↩️ " + _("Taken back: {n}", n=counts[state.RECALLED]))
    if task is not Task.RECALL:
        # TRANSLATORS: How many people have the news.
        lines.append("🕊 " + _("Sent: {n}", n=counts[state.SENT]))
    if counts[state.BLOCKED]:
        # TRANSLATORS: How many people have blocked the bot or are no longer on Telegram.
        lines.append("🔕 " + _("Can't be reached any more: {n}", n=counts[state.BLOCKED]))
    if counts[state.FAILED]:
        # TRANSLATORS: How many times the news could not be sent.
        lines.append("💔 " + _("Failed: {n}", n=counts[state.FAILED]))
    if counts[state.UNCHANGED]:
        # TRANSLATORS: How many copies of the news could not be corrected or taken back.
        lines.append("⚠️ " + _("Stands as it was: {n}", n=counts[state.UNCHANGED]))
    if counts[state.LEFT_OUT]:
        # TRANSLATORS: How many people were left out: the sending was stopped, or they want no more news.
        lines.append("➖ " + _("Left out: {n}", n=counts[state.LEFT_OUT]))
    if counts.uncertain:
        # TRANSLATORS: The connection broke while it was sent to so many people, and it was sent again.
        lines.append("❔ " + _("Perhaps twice: {n}", n=counts.uncertain))
    return lines


def ended_line(_: Translator, broadcast: Broadcast) -> Send:
    """What stands in the place of the progress, without buttons."""
    if broadcast.state is BroadcastState.CANCELLED:
        return Send(Text(_("⏹ Stopped. The report is below.")))
    return Send(Text(_("☑️ Done. The report is below.")))


def report_screen(_: Translator, broadcast: Broadcast, counts: Counts) -> Send:
    match broadcast.task, broadcast.state:
        case _task, BroadcastState.CANCELLED:
            # TRANSLATORS: Heading of the report on news that was sent to many.
            head = _("⏹ The news was stopped")
        case Task.RECALL, _state:
            head = _("↩️ The news was taken back")
        case Task.CORRECT, _state:
            head = _("✏️ The news was corrected")
        case _:
            head = _("📣 The news was sent")
    lines = [head, "", *_count_lines(_, broadcast.task, counts)]
    keyboard: Keyboard = ()
    if counts[RecipientState.SENT] + counts[RecipientState.UNCHANGED]:
        keyboard = (
            (
                # TRANSLATORS: Button: change the words of news that was sent.
                button("✏️ " + _("Correct it"), broadcast.id, Move.CORRECT),
                # TRANSLATORS: Button: delete news that was sent from everybody's chat.
                button("↩️ " + _("Take it back"), broadcast.id, Move.RECALL),
            ),
        )
    return Send(headed(*lines), keyboard)


def nobody(_: Translator) -> str:
    return _("Nobody would get it.")
