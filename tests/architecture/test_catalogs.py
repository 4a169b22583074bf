"""The catalogs are whole, say what the code says, and can't break a sentence; the code says nothing beside them."""

import ast
import gettext
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.config.languages import LOCALES, Language, read_languages
from bot.features.shared.texts import TOPIC_NAMES
from bot.i18n import Catalogs, field_names, forms
from bot.kernel.ids import LanguageCode

ROOT = LOCALES.parent
LANGUAGES = read_languages()
COMPLETE = {"en", "nb", "ar", "pl"}
"""Languages that must have every sentence; others may be on their way."""
COMPLETE_ONCE_BEGUN = {"es", "ru", "ro"}
TOPIC_NAME_LENGTH = 22
"""Two buttons in a row on a small phone, in characters."""


def path_of(code: str) -> Path:
    return LOCALES / LANGUAGES[LanguageCode(code)].babel / "LC_MESSAGES" / "bot.po"


def read(code: str) -> Catalog:
    with path_of(code).open("rb") as file:
        return read_po(file, locale=LANGUAGES[LanguageCode(code)].babel, abort_invalid=True)


BEGUN = sorted(code for code in LANGUAGES if path_of(code).exists())


# -- Every language ---------------------------------------------------------------------------------------------------


def test_the_table_holds_the_promised_languages() -> None:
    assert len(LANGUAGES) >= 31
    assert sum(language.core for language in LANGUAGES.values()) == 31
    assert {code for code, language in LANGUAGES.items() if language.right_to_left} == {
        "ar",
        "ur",
        "fa",
        "prs",
        "ps",
        "ckb",
    }


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.code)
def test_a_language_is_described_without_contradiction(language: Language) -> None:
    locale = Locale.parse(language.babel)
    assert str(locale) == language.babel
    assert (locale.character_order == "right-to-left") == language.right_to_left
    assert all(other in LANGUAGES and other not in (language.code, "en") for other in language.fallback)
    assert all(name == name.lower() for name in language.accept)
    assert unicodedata.is_normalized("NFC", language.endonym)
    assert plural_form(language, 1) < form_count(language)


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.code)
def test_plural_forms_agree_with_cldr(language: Language) -> None:
    """Numbers of one CLDR category share one form, and numbers of different categories do not."""
    rule = Locale.parse(language.babel).plural_form
    pairs = {(rule(n), plural_form(language, n)) for n in range(1000)}
    assert len(pairs) == len({category for category, _ in pairs}) == len({form for _, form in pairs})
    assert {form for _, form in pairs} == set(range(form_count(language)))


def form_count(language: Language) -> int:
    match = re.match(r"nplurals=(\d);", language.plural)
    assert match
    return int(match[1])


def plural_form(language: Language, n: int) -> int:
    """Which form the pinned header gives to a number."""
    return plural_rule(language.plural)(n)


@cache
def plural_rule(header: str) -> Callable[[int], int]:
    expression = re.search(r"plural=(.*);$", header)
    assert expression
    return gettext.c2py(expression[1])


# -- Every catalog ----------------------------------------------------------------------------------------------------


def test_catalogs_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, LOCALES / "update.py", "--check"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_promised_catalogs_are_there() -> None:
    assert set(BEGUN) >= COMPLETE
    assert set(Catalogs.load().languages) == set(BEGUN)


def test_no_catalog_stands_where_nobody_reads_it() -> None:
    assert set(LOCALES.rglob("*.po")) == {path_of(code) for code in BEGUN}
    assert not list(LOCALES.rglob("*.mo"))


@pytest.mark.parametrize("code", BEGUN)
def test_a_catalog_has_no_faults(code: str) -> None:
    assert list(faults_in(read(code), LANGUAGES[LanguageCode(code)])) == []


@pytest.mark.parametrize("code", sorted((COMPLETE | COMPLETE_ONCE_BEGUN) & set(BEGUN)))
def test_a_catalog_is_complete(code: str) -> None:
    assert [message.id for message in read(code) if message.id and not all(forms(message.string))] == []


@pytest.mark.parametrize("code", BEGUN)
def test_topic_buttons_fit_a_small_phone(code: str) -> None:
    catalog = read(code)
    names = [(message := catalog.get(name)) and message.string for name in TOPIC_NAMES.values()]
    assert [name for name in names if name and len(str(name)) >= TOPIC_NAME_LENGTH] == []


BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def faults_in(catalog: Catalog, language: Language) -> Iterator[str]:
    """What would make a catalog unfit for people: one line for each fault."""
    if catalog.plural_forms.replace(" ", "") != language.plural.replace(" ", ""):
        yield f"header: Plural-Forms: {language.plural}"
    for message in catalog.obsolete.values():
        yield f"{message.id!r}: obsolete"
    for message in catalog:
        if not message.id:
            continue
        if message.fuzzy:
            yield f"{message.id!r}: fuzzy"
        translations = forms(message.string)
        if any(translations):
            for fault in faults_of(message, translations, language):
                yield f"{message.id!r}: {fault}"


def faults_of(message: Message, translations: tuple[str, ...], language: Language) -> Iterator[str]:
    """What is wrong with one translated message."""
    sources = forms(message.id)
    if not all(translations):
        yield "a plural form is missing"
    if len(translations) != (form_count(language) if len(sources) == 2 else 1):
        yield "too many or too few plural forms"
    for index, translation in enumerate(translations):
        required, allowed = expected_fields(sources, index, language)
        names = field_names(translation)
        if names is None or not required <= names <= allowed:
            yield f"fields: {translation}"
        source = sources[-1]
        if edges(source) != edges(translation):
            yield f"space at an end: {translation!r}"
        if BIDI_CONTROLS.search(translation):
            yield f"a direction mark, which the bot sets itself: {translation!r}"
        if not unicodedata.is_normalized("NFC", translation):
            yield f"not in normal form NFC: {translation}"
        if kept(source) != kept(translation):
            yield f"commands, icons and web addresses stay as they are: {translation}"


def expected_fields(sources: tuple[str, ...], index: int, language: Language) -> tuple[set[str], set[str]]:
    """The fields that a form must have, and those that it may have.

    A form that serves one number only may leave the number out ("one message", "two messages").
    """
    named = [field_names(source) for source in sources]
    assert None not in named, f"a brace in the source is not a field: {sources}"
    allowed = set[str]().union(*(names for names in named if names))
    if len(sources) == 2 and sum(plural_form(language, n) == index for n in range(1000)) == 1:
        return allowed - {"n"}, allowed
    return allowed, allowed


def edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def kept(text: str) -> tuple[set[str], set[str]]:
    """Commands, web addresses and icons, which mean the same in every language."""
    icons = {letter for letter in text if unicodedata.category(letter) == "So"}
    return set(re.findall(r"(?<!\w)/[a-z]+\b|//|chat_id|config\.toml|https?://\S+", text)), icons


# -- The lint itself --------------------------------------------------------------------------------------------------

HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: {plural}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
POLISH = LANGUAGES[LanguageCode("pl")]
PLURAL = 'msgid "One message"\nmsgid_plural "{n} messages"\n'
FAULTY = {
    "plural header": (HEADER.replace("{plural}", "nplurals=2; plural=(n != 1);"), "header"),
    "other field": ('msgid "{name} is here"\nmsgstr "{nazwa} jest tu"', "fields"),
    "lost field": ('msgid "{name} is here"\nmsgstr "jest tu"', "fields"),
    "attribute": ('msgid "{name} is here"\nmsgstr "{name.__class__} jest tu"', "fields"),
    "bare brace": ('msgid "{name} is here"\nmsgstr "{name} jest tu }"', "fields"),
    "number lost": (PLURAL + 'msgstr[0] "Wiadomość"\nmsgstr[1] "{n} wiadomości"\nmsgstr[2] "wiadomości"', "fields"),
    "form lost": (PLURAL + 'msgstr[0] "Wiadomość"\nmsgstr[1] "{n} wiadomości"\nmsgstr[2] ""', "plural form"),
    "space": ('msgid "Yes"\nmsgstr "Tak "', "space"),
    "direction mark": ('msgid "Yes"\nmsgstr "\u200fTak"', "direction"),
    "normal form": ('msgid "Yes"\nmsgstr "Ta\u0301k"', "NFC"),
    "command": ('msgid "Write /start."\nmsgstr "Napisz /zacznij."', "commands"),
    "icon": ('msgid "✅ Yes"\nmsgstr "Tak"', "icons"),
    "fuzzy": ('#, fuzzy\nmsgid "Yes"\nmsgstr "Tak"', "fuzzy"),
    "obsolete": ('#~ msgid "Yes"\n#~ msgstr "Tak"', "obsolete"),
}


