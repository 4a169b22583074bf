"""Links, handles and mail addresses in a text that lead to a person, a group or a home.

A link is taken apart: what it is depends on its host and on how its path begins. What phones and share buttons make
of an account is as private as its name.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from bot.features.privacy.offices import is_mailbox, is_office_account
from bot.features.privacy.private import Found, Private
from bot.kernel.content import Quiet
from bot.kernel.public import Public

_REST = r"[^\s<>\u200b]*[\w/=&#-]"
"""The rest of a link; a full stop or bracket at its end belongs to the sentence."""
_URL = re.compile(rf"(?<![\w.-])(?:(?:https?://|www\.)|[\w-]+(?:\.[\w-]+)*\.[a-z]{{2,}}/){_REST}", re.IGNORECASE)
_LINK = re.compile(
    r"(?<![A-Za-z0-9_.@-])(?:https?://(?:[^\s/?#@]{0,64}@)?)?"
    r"(?P<host>[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.[A-Za-z]{2,})(?:\.(?=[:/]))?(?::[0-9]{1,5})?(?![\w@-])"
    rf"(?P<rest>[/?#](?:{_REST})?)?",
    re.IGNORECASE,
)
_SCHEME = re.compile(
    r"(?<![A-Za-z0-9_])(?P<scheme>tel|callto|sms|smsto|mailto|geo|tg|viber|whatsapp|skype|sgnl|signal|xmpp|sip|sips|"
    r"facetime|facetime-audio|fb|fb-messenger|instagram|snapchat|vipps|swish|line|zalo|threema|im|imo|matrix|weixin):"
    rf"(?P<rest>{_REST})",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]*[\w+%-]\u200b?@\u200b?[\w-]+(?:\u200b?\.\u200b?[\w-]+)*\.\w{2,}")
_AT = re.compile(
    r"[ ]?[\[({][ ]?(?:at|krøllalfa|alfakrøll|snabel-a|snabela|ät|miukumauku|małpa|собака)[ ]?[\])}][ ]?", re.IGNORECASE
)
_LOCAL = re.compile(r"[\w.+%-]{1,64}\Z")
_DOMAIN = re.compile(
    r"[\w-]{1,63}(?:(?:\.[\w-]{2,63}){1,4}|[ ]?[\[({][ ]?(?:dot|punktum|punkt)[ ]?[\])}][ ]?\w{2,20})", re.IGNORECASE
)
"""The parts of a mail address whose writer hides it from machines: "ali [at] example.org"."""
_HANDLE = re.compile(r"(?<![A-Za-z0-9_@./+-])@[A-Za-z0-9_][A-Za-z0-9_.]{2,28}[A-Za-z0-9_](?![\w@])")
_NETWORKS = """
    insta instagram ig snap snapchat tiktok telegram tg facebook fb messenger twitter skype viber discord wechat imo
    інстаграм инстаграм инста інста телеграм телеграмм телега фейсбук снапчат тикток انستغرام انستقرام انستا تلغرام
    تيليجرام تلجرام سناب فيسبوك فيس تلگرام اینستاگرام اینستا فیسبوک ተለግራም ቴሌግራም ኢንስታግራም ፌስቡክ ቲክቶክ
