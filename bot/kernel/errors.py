"""Every error that Brobygger raises on purpose.

BotError
├── ConfigError        the configuration can't be used; says every fault at once
├── StoreError         the database can't be used
│   ├── NewerDatabase  it was made by a newer version of Brobygger
│   ├── DamagedDatabase  it is a file that is not whole any more; going on makes nothing better
│   ├── KeyFault       the master key can't be used, or is not the database's
│   ├── Unreadable     something sealed that can't be read: another key, another place, or changed
│   ├── StoreInUse     it is a file, and another process works with it
│   └── StoreConflict  two processes were in each other's way; the same transaction succeeds when it is tried again
├── ParseError         an update that we can't read; it is quarantined
├── FileRefused        a file can't be cleaned; says why
├── TokenRevoked       the platform no longer knows us; nothing can be sent until staff act
└── SendError          one message was not sent, or we do not know; carries its own policy
"""

from dataclasses import dataclass, field
from enum import StrEnum

from typing_extensions import override


class BotError(Exception):
    """Something that Brobygger knows how to name."""


class ConfigError(BotError):
    """The configuration can't be used."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class StoreError(BotError):
    """The database can't be used."""


class NewerDatabase(StoreError):
    """The database was made by a newer version of Brobygger."""


class DamagedDatabase(StoreError):
    """The database is a file that is not whole any more. `what`: what SQLite says of it."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"its file is damaged ({what}). Nothing was repaired: what can be saved is saved best from a copy that "
            "nobody touched. Move the file that storage.url names, and those beside it that begin with its name, to "
            "another folder, and keep them. Then fill a new one from the newest backup, and start again: brobygger "
            "restore FILE. Backups lie where `brobygger backup` was told to put them, else in the folder backups. "
            "Look at the disk as well"
        )


class KeyFault(StoreError):
    """The master key can't be used, or is not the one of the database. The text says what to do."""


class Unreadable(StoreError):
    """Something sealed can't be read: made with another key, for another place, or changed since."""


class StoreInUse(StoreError):
    """The database is a file, and another process works with it: its number is `process`, or "" when not known."""

    def __init__(self, process: str) -> None:
        who = f"Brobygger runs already, as process {process}" if process else "Brobygger runs already"
        super().__init__(
            f"{who}, and a SQLite file serves one process. Stop that one first; for several use PostgreSQL."
        )
        self.process = process


class StoreConflict(StoreError):
    """Two transactions were in each other's way, and this one was undone: try it again."""


class ParseError(BotError):
    """An update that can't be read. The text names the shape of the fault, never the content."""


class TokenRevoked(BotError):
    """The platform refuses our token."""


class FileReason(StrEnum):
    """Why a file does not cross the bridge; for each there is something else that its sender can do."""

    TOO_LARGE = "too_large"  # in bytes, as it came or after cleaning
    TOO_MANY_PIXELS = "too_many_pixels"
    ENCRYPTED = "encrypted"  # locked with a password
    DAMAGED = "damaged"  # not what it begins as, or made to exhaust whoever opens it
    TOO_SLOW = "too_slow"  # longer than a file may take, or more memory
    FORM = "form"  # a PDF form or portfolio, which only another program shows as it was meant
    APPLE = "apple"  # a document of Pages, Numbers or Keynote
    BOOK = "book"  # an electronic book
    TICKET = "ticket"  # a ticket for the wallet of a phone
    MANY_PAGES = "many_pages"  # scanned pages in one picture
    FILM = "film"  # a film in a form that can't be written anew
    MAIL = "mail"  # a stored e-mail, which names people at its head
    DRAWING = "drawing"  # a document with a drawing in it that can't be repainted
    EMPTY = "empty"  # no bytes at all
    OFFICE = "office"  # a document that has places which can't be cleaned: old formats, macros, embedded objects
    PICTURE = "picture"  # a picture in a format that can't be repainted
    ARCHIVE = "archive"
    UNKNOWN = "unknown"  # any other type
    NOT_TAKEN = "not_taken"  # the other side takes no message of this kind


@dataclass
class FileRefused(BotError):
    """A file that can't be cleaned, so that nothing of it is passed on."""

    reason: FileReason


class Fault(StrEnum):
    """What went wrong with a send, in the words of the policy and not of a platform."""

    FLOOD = "flood"  # too fast; wait `retry_after`
    OUTAGE = "outage"  # the platform did not answer or answered 5xx
    UNREACHABLE = "unreachable"  # the person blocked us or deleted the account
    GROUP_LOST = "group_lost"  # we were removed, or the group is gone
    GROUP_MOVED = "group_moved"  # the group has a new id: `moved_to`
    THREAD_GONE = "thread_gone"  # the topic thread was deleted
    THREAD_CLOSED = "thread_closed"  # the topic thread was closed
    TARGET_GONE = "target_gone"  # the message to edit, delete or react to is gone or too old
    REACTION_REFUSED = "reaction_refused"  # reactions are off in this chat
    NO_RIGHTS = "no_rights"  # a right is missing in the group
    NO_FORUM = "no_forum"  # topics are switched off in the group
    KIND_FORBIDDEN = "kind_forbidden"  # the group forbids this kind of message, but not writing
    FILE_AWAY = "file_away"  # what the engine calls an OUTAGE that concerns one file: `of_file`
    FILE_REFUSED = "file_refused"  # the file can't be fetched or cleaned, or is too large: `reason` where known
    REFUSED = "refused"  # anything else that will not get better by trying again


@dataclass
class SendError(BotError):
    """A send that did not succeed.

    `certain` is False when the message may have arrived all the same (a time-out after the request was
    written). `retry_after` is in seconds and set for FLOOD. `moved_to` is the new chat for GROUP_MOVED. `reason` says
    more about FILE_REFUSED and KIND_FORBIDDEN. `new_number` is the platform's own number of the new chat, which staff
    write into the configuration. `of_file`: an OUTAGE that concerns only the file of this row; others may well go.
    """

    fault: Fault
    certain: bool = True
    retry_after: float | None = None
    moved_to: str | None = field(default=None, repr=False)
    reason: FileReason | None = None
    new_number: str | None = field(default=None, repr=False)
    of_file: bool = field(default=False, compare=False)

    @override
    def __str__(self) -> str:
        return f"{self.fault}{'' if self.certain else ' (perhaps sent)'}"
