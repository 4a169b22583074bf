"""What the words around a number say that it is: somebody's phone, or the number of a case.

A number itself seldom tells: eight digits are a phone, a customer or an application. The word in front of it does
("kundenummer", "номер дела", "رقم الهاتف"), sometimes a few words away ("my number at home is"), sometimes behind it
("912 34 567 (mobil)"). Words are known whole, by how they begin (languages that put endings on them), or by how they
are put together (any "...nummer" that is not a person's is that of a matter).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.features.privacy.vocabulary import ENDINGS, GLUE, PEOPLE, STEMS, WHOLE, Label

REACH = 64
"""Characters around a number that are looked at."""
_GLUE_AT_MOST = 4

_ARABIC = re.compile("^[\u0600-\u06ff]")
_WORD = re.compile(r"[^\W\d_]+(?:['’.\u2019-][^\W\d_]+)*|[#§№📞☎📱☏]|[0-9]+|[,;!?\n.)(]")
_CODE = re.compile(r"(?<![^\W_])(?=[A-Z0-9./_-]*[./_-])[A-Z][A-Z0-9./_-]{1,16}\Z")
"""How a number begins whose digits stand behind letters: "UMA/2025/104857", "WSC-II.6151"."""
_SIGNS = re.compile(r"[ .:#-]{2,}")
_WORDS_IN_REACH = 12


_ON = ("på", "on", "na", "на", "على", "روی")


def label_before(plain: str, start: int) -> Label | None:
    """What the words before a number say that it is; None where they say nothing."""
    stretch = plain[max(0, start - REACH) : start].replace("\u200b", " ")
    code = _CODE.search(stretch)
    if code and not any(map(label_of, _WORD.findall(code[0]))):
        stretch = stretch[: code.start()]
    stretch = _SIGNS.sub(lambda signs: " # " if "#" in signs[0] else ". " if signs[0][0] == "." else " ", stretch)
    words = _WORD.findall(stretch)[-_WORDS_IN_REACH:]
    return _read_backwards(words)


def _read_backwards(words: list[str]) -> Label | None:
    glue = 0
    is_broken = False
    fallback: Label | None = None
    for position in range(len(words) - 1, -1, -1):
        word = words[position]
        if word in ",;!?":
            if glue or word in "!?":
                return None
        elif word == ".":
            is_broken = is_broken or bool(glue and position and len(words[position - 1]) > 4)
        elif word in "()\n":
            continue
        elif word[0] in "0123456789":
            return None
        elif (label := label_of(word)) is Label.NUMBER:
            return _number_of(words[:position], word)
        elif label is Label.CARD and position and words[position - 1].lower() in _ON:
            fallback = label  # a number on a card is not always the card's
        elif label is not None:
            return None if is_broken and label is Label.MATTER else _combined(label, word, words[:position])
        elif word.lower() in GLUE and glue < _GLUE_AT_MOST:
            glue += 1
        else:
            return _owned(words[:position], word) or fallback
    return fallback


def _combined(label: Label, word: str, before: list[str]) -> Label:
    """A word that says one thing alone, and another with the one before it: "national id", "رقم جواز السفر"."""
    previous = label_of(before[-1]) if before else None
    if word.lower() == "id":
        is_of_country = bool(before) and before[-1].lower().endswith(_OF_COUNTRIES)
        return Label.IDENTITY if is_of_country or any(each.lower() in _OWN for each in before[-4:]) else label
    if word.lower() in ("kort", "card") and previous is Label.IDENTITY:
        return previous
    if label is Label.IDENTITY and previous in (Label.PASSPORT, Label.BANK, Label.CARD, Label.PHONE):
        return previous
    return label


_OF_COUNTRIES = ("ian", "ani", "ish", "ese", "syrisk", "norsk", "national", "nasjonal", "iraqi", "somali", "afghan")
_OWN = frozenset(
    """
    my min mitt mi mein moje mój moja мой мій моя her his hans hennes our vårt vår ditt your mio su minun benim
    """.split()
)


_PAIRS = {
    "social security": Label.IDENTITY,
    "national insurance": Label.IDENTITY,
    "driving licence": Label.IDENTITY,
    "driving license": Label.IDENTITY,
    "driver's license": Label.IDENTITY,
    "residence permit": Label.IDENTITY,
    "travel document": Label.PASSPORT,
}
"""Of what a number is, where the second word alone would say something else."""
_HALF = ("personal", "social", "national", "nasjonalt", "nasjonal")
"""Words that say of whom a number is only if they stand directly beside the word for it."""


def _number_of(before: list[str], word: str) -> Label | None:
    """Of what a number is: the word before "number" says it ("ticket number"), in some languages the one behind it."""
    abbreviated = word.lower() in _ABBREVIATED
    is_hash = word == "#"
    is_owned = False
    if (of := _PAIRS.get(" ".join(before[-2:]).lower())) is not None:
        return of
    skipped = 0
    for previous in reversed(before[-4:]):
        if previous in ".\n()":
            continue
        if previous in ",;!?" or previous[0] in "0123456789":
            break
        label = label_of(previous)
        if label is Label.NUMBER:
            is_hash = is_hash or previous == "#"
            abbreviated = abbreviated and previous.lower() in _ABBREVIATED
        elif previous.lower() == "id":
            return Label.IDENTITY
        elif label not in (None, Label.TIME):
            return label
        elif previous.lower() in GLUE:
            skipped += 1
            is_owned = is_owned or previous.lower() in _OWN
        elif skipped or _is_of_person(previous):
            break
        elif (abbreviated and not is_hash) or (
            previous[:1].isupper() and previous == before[0] and word.lower().startswith(_NUMBERS_BEHIND)
        ):
            return Label.SOMETHING
        elif previous[:1].isupper():
            break
        elif word.lower() in ("number", "numarası", "numero", "numeris"):
            return Label.SOMETHING
        else:
            break
    if is_hash and abbreviated:
        return Label.MATTER
    if _speaks_of_matter(before):
        return Label.SOMETHING  # "its number"
    if abbreviated and before and not is_owned:
        return Label.SOMETHING
    return Label.NUMBER if before or not abbreviated else None


def _speaks_of_matter(words: list[str]) -> bool:
    """Whether a sentence names a case or an invoice before it says "number", and no phone and nobody."""
    labels = {label_of(word) for word in words}
    return Label.MATTER in labels and Label.PHONE not in labels and not any(map(_is_of_person, words))


_ABBREVIATED = ("nr", "no", "№", "num", "n°", "#")


def _is_of_person(word: str) -> bool:
    return word.endswith(("'s", "’s")) or word.lower() in PEOPLE


_NUMBERS_BEHIND = ("numero", "numarası")
"""Words for a number before which stands of what it is; there a sentence may begin with a name or a thing."""


def _owned(before: list[str], word: str) -> Label | None:
    """A number of something that is not known: "номер абонемента", "رقم المعاملة"; or a known thing of some kind:
    "پاسپورت افغانی"."""
    labels = [label_of(each) for each in before[-3:]]
    if Label.MATTER in labels and Label.NUMBER in labels and not set(before[-3:]) & set(",;.!?\n"):
        return Label.MATTER  # "номер заявки на жильё"
    for previous, label in zip(reversed(before[-2:]), reversed(labels), strict=False):
        if label in (Label.PASSPORT, Label.IDENTITY, Label.BANK) and previous.lower() not in _HALF:
            return label
        if label is Label.NUMBER:
            if word.lower() in PEOPLE:
                return Label.PHONE
            is_thing = word.startswith(("ال", "لل")) if _ARABIC.match(word) else word[:1].islower()
            return Label.SOMETHING if is_thing and previous.lower() in _NUMBERS_OF else None
        if previous.lower() not in GLUE:
            return None
    return None


_NUMBERS_OF = frozenset(
    """
    номер номера номером номері numer numeru lambar lambarka nambar nambarka رقم الرقم ورقم برقم număr numărul número
    numero numri numéro
    """.split()
)
"""Words for a number behind which stands of what it is."""


def label_after(plain: str, end: int) -> Label | None:
    """What the words behind a number say that it is, where they are tied to it: in brackets, or by "is"."""
    stretch = plain[end : end + REACH].replace("\u200b", " ").partition("\n")[0]
    words = _WORD.findall(stretch)[:6]
    if not words or not (words[0] == "(" or words[0].lower() in _TIES):
        return None
    for word in words[1:]:
        if word[0] in "0123456789,;!?.)":
            return None
        label = label_of(word)
        if label not in (None, Label.TIME):
            return label
        if word.lower() not in GLUE:
            return None
    return None


_TIES = frozenset("er is är on waa jest это це هو است es".split())


@lru_cache(4096)
def label_of(word: str) -> Label | None:
    """What a word says about a number beside it."""
    lower = word.lower().replace("i\u0307", "i").strip(".-'’")
    if "." in lower and lower not in _KNOWN and lower.rpartition(".")[2] not in ENDINGS:
        return None  # the host of a link
    for form in _forms(lower):
        label = _KNOWN.get(form) or _by_stem(form)
        if label is not None and label is not Label.NUMBER:
            return label
        if label is not None and not _is_compound(form):
            return label
    return _by_ending(lower)


def _is_compound(form: str) -> bool:
    return form not in _KNOWN and any(form.endswith(ending) and form != ending for ending in ENDINGS)


def _forms(word: str) -> Iterator[str]:
    """A word as it is, and without what Arabic writes in one with it."""
    yield word
    if _ARABIC.match(word):
        for prefix in ("وال", "بال", "لل", "ال", "و", "ب", "ل", "ف"):
            if word.startswith(prefix) and len(word) > len(prefix) + 2:
                yield word[len(prefix) :]


def _by_stem(word: str) -> Label | None:
    for size in range(min(len(word), _LONGEST_STEM), 1, -1):
        label = _BEGINNINGS.get(word[:size])
        if label is not None:
            return label
    return None


def _by_ending(word: str) -> Label | None:
    if word.endswith("-id"):
        first = word.removesuffix("-id").rstrip("s")
        return Label.IDENTITY if (_KNOWN.get(first) or _by_stem(first)) is Label.IDENTITY else Label.MATTER
    for ending, label in ENDINGS.items():
        if not word.endswith(ending) or word == ending:
            continue
        first = word[: -len(ending)].rstrip("-s.")
        of = _KNOWN.get(first) or _by_stem(first) if first else None
        if label in (Label.MATTER, Label.BANK, Label.PASSPORT):
            return label
        if of not in (None, Label.NUMBER, Label.TIME):
            return Label.IDENTITY if first == "id" else of
        if of is Label.NUMBER:
            return of
        return Label.MATTER if ending != "no" else None
    return None


_KNOWN = {word: label for label, words in WHOLE.items() for word in words.split()}
_BEGINNINGS = {stem: label for label, stems in STEMS.items() for stem in stems.split()}
_LONGEST_STEM = max(map(len, _BEGINNINGS))