@pytest.mark.parametrize("case", FAULTY)
def test_a_fault_is_found(case: str) -> None:
    body, expected = FAULTY[case]
    text = body if case == "plural header" else HEADER.replace("{plural}", POLISH.plural) + body
    [fault, *_] = faults_in(read_po(BytesIO(text.encode()), locale="pl"), POLISH)
    assert expected in fault


def test_a_good_catalog_is_not_blamed() -> None:
    body = (
        PLURAL + 'msgstr[0] "Jedna wiadomość"\nmsgstr[1] "{n} wiadomości"\nmsgstr[2] "{n} wiadomości"\n\n'
        'msgid "✅ {name} wrote /start"\nmsgstr "✅ /start napisał {name}"\n\nmsgid "Later"\nmsgstr ""\n'
    )
    text = HEADER.replace("{plural}", POLISH.plural) + body
    assert list(faults_in(read_po(BytesIO(text.encode()), locale="pl"), POLISH)) == []


# -- The tool that keeps them up to date ------------------------------------------------------------------------------

SOURCE = """
def greet(_):
    # TRANSLATORS: {name} is made up.
    yield _("Hello {name}", name=1)
    yield _.ngettext("One message", "{n} messages", 2)
    yield N_("Later")
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project with two sentences and the Norwegian catalog begun."""
    for folder in ("bot", "handlers", "locales"):
        (tmp_path / folder).mkdir()
    for name in ("update.py", "languages.toml"):
        shutil.copy(LOCALES / name, tmp_path / "locales")
    (tmp_path / "bot" / "texts.py").write_text(SOURCE, "utf-8")
    assert update(tmp_path, "nb").returncode == 0
    return tmp_path