""".split()
_BETWEEN = "is er är on waa som user username brukernavn navn name my min mitt as это це هو እዩ"
_NAMED = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(_NETWORKS)})(?:[ ]?[:=-][ ]?|[ ])"
    rf"(?:(?:{'|'.join(_BETWEEN.split())}|:)[ :]{{1,2}}){{0,3}}"
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9_.]{2,28}[A-Za-z0-9_])(?![\w@/:]|\.[a-z])",
    re.IGNORECASE,
)
"""A name behind the word for a network: "my insta is amal.h_92"."""
_SIGN = re.compile(r"[@/:.](?=\S)")
_TOKEN = re.compile(r"(?<!\S)[^\s@/:.]*+[@/:.](?=\S)\S*")
"""What stands between spaces with a sign in it."""

_ANY = ("",)
_HOSTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        """
        t.me telegram.me telegram.dog web.telegram.org fragment.com wa.me whatsapp.com api.whatsapp.com
        chat.whatsapp.com web.whatsapp.com call.whatsapp.com m.me ig.me instagram.com instagr.am facebook.com fb.watch
        invite.viber.com chats.viber.com fb.com
        fb.me fb.gg messenger.com tiktok.com snapchat.com vk.com vk.ru vk.me vk.link vkontakte.ru ok.ru max.ru x.com
        twitter.com threads.net threads.com bsky.app signal.me signal.group viber.me vb.me discord.gg line.me lin.ee
        zalo.me imo.im join.skype.com threema.id matrix.to icq.im kik.me u.wechat.com weixin.qq.com qm.qq.com
        open.kakao.com pf.kakao.com paypal.me qr.vipps.no betal.vipps.no pay.vipps.no app.swish.nu swish.nu
        mobilepay.dk mobilepay.fi revolut.me cash.app venmo.com linktr.ee ask.fm bere.al onlyfans.com tellonym.me
        ngl.link botim.me wechat.com telegram.im tx.me keybase.io
        """.split(),
        _ANY,
    ),
    "vipps.no": ("p/", "mp/"),
    "linkedin.com": ("in/", "pub/", "profile/", "mwlite/in/"),
    "youtube.com": ("@", "channel/", "user/", "c/"),
    "discord.com": ("invite/", "users/", "channels/"),
    "discordapp.com": ("invite/", "users/", "channels/"),
    "reddit.com": ("u/", "user/"),
    "medium.com": ("@",),
    "pinterest.com": ("pin/", "@"),
    "strava.com": ("athletes/",),
    "paypal.com": ("paypalme/",),
    "twitch.tv": _ANY,
    "tinder.com": ("@",),
    "teams.live.com": ("l/invite", "l/chat"),
    "steamcommunity.com": ("id/", "profiles/"),
}
"""Hosts of messengers, social networks and payments between people, and how the path of an account begins there."""
_OF_NOBODY: Mapping[str, tuple[str, ...]] = {
    "t.me": ("share", "addstickers/", "addtheme/", "addemoji/", "setlanguage/", "iv?", "bg/"),
    "telegram.me": ("share",),
    "facebook.com": (
        *("help", "policies", "policy", "privacy", "terms", "legal", "business", "safety", "hashtag/", "settings"),
        *("login", "recover"),
    ),
    "instagram.com": ("explore/", "about", "legal", "accounts/", "help"),
    "x.com": ("search", "hashtag/", "home", "i/", "intent/", "tos", "privacy", "settings"),
    "twitter.com": ("search", "hashtag/", "home", "i/", "intent/", "tos", "privacy", "settings"),
    "tiktok.com": ("legal", "safety", "tag/", "music/", "discover", "about"),
    "whatsapp.com": ("legal", "privacy", "download", "faq", "security", "contact", "android"),
    "snapchat.com": ("privacy", "terms", "safety"),
    "swish.nu": ("om-", "privat", "foretag", "faq"),
    "mobilepay.dk": ("hjaelp", "privat", "om"),
    "mobilepay.fi": ("tuki", "henkilo", "yritys"),
    "wechat.com": ("en/", "download"),
}  # fmt: skip
"""Pages of these hosts that belong to nobody."""
_MAPS = re.compile(
    r"(?:maps\.app\.goo\.gl|goo\.gl/maps|g\.co/maps|maps\.google\.[a-z.]{2,6}|google\.[a-z.]{2,6}/maps|"
    r"maps\.apple\.com|maps\.apple|"
    r"openstreetmap\.org|osm\.org|yandex\.[a-z.]{2,6}/maps|maps\.yandex\.[a-z.]{2,6}|2gis\.[a-z.]{2,6}|waze\.com/ul|"
    r"what3words\.com|w3w\.co|glympse\.com|maps\.me|bing\.com/maps|here\.com|plus\.codes|life360\.com)(?:/|\?|#|\Z)",
    re.IGNORECASE,
)
_POINT = re.compile(r"-?[0-9]{1,3}[.,][0-9]{2,}(?:,|%2c|/|&|\+|%20)", re.IGNORECASE)
"""A latitude, with the beginning of a longitude behind it."""
_OPAQUE = re.compile(r"maps\.app\.goo\.gl|goo\.gl|g\.co|what3words|w3w|glympse|plus\.codes|maps\.apple\Z|waze|life360")


@dataclass(frozen=True, slots=True, repr=False)
class Words(Quiet):
    """What is private and begins with no number, and where all links are: what stands in one is no number."""

    found: list[Found]
    links: list[tuple[int, int]]


def accounts(plain: str, public: Public) -> Words:
    words = Words([], [])
    for token in _TOKEN.finditer(plain) if _SIGN.search(plain) else ():
        _read_token(plain, token, public, words)
    for match in _AT.finditer(plain):
        local = _LOCAL.search(plain, max(0, match.start() - 64), match.start())
        domain = _DOMAIN.match(plain, match.end())
        if local and domain and not is_mailbox(local[0], domain[0]):
            words.found.append(Found(Private.MAIL, local.start(), domain.end()))
    lower = plain.lower()
    for match in _NAMED.finditer(plain) if any(network in lower for network in _NETWORKS) else ():
        name = match["name"]
        if re.search(r"[0-9_.]", name) and re.search(r"[A-Za-z]", name) and not _is_public(name, public):
            words.found.append(Found(Private.ACCOUNT, *match.span("name")))
    words.found.sort(key=lambda each: (each.start, -each.end))
    words.links.sort()
    return words


def _read_token(plain: str, token: re.Match[str], public: Public, words: Words) -> None:
    word, span = token[0], token.span()
    if ":" in word:
        for match in _SCHEME.finditer(plain, *span):
            kind = _kind_of_scheme(match["scheme"].lower(), match["rest"], public)
            if kind is not None:
                words.found.append(Found(kind, *match.span()))
            if kind is not None or match["scheme"].lower() == "mailto":
                words.links.append(match.span())
    if "." in word:
        for match in _LINK.finditer(plain, *span):
            kind = kind_of_link(match["host"].lower(), match["rest"] or "", public)
            if kind is not None:
                words.found.append(Found(kind, *match.span()))
        if "/" in word or "www." in word.lower():
            words.links.extend(match.span() for match in _URL.finditer(plain, *span))
    if "@" in word:
        for match in _MAIL.finditer(plain, *span):
            local, _, host = match[0].replace("\u200b", "").rpartition("@")
            if not is_mailbox(local, host) and not public.has_page(host):
                words.found.append(Found(Private.MAIL, *match.span()))
        for match in _HANDLE.finditer(plain, *span):
            if re.search("[A-Za-z]", match[0]) and not _is_public(match[0], public):
                words.found.append(Found(Private.ACCOUNT, *match.span()))


def _kind_of_scheme(scheme: str, rest: str, public: Public) -> Private | None:
    digits = re.sub(r"\D", "", rest).removeprefix("00")
    if scheme == "mailto":
        local, _, host = rest.partition("?")[0].rpartition("@")
        return None if is_mailbox(local, host) or public.has_page(host) else Private.MAIL
    if scheme == "geo":
        return Private.PLACE if digits else None
    if rest[:1].isdigit() or rest[:1] == "+" or scheme in ("tel", "callto", "sms", "smsto"):
        if len(digits) < 7 or public.has_phone(digits):
            return None  # the rest stands behind a space, or nothing is hidden
        return Private.PHONE
    return Private.ACCOUNT


def kind_of_link(host: str, rest: str, public: Public) -> Private | None:
    """What a link leads to that is private: an account, a group, a point on a map. `rest` is what follows the host."""
    bare = host.removeprefix("www.")
    if _MAPS.match(bare + rest):
        return Private.PLACE if _OPAQUE.match(bare) or _POINT.search(unquote(rest)) else None
    if bare.endswith(".t.me") and len(bare) > len("x.t.me"):
        return None if _is_public(bare.removesuffix(".t.me"), public) else Private.ACCOUNT
    path = unquote(rest).lstrip("/")
    known = _known_host(bare)
    if known is None:
        return Private.ACCOUNT if path.startswith("@") and len(path) > 3 and not public.has_page(bare, path) else None
    if not path.strip("#?/") or public.has_page(known, path.partition("?")[0]):
        return None
    if path.lower().startswith(_OF_NOBODY.get(known, ())) and _OF_NOBODY.get(known):
        return None
    if not path.lower().startswith(_HOSTS[known]):
        return None
    return None if any(_is_public(name, public) for name in _names_in(path)) else Private.ACCOUNT


def _is_public(name: str, public: Public) -> bool:
    return public.has_account(name) or is_office_account(name)


def _known_host(host: str) -> str | None:
    """The host in the table that this one is, or is a part of: "m.facebook.com" is of "facebook.com"."""
    labels = host.split(".")
    for first in range(max(0, len(labels) - 4), len(labels) - 1):
        joined = ".".join(labels[first:])
        if joined in _HOSTS:
            return joined
    return None


def _names_in(path: str) -> Iterator[str]:
    """The parts of a path that can be the name of an account."""
    parts = re.split(r"[/?#]", path)
    first = parts[0]
    if first in ("groups", "pages", "people", "s", "channel", "c", "user", "company", "pg", "share"):
        parts = parts[1:]
    name = parts[0] if parts else ""
    if name and not name.isdigit():
        yield name.removeprefix("@")
