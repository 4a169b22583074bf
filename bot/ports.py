"""What the inside asks for. `storage` and `handlers` implement these; `bot.app` introduces them."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

from bot.core.blocking import Block, BlockState
from bot.core.content import Content
from bot.core.figures import Counts, Grouping
from bot.core.group_rights import GroupRights
from bot.core.incoming import Caution, Incoming
from bot.core.linking import LinkedGroup
from bot.core.model import (
    Arrival,
    AsideName,
    Case,
    CaseState,
    Contact,
    Copy,
    Direction,
    FigureRequest,
    InboxRow,
    Message,
    MessageState,
    OverrideState,
    SetAside,
    StaffOverride,
    Volunteer,
)
from bot.core.outgoing import Joinable, Operation, Outgoing, Priority, Receipt, Send
from bot.core.pacing import Pace
from bot.core.policy import Question, QuestionState
from bot.core.roles import Act, AuditRow
from bot.core.service import Team, TeamFigures
from bot.core.translation import Translator
from bot.ids import (
    CaseId,
    ChannelName,
    ChatRef,
    ContactId,
    ExternalId,
    InboxId,
    LanguageCode,
    MessageId,
    OutboxId,
    RecipientId,
    TeamName,
    ThreadRef,
    TopicId,
    VolunteerId,
    WorkerId,
)
from bot.news_port import NewsTx
from bot.rights_port import RightsTx

T = TypeVar("T")


class Clock(Protocol):
    """The only source of the time of day."""

    def now(self) -> int:
        """UTC milliseconds."""
        ...


class Rng(Protocol):
    """The only source of chance: `random.SystemRandom` when the service runs."""

    def choice(self, seq: Sequence[T]) -> T: ...
    def getrandbits(self, k: int, /) -> int: ...


class Catalogs(Protocol):
    """Every language's sentences."""

    def translator(self, language: LanguageCode) -> Translator:
        """The language itself, or the nearest language in its fallback chain that has a catalog."""
        ...

    def endonym(self, language: LanguageCode) -> str:
        """What the language calls itself: "العربية"."""
        ...

    def english_name(self, language: LanguageCode) -> str: ...

    def resolve(self, hint: str) -> LanguageCode | None:
        """Our code for what an app or a person calls a language ("nb-NO", "Arabic", "polski")."""
        ...