def update(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, tree / "locales" / "update.py", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_sentences_come_with_their_notes_and_without_noise(tree: Path) -> None:
    assert (tree / "locales" / "bot.pot").read_text("utf-8") == (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: Brobygger\\n"\n"Language:\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
        "#. TRANSLATORS: {name} is made up.\n"
        '#, python-brace-format\nmsgid "Hello {name}"\nmsgstr ""\n\n'
        'msgid "Later"\nmsgstr ""\n\n'
        '#, python-brace-format\nmsgid "One message"\nmsgid_plural "{n} messages"\nmsgstr[0] ""\nmsgstr[1] ""\n\n'
    )


def test_english_says_what_the_code_says(tree: Path) -> None:
    english = (tree / "locales" / "en_GB" / "LC_MESSAGES" / "bot.po").read_text("utf-8")
    assert 'msgstr "Hello {name}"' in english
    assert 'msgstr[0] "One message"\nmsgstr[1] "{n} messages"' in english


def test_a_translation_stays_until_its_sentence_changes(tree: Path) -> None:
    norwegian = tree / "locales" / "nb" / "LC_MESSAGES" / "bot.po"
    text = norwegian.read_text("utf-8")
    assert "Plural-Forms: nplurals=2; plural=(n != 1);" in text
    text = text.replace('msgid "Later"\nmsgstr ""', '# from Kari\nmsgid "Later"\nmsgstr "Seinere"')
    text = text.replace('"Hello {name}"\nmsgstr ""', '"Hello {name}"\nmsgstr "Hei {name}"')
    norwegian.write_text(text, "utf-8")
    assert update(tree, "--check").returncode == 0

    (tree / "bot" / "texts.py").write_text(SOURCE.replace("Hello {name}", "Hallo {name}"), "utf-8")
    done = update(tree, "--check")
    assert done.returncode == 1
    assert done.stderr == "".join(
        f"locales/{name} is behind the code; run: python locales/update.py\n"
        for name in ("bot.pot", "nb/LC_MESSAGES/bot.po", "en_GB/LC_MESSAGES/bot.po")
    )
    assert norwegian.read_text("utf-8") == text

    assert update(tree).returncode == 0
    text = norwegian.read_text("utf-8")
    assert '# from Kari\nmsgid "Later"\nmsgstr "Seinere"' in text
    assert 'msgid "Hallo {name}"\nmsgstr ""' in text
    assert "Hello" not in text
    assert update(tree, "--check").returncode == 0


def test_a_sentence_inside_an_f_string_is_refused_since_not_every_python_finds_it(tree: Path) -> None:
    source = SOURCE + """    yield f"🚫 {_('Goodbye')} {_(known)}"\n    yield f"{_.ngettext('Day', '{n} days', 2)}"\n"""
    (tree / "bot" / "texts.py").write_text(source, "utf-8")
    before = (tree / "locales" / "bot.pot").read_text("utf-8")
    for arguments in ((), ("--check",)):
        done = update(tree, *arguments)
        assert done.returncode == 2
        assert done.stderr == "".join(
            f"bot/texts.py:{line}: a sentence inside an f-string is not found; take it out and name it\n"
            for line in (7, 8)
        )
    assert (tree / "locales" / "bot.pot").read_text("utf-8") == before


def test_every_sentence_of_the_code_is_in_the_template() -> None:
    """Read from the syntax tree, so by another way than the extractor's."""
    with (LOCALES / "bot.pot").open("rb") as file:
        template = read_po(file)
    known = {form for message in template for form in forms_of(message)}
    asked = {
        (f"{path.relative_to(ROOT)}:{node.lineno}", argument.value)
        for folder in ("bot", "handlers", "storage")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and called(node) in TRANSLATES
        for argument in node.args[: 2 if called(node) == "ngettext" else 1]
        if isinstance(argument, ast.Constant)
    }
    assert len(asked) > 500
    assert {(place, words) for place, words in asked if words not in known} == set()


def forms_of(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


# -- The code ---------------------------------------------------------------------------------------------------------

TRANSLATES = {"_", "N_", "ngettext"}
SPEAKS = {"Text", "Button", "Answer"}
"""Whose first words a person reads."""
WORDS = re.compile(r"[^\W\d_]{2,}[,.!?:]* [^\W\d_]{2,}|^[A-Z][a-z]+")


def called(node: ast.AST) -> str | None:
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
    return None


def bare_words(tree: ast.AST) -> Iterator[ast.Constant]:
    """Strings with words in them that are neither docstrings nor inside a call that translates."""
    for node in ast.iter_child_nodes(tree):
        if called(node) in TRANSLATES:
            continue
        match node:
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Constant(value=str(text)) if WORDS.search(text):
                yield node
        yield from bare_words(node)


def modules() -> list[Path]:
    return [
        path
        for folder in ("bot", "handlers")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "simulator" not in path.parts and path.name != "cli.py"
    ]


def test_every_sentence_in_texts_goes_through_the_catalogs() -> None:
    modules = [ROOT / "bot" / "features" / name / "texts.py" for name in ("shared", "onboarding", "cases", "relay")]
    bare = [
        f"{path.parent.name}:{node.lineno}: {node.value!r}"
        for path in modules
        for node in bare_words(ast.parse(path.read_text("utf-8")))
    ]
    assert bare == []


def test_nobody_speaks_outside_the_catalogs() -> None:
    spoken = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if called(node) in SPEAKS and isinstance(node, ast.Call):
                for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
                    spoken += [
                        f"{path.relative_to(ROOT)}:{word.lineno}: {word.value!r}"
                        for word in bare_words(ast.Expression(argument))
                    ]
    assert spoken == []


def test_the_words_check_sees_what_it_should() -> None:
    source = (
        '"""Some words."""\nText("Good day")\nText(_("Good day"))\nButton(f"{icon} Open it", "notice:yes")\nText("✅")'
    )
    assert [word.value for word in bare_words(ast.parse(source))] == ["Good day", " Open it"]


def test_every_note_reaches_the_translators() -> None:
    """A note must stand directly above its sentence, or extraction passes it over in silence."""
    with (LOCALES / "bot.pot").open("rb") as file:
        reached = " ".join(comment for message in read_po(file) for comment in message.auto_comments)
    lost = []
    for path in modules():
        for note in re.findall(r"^\s*# (TRANSLATORS:.*)$", path.read_text("utf-8"), re.MULTILINE):
            if note not in reached:
                lost.append(f"{path.relative_to(ROOT)}: {note}")
    assert lost == []
