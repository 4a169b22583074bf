"""The one entrance: a file in, a clean one out."""

from bot.cleaning.types import Cleaned, Form, Kind, read_plain_text, recognise
from bot.kernel.errors import FileReason, FileRefused


def clean(content: bytes) -> Cleaned:
    """The file without its traces. Raises FileRefused; for a broken file a library may raise anything.

    A still picture is made ready to be shown as a photo. Each library is loaded when the first file needs it.
    """
    match recognise(content):
        case Kind.PICTURE:
            from bot.cleaning.pictures import clean_picture

            return clean_picture(content)
        case Kind.PDF:
            from bot.cleaning.pdf import clean_pdf

            return Cleaned(clean_pdf(content), Form.DOCUMENT, ".pdf")
        case Kind.ZIP:
            from bot.cleaning.office import clean_package

            cleaned, extension = clean_package(content)
            return Cleaned(cleaned, Form.DOCUMENT, extension)
        case Kind.RECORDING:
            from bot.cleaning.recordings import clean_recording

            return clean_recording(content)
        case Kind.TEXT:
            text = read_plain_text(content)
            if text is None:
                raise FileRefused(FileReason.UNKNOWN)
            return Cleaned(text.encode(), Form.DOCUMENT, ".txt")
