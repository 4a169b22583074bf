"""What a platform can tell us, in our words."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.kernel.content import Content, Media, Quiet
from bot.kernel.group_rights import GroupRights
from bot.kernel.ids import ChannelName, ChatAddress, ChatRef, ExternalId, ThreadRef


@dataclass(frozen=True, slots=True, repr=False)
class Origin(Quiet):
    """Where something came from.

    `private` is a contact's own chat with the bot; otherwise `chat` is a group and `sender` one of its members.
    `anonymous` is a group administrator who writes in the name of the group. `language_hint` is the language
    of the person's app, as the platform gives it, or "". `forum`: the group has topics.
    """

    channel: ChannelName
    chat: ChatRef
    sender: ChatRef
    private: bool
    thread: ThreadRef | None = None
    anonymous: bool = False
    language_hint: str = ""
    forum: bool = False

    @property
    def address(self) -> ChatAddress:
        """The chat in which it happened."""
        return ChatAddress(self.channel, self.chat)

    @property
    def person(self) -> ChatAddress:
        """Who did it."""
        return ChatAddress(self.channel, self.sender)


class Caution(StrEnum):
    """Why the writer of a message is asked before it goes out; each has a question of its own.

    What tells most comes first.
    """

    PLACE = "place"
    CARD = "card"  # somebody's entry in an address book
    VOICE = "voice"  # also a round video
    PROTECTED = "protected"  # whoever wrote it forbade copying
    NEW = "new"  # beside it is something that this version does not know, and that stays behind


@dataclass(frozen=True, slots=True, repr=False)
class Written(Quiet):
    """A message. `reply_to` is set only when the person chose to reply; `album` joins the parts of one album.

    `caution` is what only the platform can tell of it. `unknown` names what this version does not know in it.
    """

    origin: Origin
    message: ExternalId
    content: Content
    reply_to: ExternalId | None = None
    album: str | None = None
    caution: Caution | None = None
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Edited(Quiet):
    """A message that its writer changed."""

    origin: Origin
    message: ExternalId
    content: Content
    reply_to: ExternalId | None = None
    caution: Caution | None = None
    unknown: tuple[str, ...] = ()


def from_channel(event: "Incoming", channel: ChannelName) -> "Incoming":
    """The event, with its file, if it has one, known as one that this channel can fetch."""
    match event:
        case Written(content=Media() as media) | Edited(content=Media() as media):
            return replace(event, content=replace(media, source=channel))
        case Command(answered=Media() as media):
            return replace(event, answered=replace(media, source=channel))
        case _:
            return event


def as_new(edited: Edited) -> Written:
    """An edit of something that did not cross before, as a message like any other."""
    return Written(
        edited.origin,
        edited.message,
        edited.content,
        edited.reply_to,
        caution=edited.caution,
        unknown=edited.unknown,
    )


@dataclass(frozen=True, slots=True, repr=False)
class Command(Quiet):
    """A line that starts with "/". `name` is lower case and without the slash.

    `answered` is what the message says that a command of TAKES_WORDS answers, or why it can't be taken over. It is none
    of ours: that may be another person's words.
    """

    origin: Origin
    message: ExternalId
    name: str
    argument: str = ""
    reply_to: ExternalId | None = None
    answered: "Content | Unrelayable | None" = None


TAKES_WORDS = ("broadcast", "announce")
"""The commands by which staff take over what stands in their chat: a message that was forwarded there is no reply."""


@dataclass(frozen=True, slots=True, repr=False)
class Pressed(Quiet):
    """A button under the bot's message `message`. `callback` is what an answer must name; "" when the button's number
    was typed, and `message` is None."""

    origin: Origin
    message: ExternalId | None
    callback: str
    data: str


@dataclass(frozen=True, slots=True, repr=False)
class Reacted(Quiet):
    """A reaction that was set, or taken back (`emoji` is None)."""

    origin: Origin
    message: ExternalId
    emoji: str | None


class Unrelayable(StrEnum):
    """Why a message can't cross; each has a sentence with advice in `bot.features.cases.texts`."""

    TOO_LARGE = "too_large"  # a file over the channel's download limit
    LIVE_LOCATION = "live_location"
    STORY = "story"
    PAYMENT = "payment"
    IDENTITY_DOCUMENTS = "identity_documents"  # Telegram Passport
    GAME = "game"
    MEDIA_IN_TEXT = "media_in_text"  # pictures, sound or a map between the lines of a text
    OWN_CARD = "own_card"  # the sender's own entry in an address book
    OTHER_CASE = "other_case"  # an answer to, or a forward of, what belongs to another conversation
    UNKNOWN = "unknown"  # a kind that this version does not know


@dataclass(frozen=True, slots=True, repr=False)
class Refused(Quiet):
    """A message that can't be relayed; the sender is told. `unknown` names what this version does not know in it."""

    origin: Origin
    message: ExternalId
    reason: Unrelayable
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Reachability(Quiet):
    """A contact blocked or unblocked the bot."""

    origin: Origin
    reachable: bool


class BotPlace(StrEnum):
    """What the bot is in a group."""

    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    GONE = "gone"


@dataclass(frozen=True, slots=True, repr=False)
class BotMoved(Quiet):
    """The bot's own place in a group changed; `origin.sender` is who changed it. `rights`: what it may do there now."""

    origin: Origin
    place: BotPlace
    rights: GroupRights = field(default_factory=GroupRights)


@dataclass(frozen=True, slots=True, repr=False)
class MemberMoved(Quiet):
    """Somebody else joined (`member`) or left a group."""

    origin: Origin
    person: ChatRef
    member: bool


@dataclass(frozen=True, slots=True, repr=False)
class GroupMoved(Quiet):
    """A group was upgraded and has a new id. `new_number` is the platform's own, for the configuration."""

    origin: Origin
    new_chat: ChatRef
    new_number: str


@dataclass(frozen=True, slots=True, repr=False)
class ThreadRenamed(Quiet):
    """Somebody gave a topic thread another title, which is not kept; `message` is the platform's line about it."""

    origin: Origin
    message: ExternalId


@dataclass(frozen=True, slots=True, repr=False)
class Ignored(Quiet):
    """Something that needs no answer: a service line, a pinned message."""

    origin: Origin | None = None


Incoming = (
    Written
    | Edited
    | Command
    | Pressed
    | Reacted
    | Refused
    | Reachability
    | BotMoved
    | MemberMoved
    | GroupMoved
    | ThreadRenamed
    | Ignored
)