class Tx(RightsTx, NewsTx, Protocol):
    """One open transaction. Everything done through it is committed together or not at all."""

    # -- inbox ---------------------------------------------------------------------------------------------------

    async def add_arrivals(self, channel: ChannelName, arrivals: Sequence[Arrival], now: int) -> int:
        """Store raw updates in the given order; one that is stored already is passed over. Returns how many are new."""
        ...

    async def waiting_arrivals(self, limit: int, share: int) -> list[InboxRow]:
        """The oldest unhandled updates, at most `share` of one conversation, in the order of their arrival."""
        ...

    async def count_attempts(self, ids: Sequence[InboxId], attempts: int) -> None:
        """How often the process may have died while it acted on these."""
        ...

    async def finish_arrivals(self, ids: Sequence[InboxId]) -> int:
        """Mark as handled: forget payload and conversation, keep the external id so that a repeat is recognised.

        Returns how many were waiting until now; the others were handled by somebody else meanwhile.
        """
        ...

    async def quarantine_arrival(self, id: InboxId, error: str) -> bool:
        """Set aside an update that can't be read, with the reason; it keeps its payload for staff.

        False when it does not wait any more.
        """
        ...

    async def last_external(self, channel: ChannelName) -> int | None:
        """The highest external id ever stored for the channel: where polling goes on."""
        ...

    # -- contacts ------------------------------------------------------------------------------------------------

    async def find_contact(self, channel: ChannelName, chat: ChatRef) -> Contact | None: ...
    async def read_ahead(self, channel: ChannelName, chats: Sequence[ChatRef], before: int, many: int) -> None:
        """Before many messages are acted on: read at once what each of their writers would have read for alone.

        That is the contact, the newest case on each route, and the joinable text, for the same `before` and `many`.
        """
        ...

    async def add_contact(self, channel: ChannelName, chat: ChatRef, pseudonym: str, now: int) -> Contact | None:
        """A new contact with one address, or None when the pseudonym is taken (nothing is written then)."""
        ...

    async def set_choice(self, contact: ContactId, language: LanguageCode | None, topic: TopicId | None) -> None: ...
    async def accept_notice(self, contact: ContactId, version: str, language: LanguageCode, now: int) -> None:
        """The contact agrees to this wording of the privacy notice, read in this language."""
        ...

    async def revoke_notice(self, contact: ContactId) -> None:
        """The contact no longer agrees to the privacy notice."""
        ...

    async def rename_team(self, old: TeamName, new: TeamName) -> None:
        """A team has a new name in the configuration: its cases, volunteers and wishes come along."""
        ...

    async def set_reachable(self, channel: ChannelName, chat: ChatRef, reachable: bool) -> None: ...

    # -- cases ---------------------------------------------------------------------------------------------------

    async def add_case(
        self,
        contact: Contact,
        *,
        team: TeamName,
        language: LanguageCode,
        topic: TopicId,
        state: CaseState,
        title: str,
        handle: str,
        now: int,
    ) -> Case: ...

    async def case(self, id: CaseId) -> Case | None: ...
    async def case_by_handle(self, handle: str) -> Case | None: ...
    async def case_by_thread(self, team: TeamName, thread: ThreadRef) -> Case | None: ...

    async def latest_case(
        self, contact: ContactId, *, team: TeamName, language: LanguageCode, topic: TopicId
    ) -> Case | None:
        """The contact's newest case on this route, whatever its state."""
        ...

    async def open_cases_of(self, contact: ContactId) -> list[Case]:
        """The contact's cases that are not closed, newest first."""
        ...

    async def set_case_state(self, id: CaseId, state: CaseState, now: int) -> None:
        """Closing sets `closed_at` and ends the waiting; opening clears `closed_at`."""
        ...

    async def set_thread(self, id: CaseId, thread: ThreadRef | None) -> None: ...
    async def set_card(self, id: CaseId, card: MessageId) -> None: ...

    async def claim_case(self, id: CaseId, volunteer: VolunteerId) -> bool:
        """True when the case was free and is now the volunteer's."""
        ...

    async def release_case(self, id: CaseId) -> None: ...
    async def set_waiting(self, id: CaseId, now: int) -> None:
        """The contact waits from now on, unless it waits already."""
        ...

    async def set_answered(self, id: CaseId, now: int) -> None:
        """The contact waits no longer; `answered_at` is kept from the first answer."""
        ...

    async def is_unanswered(self, id: CaseId) -> bool:
        """Whether the contact wrote something after the last answer and has not taken it back."""
        ...

    async def end_waiting(self, id: CaseId) -> None:
        """The contact no longer waits, though nobody has answered."""
        ...

    async def cases_claimed_by(self, volunteer: VolunteerId) -> list[Case]:
        """What a volunteer has taken and what is not closed."""
        ...

    async def unqueue_other_languages(self, contact: ContactId, language: LanguageCode, now: int) -> None:
        """The contact chose another language: what waits unseen in another one belongs to no case any more."""
        ...

    async def open_cases(self) -> list[Case]:
        """Every case that is not closed, oldest first."""
        ...

    async def has_waiting_case(self, team: TeamName, besides: CaseId) -> bool:
        """Whether messages wait in any other case of the team."""
        ...

    async def count_new_contacts(self, since: int) -> int:
        """How many people have written for the first time since then; a few thousand at most are counted."""
        ...

    async def flooding_cases(self, since: int, messages: int) -> list[tuple[CaseId, int]]:
        """The cases whose contact wrote more than so many messages since then, and how many."""
        ...

    async def queued_cases_of(self, contact: ContactId) -> list[Case]:
        """The contact's cases in which something waits for the opening, closed ones too, oldest first."""
        ...

    async def cases_with_queue(self, team: TeamName) -> list[Case]:
        """The team's cases in which messages wait for the opening, the longest waiting first."""
        ...

    async def unanswered_cases(self, team: TeamName) -> list[Case]:
        """The team's open cases whose contact waits for an answer, the longest waiting first."""
        ...

    async def unanswered_of(self, team: TeamName) -> tuple[int, int | None]:
        """How many of these there are, and since when the first one waits."""
        ...

    # -- opening hours -------------------------------------------------------------------------------------------

    async def take_turn(self, subject: str, day: str, action: str, now: int) -> bool:
        """True the first time; what was said or done under these names before is not said or done again."""
        ...

    async def add_override(
        self, handle: str, *, team: TeamName | None, first: int, last: int, opens: bool, reason: str, now: int
    ) -> None:
        """What staff asked for, before they confirm it. No team: every team."""
        ...

    async def set_override_state(self, handle: str, state: OverrideState) -> StaffOverride | None:
        """None when there is none of that name, it has that state already, or it was undone, which is for good."""
        ...

    async def override_state(self, handle: str) -> OverrideState | None: ...

    async def active_overrides(self, since: int) -> list[StaffOverride]:
        """Those that staff confirmed and that end after `since`, oldest first."""
        ...

    async def add_wish(self, team: TeamName, contact: ContactId) -> None:
        """The contact wants to be told when the team opens."""
        ...

    async def take_wishes(self, team: TeamName) -> list[Contact]:
        """Whoever wanted to be told. Each wish is granted once."""
        ...

    # -- volunteers ----------------------------------------------------------------------------------------------

    async def find_volunteer(self, team: TeamName, person: ChatRef) -> Volunteer | None: ...
    async def count_volunteers(self, team: TeamName) -> int: ...
    async def add_volunteer(self, team: TeamName, person: ChatRef, alias: str, now: int) -> Volunteer: ...
    async def set_membership(self, id: VolunteerId, checked_at: int | None) -> None: ...

    # -- messages and their copies -------------------------------------------------------------------------------

    async def add_message(
        self,
        *,
        direction: Direction,
        state: MessageState,
        channel: ChannelName,
        case: CaseId | None = None,
        contact: ContactId | None = None,
        chat: ChatRef | None = None,
        external: ExternalId | None = None,
        author: VolunteerId | None = None,
        reply_to: MessageId | None = None,
        album: str | None = None,
        parts: int = 1,
        fingerprint: str | None = None,
        joined_to: MessageId | None = None,
        content: Content | None = None,
        now: int,
    ) -> MessageId: ...

    async def message(self, id: MessageId) -> Message | None: ...

    async def message_at(self, channel: ChannelName, chat: ChatRef, external: ExternalId) -> Message | None:
        """The message that is seen at this place: as its original, or as one of its copies."""
        ...

    async def held_messages(self, contact: ContactId) -> list[Message]:
        """What the contact wrote before choosing, in order, with content."""
        ...

    async def queue_held(self, contact: ContactId, case: CaseId) -> None:
        """What the contact wrote before choosing belongs to that case now, and is still held."""
        ...

    async def queued_messages(self, case: CaseId) -> list[Message]:
        """What waits in the case until its team opens, in order, with content."""
        ...

    async def relay_held(self, id: MessageId, case: CaseId, parts: int, joined_to: MessageId | None = None) -> None:
        """A held message goes on its way: state RELAYED, its case known, its content forgotten."""
        ...

    async def joined_messages(self, first: MessageId) -> list[Message]:
        """The messages that share one copy with the first of them, itself included."""
        ...

    async def album_messages(self, case: CaseId, direction: Direction, album: str) -> list[Message]:
        """The parts of one album, in order."""
        ...

    async def set_held_content(self, held: Message, content: Content, fingerprint: str | None) -> None: ...
    async def set_message_edited(self, id: MessageId, parts: int, fingerprint: str | None) -> None: ...
    async def set_message_state(self, id: MessageId, state: MessageState) -> None:
        """Any state but HELD and ASKED forgets the content."""
        ...

    async def set_delivered(self, ids: Sequence[MessageId]) -> list[Message]:
        """From RELAYED to DELIVERED, as soon as no part is still to be sent; one that was set aside counts as none.

        Messages in any other state stay so. Returns those that have just arrived, in order.
        """
        ...

    async def drop_held(self, contact: ContactId) -> int:
        """Erase what the contact wrote before choosing. Returns how many messages."""
        ...

    async def last_message_from(self, contact: ContactId) -> Message | None:
        """The newest message that the contact wrote (direction TO_TEAM) and has not taken back."""
        ...

    async def last_message_by(self, volunteer: VolunteerId, case: CaseId | None) -> Message | None:
        """The newest answer of the volunteer, in that case or in any, that was not taken back."""
        ...

    async def add_copies(self, copies: Sequence[Copy], now: int) -> None:
        """Link messages to their copies; the same part again replaces the link. Nothing for a message that is gone."""
        ...

    # -- questions to writers ------------------------------------------------------------------------------------

    async def put_question(
        self,
        message: MessageId,
        handle: str,
        *,
        caution: Caution | None,
        state: QuestionState,
        content: Content | None = None,
        now: int,
    ) -> None:
        """Ask the writer of a message, instead of whatever was asked before."""
        ...

    async def question_of(self, message: MessageId) -> Question | None: ...
    async def questions_by_handle(self, handle: str) -> list[Question]:
        """One question: a row for each part of an album."""
        ...

    async def waiting_question(self, case: CaseId, author: VolunteerId | None, caution: Caution) -> Question | None:
        """The open question of this kind to a writer in a case; no author: the contact."""
        ...

    async def drop_question(self, message: MessageId) -> None:
        """It was decided, or counts no more; a text that was kept for it is erased."""
        ...

    async def drop_hidden_of(self, case: CaseId) -> None:
        """Erase the whole texts that were kept for a case's questions."""
        ...

    async def drop_hidden_before(self, instant: int) -> None:
        """Erase the whole texts that were kept for questions from before that instant."""
        ...

    async def questions_to_remind(self, instant: int) -> list[Question]:
        """About messages that are kept back since before that instant, asked only once. Not more than a hundred."""
        ...

    async def note_reminded(self, handle: str) -> None: ...
    async def asked_messages(self, contact: ContactId) -> list[Message]:
        """What the contact wrote and has not decided about, in order, with content."""
        ...

    async def is_turn_taken(self, subject: str, day: str, action: str) -> bool: ...

    # -- outbox --------------------------------------------------------------------------------------------------

    async def enqueue(
        self,
        operation: Operation,
        *,
        channel: ChannelName,
        chat: ChatRef,
        now: int,
        case: CaseId | None = None,
        in_thread: bool = False,
        message: MessageId | None = None,
        part: int = 0,
        target: MessageId | None = None,
        target_part: int = 0,
        target_external: ExternalId | None = None,
        lane: str | None = None,
        priority: Priority = Priority.PEOPLE,
        recipient: RecipientId | None = None,
    ) -> None:
        """Add to the end of a lane; the lane is the destination chat unless another is named.

        `in_thread`: belongs in the topic thread of `case` (which is opened when needed). `message`, `part`: which copy
        this send makes. The target is either a message of ours, whose copy is looked up when the row is sent,
        or `target_external`, known already. `recipient`: whose copy of a broadcast this is about.
        """
        ...

    async def claim_outgoing(
        self,
        now: int,
        limit: int,
        busy: Sequence[str],
        only: tuple[ChannelName, ChatRef] | None = None,
        worker: WorkerId | None = None,
        moment: int | None = None,
    ) -> list[Outgoing]:
        """The head of each lane that is due and not in `busy`, at most `limit`, marked as being sent by `worker`.

        `only`: that chat's alone. A lane in which somebody sends is not due, nor is one whose pace, as kept, lets
        nothing go at `moment`.

        The lanes go by the most urgent row in them, then by the oldest.

        A row in a thread carries the case's `title` and thread; targets are resolved to the copy in the row's own chat.
        """
        ...

    async def joinable_text(
        self, case: CaseId, channel: ChannelName, chat: ChatRef, before: int, many: int
    ) -> Joinable | None:
        """The row that will send the contact's last message of a case, if another text can be added to it.

        None unless the lane is behind: its head has waited since before the instant `before`, or `many` rows wait. Also
        None when the message answers something, has several parts, was changed, or is being sent.
        """
        ...

    async def join_text(self, joinable: Joinable, operation: Send) -> None:
        """Let the row send several texts as one, one more than before."""
        ...

    async def next_due(self, now: int) -> int | None:
        """The earliest `not_before` after now among lanes that have rows, or None."""
        ...

    async def forget_rests(self, now: int) -> None:
        """Forget the lanes that have rested enough."""
        ...

    async def finish_outgoing(self, *ids: OutboxId) -> frozenset[OutboxId]:
        """The rows did their work and are deleted. Returns those that were there."""
        ...

    async def retry_outgoing(self, id: OutboxId, lane: str, not_before: int, counted: bool) -> None:
        """Back to its place; the lane rests until `not_before`. `counted`: this was an attempt."""
        ...

    async def shift_rests(self, back: int) -> None:
        """The clock was set back by so many milliseconds: every lane that rests rests as long as it was to."""
        ...

    async def wake_chat(self, channel: ChannelName, chat: ChatRef) -> None:
        """The lane of that chat need not rest any longer."""
        ...

    async def park_outgoing(self, id: OutboxId, error: str) -> None:
        """Set aside what can't be sent, with the reason, out of the lane's way; staff see it."""
        ...

    async def is_sending(self, channel: ChannelName, chat: ChatRef) -> bool:
        """Whether a send to the chat is under way, so that something may stand there which we have not noted yet."""
        ...

    async def lane_length(self, channel: ChannelName, chat: ChatRef, limit: int) -> int:
        """How many rows wait for a chat or are being sent there; not more than `limit` are counted."""
        ...

    async def cancel_pending(self, message: MessageId) -> int:
        """Delete the rows that would make copies of the message and are not being sent. Returns how many."""
        ...

    async def move_chat(self, channel: ChannelName, old: ChatRef, new: ChatRef) -> None:
        """A group has a new id: what waits for it goes there; threads and cards start anew.

        Links to what was sent before stay with the old chat: messages are numbered anew in the new one, and an
        old number would name somebody else's message.
        """
        ...

    async def leave_threads(self, channel: ChannelName, chat: ChatRef) -> None:
        """What waits for topic threads of a group goes into the group itself: as replies to the cards of the cases."""
        ...

    # -- what was set aside --------------------------------------------------------------------------------------

    async def set_aside(self) -> list[SetAside]:
        """What could not be sent or read, oldest first."""
        ...

    async def requeue(self, name: AsideName) -> bool:
        """Try it again, in its old place. False when there is nothing of that name."""
        ...

    async def drop_aside(self, name: AsideName) -> bool:
        """Give it up and erase what it said. False when there is nothing of that name."""
        ...

    # -- figures -------------------------------------------------------------------------------------------------

    async def set_queued(self, case: CaseId) -> None:
        """Something that was written in the case waits for the team to open."""
        ...

    async def add_figure_request(
        self,
        channel: ChannelName,
        chat: ChatRef,
        asked: str,
        *,
        message: ExternalId | None = None,
        picture: bool = False,
        scheduled: bool = False,
    ) -> None: ...

    async def next_figure_request(self) -> FigureRequest | None:
        """What was asked for first, and is not answered."""
        ...

    async def finish_figure_request(self, id: int) -> bool:
        """False when another process has answered it meanwhile."""
        ...

    # -- what staff do from the chat -----------------------------------------------------------------------------

    async def linked_groups(self) -> list[LinkedGroup]:
        """Every group that we are in, or were added to, and that does not stand in the configuration."""
        ...

    async def linked_group(self, channel: ChannelName, chat: ChatRef) -> LinkedGroup | None: ...
    async def group_by_handle(self, handle: str) -> LinkedGroup | None: ...
    async def save_group(self, group: LinkedGroup) -> None:
        """Remember it, or what it has become; `since` stays what it was."""
        ...

    async def drop_group(self, channel: ChannelName, chat: ChatRef) -> None: ...

    async def cases_of_team(self, team: TeamName, closed_since: int) -> list[Case]:
        """The team's cases that are not closed, and those closed since then, oldest first."""
        ...

    async def give_case(self, case: Case, old: Team, new: Team) -> None:
        """A case goes to another team, with the messages that had not reached the old one yet.

        There it has no thread, no card and nobody who took it.
        """
        ...

    async def give_wishes(self, old: TeamName, new: TeamName) -> None:
        """Whoever wanted to be told when the one team opens is told when the other does."""
        ...

    async def retire_volunteers(self, team: TeamName) -> None:
        """Nobody is a volunteer of that team any longer."""
        ...

    async def claiming_volunteers(self) -> list[Volunteer]:
        """Whoever has taken a case that is not closed."""
        ...

    async def team_figures(self, team: TeamName) -> TeamFigures: ...

    async def set_place(self, contact: ContactId, place: str) -> None: ...
    async def contact_by_pseudonym(self, pseudonym: str) -> Contact | None: ...

    async def set_block(self, contact: ContactId, state: BlockState, reason: str, now: int) -> None:
        """Block a contact, or ask for it; a block that counts stays as it is. It also counts for news on their way."""
        ...

    async def block_of(self, contact: ContactId) -> Block | None: ...
    async def tell_block(self, contact: ContactId) -> bool:
        """True the first time: a blocked contact is answered once."""
        ...

    async def drop_block(self, contact: ContactId) -> None: ...

    async def add_audit(self, actor: str, action: Act, team: TeamName | None, case: CaseId | None, now: int) -> None:
        """Write down who did what; actions do it through `bot.actions.audit`."""
        ...

    async def last_audit(self, limit: int) -> list[AuditRow]:
        """What was done last, the newest first."""
        ...

    # -- workers: the processes that share a database -------------------------------------------------------------

    async def add_worker(self) -> WorkerId:
        """A process begins. Its number is greater than every one before."""
        ...

    async def beat(self, worker: WorkerId) -> int | None:
        """A sign of life. Returns the database's own time in UTC milliseconds; None when the worker was buried."""
        ...

    async def workers(self) -> list[WorkerId]:
        """Who lives, the eldest first."""
        ...

    async def hold_worker(self, worker: WorkerId) -> bool:
        """Whether the worker lives. If so, nobody can bury it before this transaction ends."""
        ...

    async def bury_others(self, worker: WorkerId, silent_since: int) -> int:
        """Strike off the others whose session has ended or who gave no sign of life since then. Returns how many."""
        ...

    async def remove_worker(self, worker: WorkerId) -> None: ...
    async def put_back(self, worker: WorkerId | None) -> int:
        """What is being sent by the worker, or by nobody who lives, goes back to its place. Returns how many."""
        ...

    async def paces_of(self, lanes: Sequence[str]) -> Mapping[str, list[float]]:
        """When messages were sent lately in these lanes, by the database's own time; without lanes that are at rest."""
        ...

    async def keep_pace(self, lane: str, sent: Sequence[float], free_at: float, forget_at: float) -> None: ...

    async def sent_lately(self, moment: int) -> list[tuple[str, ChannelName, ChatRef, list[float]]]:
        """Each lane with its chat, and when messages were sent in it lately; what is being sent counts as sent now.

        Instants after now are brought back to it. A lane of another name has a channel that there is not.
        """
        ...

    async def forget_paces(self, moment: int | None) -> None:
        """Forget the lanes in which nothing was sent lately; None: all of them."""
        ...

    # -- small facts ---------------------------------------------------------------------------------------------

    async def fact(self, key: str) -> str | None: ...
    async def facts_under(self, prefix: str) -> dict[str, str]:
        """The facts whose keys begin with it."""
        ...

    async def set_fact(self, key: str, value: str) -> None: ...

    async def queue_sizes(self) -> dict[str, int]:
        """Rows per state: inbox_waiting, inbox_quarantined, outbox_pending, outbox_parked, messages_held."""
        ...

    async def oldest_due(self, now: int) -> int | None:
        """Since when the oldest row of the outbox waits whose lane was not told to rest for long."""
        ...

    async def oldest_waiting(self) -> dict[str, int | None]:
        """Since when the oldest row has been waiting: inbox, outbox."""
        ...


