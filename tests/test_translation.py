"""A sentence reaches its reader in their language, or in the nearest one that has it."""

import datetime as dt
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.config.languages import LOCALES, read_languages
from bot.i18n import Catalogs
from bot.kernel.errors import ConfigError
from bot.kernel.ids import LanguageCode
from bot.kernel.translation import Catalogs as CatalogsPort
from bot.kernel.translation import Translator

ROOT = Path(__file__).parents[1]
LANGUAGES = read_languages()
HELLO = "{name} is here."
ONE, MANY = "One message", "{n} messages"


def code(text: str) -> LanguageCode:
    return LanguageCode(text)


def write(folder: Path, language: str, sentences: dict[str, str], plurals: tuple[str, ...] = ()) -> Path:
    """A catalog as a translator would leave it."""
    row = LANGUAGES[code(language)]
    lines = ['msgid ""', 'msgstr ""', f'"Plural-Forms: {row.plural}\\n"']
    lines += ['"Content-Type: text/plain; charset=utf-8\\n"', ""]
    for message, translation in sentences.items():
        lines += [f'msgid "{message}"', f'msgstr "{translation}"', ""]
    if plurals:
        lines += [f'msgid "{ONE}"', f'msgid_plural "{MANY}"']
        lines += [f'msgstr[{index}] "{form}"' for index, form in enumerate(plurals)]
    path = folder / row.babel / "LC_MESSAGES" / "bot.po"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Locales with English, which every service has."""
    shutil.copy(LOCALES / "languages.toml", tmp_path)
    write(tmp_path, "en", {HELLO: HELLO, "Yes": "Yes"}, (ONE, MANY))
    return tmp_path


def test_a_sentence_is_translated_and_filled(folder: Path) -> None:
    write(folder, "nb", {HELLO: "Her er {name}."}, ("Én melding", "{n} meldinger"))
    catalogs: CatalogsPort = Catalogs.load(folder)
    _: Translator = catalogs.translator(code("nb"))
    assert _.language == "nb"
    assert _(HELLO, name="Blue Heron") == "Her er Blue Heron."
    assert [_.ngettext(ONE, MANY, n) for n in (1, 5)] == ["Én melding", "5 meldinger"]


def test_a_field_is_only_ever_a_value(folder: Path) -> None:
    _ = Catalogs.load(folder).translator(code("en"))
    assert _(HELLO, name="{name} {0} %s {name.__class__}") == "{name} {0} %s {name.__class__} is here."
    with pytest.raises(KeyError):
        _(HELLO)


def test_fields_are_isolated_from_right_to_left(folder: Path) -> None:
    forms = ("لا رسائل", "رسالة", "رسالتان", "{n} رسائل", "{n} رسالة", "{n} رسالة")
    write(folder, "ar", {HELLO: "{name} هنا."}, forms)
    _ = Catalogs.load(folder).translator(code("ar"))
    assert _(HELLO, name="Blue Heron") == "\u2068Blue Heron\u2069 هنا."
    assert [_.ngettext(ONE, MANY, n) for n in (0, 1, 2)] == ["لا رسائل", "رسالة", "رسالتان"]
    assert _.ngettext(ONE, MANY, 7) == "\u20687\u2069 رسائل"


def test_what_is_not_translated_comes_from_the_next_language(folder: Path) -> None:
    write(folder, "fa", {HELLO: "{name} اینجاست.", "Yes": "بله"}, ("{n} پیام", ""))
    write(folder, "prs", {"Yes": "بلی", HELLO: ""})
    catalogs = Catalogs.load(folder)
    _ = catalogs.translator(code("prs"))
    assert _.language == "prs"
    assert _("Yes") == "بلی"
    assert _(HELLO, name="x") == "\u2068x\u2069 اینجاست."
    assert _.ngettext(ONE, MANY, 3) == "\u20683\u2069 messages", "half a plural is none"
    assert _("Not in any catalog") == "Not in any catalog"


def test_a_language_without_a_catalog_is_read_in_the_next_one(folder: Path) -> None:
    write(folder, "fa", {"Yes": "بله"})
    catalogs = Catalogs.load(folder)
    assert catalogs.translator(code("prs")).language == "fa"
    assert catalogs.translator(code("uk")).language == "en"
    assert catalogs.translator(code("no longer known")).language == "en"
    assert catalogs.languages == ("en", "fa")


def test_a_fuzzy_translation_is_not_used(folder: Path) -> None:
    path = write(folder, "nb", {"Yes": "Nei"})
    path.write_text(path.read_text("utf-8").replace('msgid "Yes"', '#, fuzzy\nmsgid "Yes"'), "utf-8")
    assert Catalogs.load(folder).translator(code("nb"))("Yes") == "Yes"


def test_the_start_fails_without_english(tmp_path: Path) -> None:
    shutil.copy(LOCALES / "languages.toml", tmp_path)
    with pytest.raises(ConfigError, match=r"en_GB/LC_MESSAGES/bot\.po: the English catalog is missing"):
        Catalogs.load(tmp_path)


def test_the_start_fails_with_every_catalog_that_would_break_a_sentence(folder: Path) -> None:
    write(folder, "nb", {HELLO: "Her er {navn}."})
    write(folder, "pl", {HELLO: "{name.__class__}"})
    path = write(folder, "ru", {"Yes": "Да"})
    path.write_text(path.read_text("utf-8").replace("nplurals=3", "nplurals=2"), "utf-8")
    write(folder, "es", {"Yes": "Sí"}).write_bytes(b'msgid "Yes"\nmsgstr "S\xed"\n')
    write(folder, "so", {"Yes": "Haa"}).write_text("msgid no quotes", "utf-8")
    with pytest.raises(ConfigError) as raised:
        Catalogs.load(folder)
    folders = {Path(fault.partition(":")[0]).parts[-3] for fault in raised.value.faults}
    assert folders == {"nb", "pl", "ru", "es", "so"}


# -- What a language is called ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        ("nb", "nb"),
        ("NO", "nb"),
        ("nn", "nb"),
        ("nb-NO", "nb"),
        ("nn_NO", "nb"),
        ("Norsk", "nb"),
        ("bokmal", "nb"),
        ("norwegian", "nb"),
        ("nynorsk", "nn"),
        ("en-US", "en"),
        ("ENGLISH", "en"),
        ("es-419", "es"),
        ("espanol", "es"),
        ("العربية", "ar"),
        ("ar-SY", "ar"),
        ("polski", "pl"),
        ("РУССКИЙ", "ru"),
        ("romana", "ro"),
        ("mo", "ro"),
        ("fa", "fa"),
        ("fa-AF", "prs"),
        ("Farsi", "fa"),
        ("dari", "prs"),
        ("kmr", "ku"),
        ("ku-Arab-IQ", "ckb"),
        ("  kurdi   (kurmanci) ", "ku"),
        ("turkce", "tr"),
        ("TÜRKÇE", "tr"),
        ("tieng viet", "vi"),
        ("zh-hant", "zh-Hans"),
        ("pt-BR", "pt"),
        ("pa-PK", "ur"),
        ("pa-Guru-IN", "pa"),
        ("tl", "fil"),
        ("sr-Cyrl", "sr-Latn"),
        ("", None),
        ("-", None),
        ("kurdish", None),
        ("qaa", None),
    ],
)
def test_whatever_apps_and_people_call_a_language(hint: str, expected: str | None) -> None:
    assert Catalogs.load().resolve(hint) == expected


def test_every_language_is_found_by_its_names() -> None:
    catalogs = Catalogs.load()
    for language in LANGUAGES.values():
        assert catalogs.resolve(language.english) == language.code
        assert catalogs.resolve(language.endonym.upper()) == language.code
        assert catalogs.endonym(language.code) == language.endonym
        assert catalogs.english_name(language.code) == language.english
        if language.code != "nn":
            assert catalogs.resolve(language.code) == language.code
        for name in language.accept:
            assert catalogs.resolve(name) == language.code
    assert catalogs.endonym(code("qaa")) == catalogs.english_name(code("qaa")) == "qaa"


# -- The clock --------------------------------------------------------------------------------------------------------

TIMES = """
import datetime as dt, json, sys
from bot.i18n import Translator
from bot.config.languages import read_languages
import gettext
instant = dt.datetime(2026, 11, 22, 19, 5, tzinfo=dt.timezone(dt.timedelta(hours=1)))
rows, none = read_languages(), gettext.NullTranslations()
print(json.dumps({code: Translator(code, rows[code], none).time(instant) for code in sys.argv[1:]}))
"""


def times(codes: Iterable[str]) -> dict[str, str]:
    """What a fresh process says, asked in this order."""
    done = subprocess.run(
        [sys.executable, "-c", TIMES, *codes], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    said: dict[str, str] = json.loads(done.stdout)
    return said


def test_the_clock_is_the_same_whatever_was_asked_before() -> None:
    codes = list(LANGUAGES)
    forwards, backwards = times(codes), times(reversed(codes))
    fresh = {one: times([one])[one] for one in ("so", "ur", "fi", "ar")}
    assert forwards == backwards
    assert {one: forwards[one] for one in fresh} == fresh
    assert set(forwards.values()) == {"19:05"}


def test_the_clock_is_that_of_the_instant() -> None:
    _ = Catalogs.load().translator(code("en"))
    assert _.time(dt.datetime(2026, 11, 22, 0, 5, tzinfo=dt.UTC)) == "00:05"
    assert _.time(dt.datetime(2026, 11, 22, 23, 5, tzinfo=dt.timezone(dt.timedelta(hours=2)))) == "23:05"
