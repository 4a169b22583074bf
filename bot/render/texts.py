"""What a reader is told in words where the channel has no other way to show it."""

from bot.kernel.translation import Translator


def choose_number(_: Translator) -> str:
    # TRANSLATORS: Below a numbered list of answers, for people whose app has no buttons.
    return _("Write the number of your choice.")


def correction(_: Translator) -> str:
    # TRANSLATORS: Above a message that replaces an earlier one, for people in whose app messages can't be changed.
    return _("✏ Correction:")


def please_delete(_: Translator) -> str:
    # TRANSLATORS: For people in whose app we can't delete a message. Whoever wrote it did not want to send it.
    return _("🗑 A message that you received was taken back by its writer. Please delete it.")


def file_left_out(_: Translator) -> str:
    # TRANSLATORS: Stands in the place of a photo, a recording or a document, for people whose app can't receive it.
    return _("📎 A file was sent here, but it can't be shown on your channel.")