class Reading(Protocol):
    """The database as it is at one moment, for figures. Cases are counted by the instant at which they were opened."""

    async def count_cases(
        self, first: int, last: int, by: Grouping | None, places: Mapping[TeamName, str]
    ) -> dict[str, Counts]:
        """The cases opened from `first` up to `last`, by team, language, topic or place; all in one group "" without.

        `places`: the office of each team that has one.
        """
        ...

    async def count_quarters(self, first: int, last: int) -> dict[int, int]:
        """Opened cases by the quarter of an hour, counted from the beginning of 1970."""
        ...

    async def count_unanswered(self) -> int:
        """Cases whose contact waits for an answer now."""
        ...

    async def first_case_at(self) -> int | None: ...


class Session(Protocol):
    """A connection that stands for a worker: the others know at once when its process is gone."""

    def is_open(self) -> bool: ...
    async def vouch_for(self, worker: WorkerId) -> None:
        """From now on, until the connection ends. Raises StoreError."""
        ...

    async def close(self) -> None: ...


class Store(Protocol):
    """The database."""

    @property
    def serves_many(self) -> bool:
        """Whether several processes may work with it at the same time."""
        ...

    def transaction(self, *, alone: bool = True) -> AbstractAsyncContextManager[Tx]:
        """Commits on exit; rolls back on any exception, cancellation included.

        Transactions come one after the other, over all processes: what one has read is true until it has written.
        Only what needs no such promise, and must not wait, says that it need not be `alone`. Raises StoreConflict
        when it was in another's way all the same and has to be tried again, and StoreError.
        """
        ...

    async def tidy(self) -> None:
        """See that what was deleted is gone from the files too."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Reading]:
        """For queries that may take long: they hold up neither the event loop nor a transaction."""
        ...

    async def open_session(self) -> Session:
        """Raises StoreError."""
        ...

    async def close(self) -> None: ...


class Channel(Protocol):
    """One platform."""

    @property
    def name(self) -> ChannelName: ...

    @property
    def pace(self) -> Pace | None:
        """How fast the platform takes messages over all chats; None: as fast as they come."""
        ...

    def pace_of(self, chat: ChatRef) -> Pace | None:
        """How fast one chat takes them."""
        ...

    async def receive(self) -> None:
        """Store what comes in until cancelled: commit, then confirm."""
        ...

    def parse(self, payload: bytes) -> Incoming:
        """Read a raw update. Pure; raises ParseError for anything that can't be read."""
        ...

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Carry out one row. Raises SendError, or TokenRevoked."""
        ...

    async def look_at_group(self, chat: ChatRef) -> GroupRights:
        """Ask the platform what we may do in a group. Raises SendError: GROUP_LOST when we are not in it."""
        ...

    async def is_member(self, chat: ChatRef, person: ChatRef) -> bool:
        """Ask the platform whether a person is in a group. Raises SendError when it does not answer."""
        ...
