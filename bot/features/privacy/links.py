"""Links in a text, without what in them tells who sent or opened them: names before the host, marks of readers.

What a link leads to stays the same; the parameters are those with which newsletters, advertisements and share buttons
mark their readers. Links to accounts are hidden altogether, by `bot.features.privacy.redaction`.
"""

import re
from urllib.parse import unquote

from bot.kernel.content import Text
from bot.kernel.rewriting import Change, rewrite

TRACKING = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid li_fat_id igsh igshid mc_cid mc_eid mkt_tok
    _hsenc _hsmi __hstc __hssc hsctatracking vero_id vero_conv oly_anon_id oly_enc_id rb_clickid s_cid ml_subscriber
    ml_subscriber_hash sporing wickedid _openstat ysclid epik srsltid sc_cid share_id sharer_id ref_src ref_url
    """.split()
)
"""Names of parameters; those that begin with "utm_" or "pk_" as well. Compared in lower case."""
SHARED = ("youtu.be", "youtube.com", "spotify.com")
"""Hosts whose share buttons write down who shared, as "si"."""
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_")
_LINK = re.compile(
    r"(?<![\w.-])(https?://)([^\s/?#<>]*@)?([^\s/?#<>@]+)([^\s?#<>]*)(?:\?([^\s#<>()]*))?", re.IGNORECASE
)


def clean_links(text: Text) -> Text:
    """The text with its links as short as they may be."""
    if "://" not in text.text or ("?" not in text.text and "@" not in text.text):
        return text
    changes: list[Change] = []
    for link in _LINK.finditer(text.text):
        if link[2]:
            changes.append((link.start(2), link.end(2), ""))
        if link[5] is None:
            continue
        kept = "&".join(part for part in link[5].split("&") if not _tracks(part, link[3]))
        if kept != link[5]:
            changes.append((link.start(5) - (not kept), link.end(5), kept))
    return rewrite(text, changes)


def _tracks(parameter: str, host: str) -> bool:
    name = unquote(parameter.partition("=")[0]).lower()
    return (name == "si" and host.lower().endswith(SHARED)) or name in TRACKING or name.startswith(_TRACKING_PREFIXES)
