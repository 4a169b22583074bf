"""To whoever sent a file that is not passed on: why, and what to do instead."""

from bot.kernel.content import Text
from bot.kernel.errors import FileReason
from bot.kernel.outgoing import Send
from bot.kernel.translation import Translator


def file_refused(_: Translator, reason: FileReason) -> Send:
    return Send(Text("🚫 " + _advice(_, reason)))


def album_refused(_: Translator, reason: FileReason) -> Send:
    """Of files that were sent together, none goes if one can't."""
    none_of_them = _("None of the files that you sent together was passed on.")
    return Send(Text(f"🚫 {_advice(_, reason)}\n{none_of_them}"))


def _advice(_: Translator, reason: FileReason) -> str:
    match reason:
        case FileReason.TOO_LARGE:
            return _("This file is too large: over 20 MB. Send a smaller one, or photos of the pages.")
        case FileReason.TOO_MANY_PIXELS:
            # TRANSLATORS: "as a photo" and "as a file" are the two ways in which Telegram sends a picture.
            return _("This picture is too large. Send it as a photo, not as a file.")
        case FileReason.PICTURE:
            # TRANSLATORS: "as a photo" and "as a file" are the two ways in which Telegram sends a picture.
            return _("A picture of this type is not passed on as a file. Send it as a photo.")
        case FileReason.ENCRYPTED:
            return _("This file is locked with a password. Save it without the password, or send photos of the pages.")
        case FileReason.DAMAGED:
            return _("This file can't be opened. Send it again, or send photos of the pages.")
        case FileReason.TOO_SLOW:
            return _("This file is too complicated to be passed on safely. Send photos of the pages.")
        case FileReason.OFFICE:
            # TRANSLATORS: A document from an office program, in a form from which names can't be removed.
            return _("Your name may be hidden in this document. Save it as PDF and send that, or photos of the pages.")
        case FileReason.FORM:
            # TRANSLATORS: A PDF form that was filled in on a computer or a phone.
            return _("We can't pass on this form as it looks. Send photos of the pages, or screenshots.")
        case FileReason.APPLE:
            # TRANSLATORS: A document from Pages, Numbers or Keynote, the programs on Apple's phones and computers.
            return _("Others can't open this document. In the app, choose to export it as PDF, and send that.")
        case FileReason.BOOK:
            return _("Electronic books are not passed on. Send photos of the pages that you ask about.")
        case FileReason.TICKET:
            # TRANSLATORS: A ticket or card that is kept in the wallet app of a phone.
            return _("Tickets for the phone's wallet are not passed on. Send a screenshot of it.")
        case FileReason.MANY_PAGES:
            return _("This picture has too many pages. Save it as PDF and send that, or photos of the pages.")
        case FileReason.FILM:
            # TRANSLATORS: "as a video" and "as a file" are the two ways in which an app sends a film.
            return _("A film of this type is not passed on as a file. Send it as a video.")
        case FileReason.MAIL:
            return _("Stored e-mails are not passed on: they name people. Copy the text and send that.")
        case FileReason.DRAWING:
            # TRANSLATORS: Such as a logo in a letter.
            return _("There is a drawing in this document that can't be passed on. Save it as PDF and send that.")
        case FileReason.EMPTY:
            return _("This file is empty. Choose it again, or send a photo.")
        case FileReason.ARCHIVE:
            # TRANSLATORS: An archive is a file that holds other files, such as a zip file.
            return _("Archives are not passed on. Send the files one by one.")
        case FileReason.NOT_TAKEN:
            # TRANSLATORS: The other person, or the group of the volunteers, does not allow this kind of message.
            return _("Messages of this kind are not taken there. Write it as text, or send it as a photo or a file.")
        case FileReason.UNKNOWN:
            return _("A file of this type is not passed on. Send a photo or a PDF, or write it as text.")
