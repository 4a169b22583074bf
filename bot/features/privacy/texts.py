"""What stands in a message in the place of what was hidden."""

from bot.features.privacy.private import Private
from bot.kernel.content import Bond, Lead
from bot.kernel.translation import N_, Translator

HIDDEN = {
    # TRANSLATORS: Stands in a message in the place of a phone number. Keep the brackets. The same for the next ones.
    Private.PHONE: N_("[phone number hidden]"),
    Private.MAIL: N_("[e-mail address hidden]"),
    # TRANSLATORS: In the place of a user name or a link in Telegram, WhatsApp, Facebook and the like.
    Private.ACCOUNT: N_("[account hidden]"),
    Private.CARD: N_("[card number hidden]"),
    # TRANSLATORS: In the place of the number of a bank account.
    Private.BANK: N_("[bank account hidden]"),
    # TRANSLATORS: In the place of a link to a point on a map.
    Private.PLACE: N_("[place hidden]"),
    # TRANSLATORS: In the place of the number by which a country knows a person, like the Norwegian "fødselsnummer".
    Private.IDENTITY: N_("[identity number hidden]"),
    # TRANSLATORS: In the place of the number of a passport.
    Private.PASSPORT: N_("[passport number hidden]"),
    # TRANSLATORS: DUF is the name of a number that the Norwegian immigration authorities give; keep it.
    Private.DUF: N_("[DUF number hidden]"),
}


def hidden_label(_: Translator, kind: Private) -> str:
    return _(HIDDEN[kind])


def lead_line(_: Translator, lead: Lead) -> str:
    match lead.bond:
        case Bond.FORWARDED:
            # TRANSLATORS: Stands above a text that somebody has forwarded, from whom and where is not told.
            return "↪️ " + _("(forwarded)")
        case Bond.ELSEWHERE:
            # TRANSLATORS: Stands above a message that answers a message from another chat.
            return "↩️ " + _("(answers something that can't be shown)")
        case Bond.QUOTE:
            return "\n".join(f"> {line}" for line in lead.words.splitlines())
