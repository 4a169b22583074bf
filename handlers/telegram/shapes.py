"""What we read of Telegram's updates, and nothing else: fields that stand here are checked, all others are passed over.

Names and types are those of Bot API 10.1 (https://core.telegram.org/bots/api#available-types); `from` is a word of
Python's own, and called `from_user`. A field that is null is one that is not there. Types are taken at their word: a
number that comes as text, as a fraction or as true is an error (`pydantic.ValidationError`, which does not show it).
"""

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from handlers.telegram.admit import LARGEST_ID

PRIVATE: Final = "private"
"""The type of a person's own chat with the bot."""

Handle = Annotated[str, StringConstraints(pattern="^[!-~]+$")]
"""An id that is no number: letters, digits and signs of ASCII."""
Id = Annotated[int, Field(gt=-LARGEST_ID, lt=LARGEST_ID)]
"""The number of a person or a chat."""


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", hide_input_in_errors=True)


# -- Who and where ----------------------------------------------------------------------------------------------------


class Chat(Shape):
    id: Id
    type: str
    is_forum: bool | None = None


class User(Shape):
    id: Id
    language_code: str | None = None


class Writer(User):
    is_bot: bool


class ChatMember(Shape):
    """All six kinds in one: what a kind does not have is false."""

    user: User
    status: str
    is_member: bool = False
    can_manage_topics: bool | None = None
    can_delete_messages: bool | None = None


# -- What a message says ----------------------------------------------------------------------------------------------


class MessageEntity(Shape):
    type: str
    offset: int
    length: int
    url: str | None = None


class File(Shape):
    """Every kind of file: a photo's size, a voice, a video, a document. What a kind does not have is 0."""

    file_id: Handle
    file_unique_id: Handle
    file_size: int | None = None
    duration: int = 0
    width: int = 0
    height: int = 0
    length: int = 0


class LivePhoto(Shape):
    photo: list[File] | None = None


class Sticker(Shape):
    emoji: str | None = None


class Location(Shape):
    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)
    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)
    live_period: int | None = None


class Venue(Shape):
    location: Location
    title: str
    address: str


class Contact(Shape):
    phone_number: str
    first_name: str
    last_name: str | None = None
    user_id: int | None = None


class PollOption(Shape):
    text: str


class Poll(Shape):
    question: str
    options: list[PollOption]


class ChecklistTask(Shape):
    text: str
    completion_date: int | None = None


class Checklist(Shape):
    title: str
    tasks: list[ChecklistTask]


class Dice(Shape):
    emoji: str
    value: int


# -- Messages ---------------------------------------------------------------------------------------------------------


class ForumTopicEdited(Shape):
    """What is new in a topic: its name, or only its icon."""

    name: str | None = None


class MessageNumber(Shape):
    """A message that another one answers: what else stands in it must not spoil the answer."""

    message_id: int


class MaybeInaccessibleMessage(MessageNumber):
    """The message under which a button stands; of one that is too old, Telegram tells no more than its chat."""

    chat: Chat
    message_thread_id: int | None = None
    is_topic_message: bool | None = None


class Message(MaybeInaccessibleMessage):
    from_user: Writer | None = Field(None, alias="from")
    sender_chat: Chat | None = None
    is_automatic_forward: bool | None = None
    migrate_to_chat_id: Id | None = None
    forum_topic_edited: ForumTopicEdited | None = None
    reply_to_message: MessageNumber | None = None
    has_protected_content: bool | None = None
    media_group_id: str | None = None
    text: str | None = None
    entities: list[MessageEntity] | None = None
    caption: str | None = None
    caption_entities: list[MessageEntity] | None = None
    rich_message: dict[str, Any] | None = None
    animation: File | None = None
    audio: File | None = None
    document: File | None = None
    live_photo: LivePhoto | None = None
    photo: list[File] | None = None
    video: File | None = None
    video_note: File | None = None
    voice: File | None = None
    sticker: Sticker | None = None
    location: Location | None = None
    venue: Venue | None = None
    contact: Contact | None = None
    poll: Poll | None = None
    checklist: Checklist | None = None
    dice: Dice | None = None


# -- Other updates ----------------------------------------------------------------------------------------------------


class CallbackQuery(Shape):
    id: str
    from_user: User = Field(alias="from")
    message: MaybeInaccessibleMessage | None = None
    data: str | None = None


class ReactionType(Shape):
    """`emoji` is there when `type` is "emoji"."""

    type: str
    emoji: str | None = None


class MessageReactionUpdated(Shape):
    chat: Chat
    message_id: int
    user: User | None = None
    actor_chat: Chat | None = None
    new_reaction: list[ReactionType]


class ChatMemberUpdated(Shape):
    chat: Chat
    from_user: User = Field(alias="from")
    new_chat_member: ChatMember
