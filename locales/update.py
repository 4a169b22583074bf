"""Bring bot.pot and the catalogs up to date with the sentences in the code.

    python locales/update.py            update everything
    python locales/update.py so ti      also begin the catalogs of these languages
    python locales/update.py --check    change nothing; exit with 1 when something is behind the code

A sentence is `_("...")`, `N_("...")` or `ngettext("...", "...", n)`, with a comment `# TRANSLATORS:` above it.
It may not stand inside an f-string, where Python before 3.12 does not find it; that is an error, with status 2.
A sentence that changed is a new sentence: nothing is guessed from similar ones, so nothing half right slips in.
Files are written without dates, line numbers and line breaks, so that a change shows only what changed.
"""

import argparse
import ast
import sys
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

LOCALES = Path(__file__).resolve().parent
SOURCES = ("bot", "handlers")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def extract(root: Path) -> Catalog:
    """The sentences in the code below `root`, sorted, without translations."""
    template = Catalog(charset="utf-8")
    for source in SOURCES:
        for _file, _line, message, comments, _context in extract_from_dir(
            root / source,
            method_map=[("**.py", "python")],
            keywords=KEYWORDS,
            comment_tags=["TRANSLATORS:"],
        ):
            template.add(message, auto_comments=comments)
    return template


def unreadable(root: Path) -> Iterator[str]:
    """Where in the code below `root` a sentence stands inside an f-string, which not every Python's tokens show."""
    for source in SOURCES:
        for path in sorted((root / source).rglob("*.py")):
            for outer in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(outer, ast.JoinedStr):
                    for line in sorted({call.lineno for call in ast.walk(outer) if _is_sentence(call)}):
                        yield f"{path.relative_to(root).as_posix()}:{line}"


def _is_sentence(node: ast.AST) -> bool:
    """A call of one of the keywords with words in it; a variable has its words elsewhere."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=str()), *_]):
            return name in KEYWORDS
        case _:
            return False


def update(template: Catalog, old: Catalog | None, code: str, row: dict[str, str]) -> bytes:
    """One catalog: the template's sentences with the translations that `old` has for exactly these sentences.

    English needs no translator: it says what the code says.
    """
    header = _header(code, row["plural"])
    catalog = read_po(BytesIO(header), locale=row["babel"])
    for message in template:
        if not message.id:
            continue
        known = old.get(message.id) if old else None
        string = message.id if code == "en" else known.string if known else None
        if type(string) is not type(message.id):
            string = None
        catalog.add(
            message.id,
            string,
            flags=known.flags if known else (),
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known else (),
        )
    return header + _body(catalog)


def _header(code: str, plural: str = "") -> bytes:
    lines = ["Project-Id-Version: Brobygger", f"Language: {code}" if code else "Language:"]
    lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    lines += [f"Plural-Forms: {plural}"] if plural else []
    return "\n".join(['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in lines), "", ""]).encode()


def _body(catalog: Catalog) -> bytes:
    body = BytesIO()
    write_po(body, catalog, omit_header=True, no_location=True, sort_output=True, ignore_obsolete=True, width=0)
    return body.getvalue()


def wanted_files(root: Path, locales: Path, new: list[str]) -> dict[Path, bytes]:
    """What bot.pot and each catalog should contain. Only catalogs that exist, English, and `new` ones count."""
    with (locales / "languages.toml").open("rb") as file:
        languages = tomllib.load(file)
    template = extract(root)
    files = {locales / "bot.pot": _header("") + _body(template)}
    for code, row in languages.items():
        path = locales / row["babel"] / "LC_MESSAGES" / "bot.po"
        if path.exists():
            with path.open("rb") as po:
                old = read_po(po, locale=row["babel"], abort_invalid=True)
            files[path] = update(template, old, code, row)
        elif code == "en" or code in new:
            files[path] = update(template, None, code, row)
    return files


def main() -> int:
    """Do as the command line says, and return the exit status."""
    parser = argparse.ArgumentParser(
        description="Bring bot.pot and the catalogs up to date with the code.", allow_abbrev=False
    )
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 when something is behind")
    parser.add_argument("languages", nargs="*", metavar="CODE", help="begin the catalog of this language")
    arguments = parser.parse_args()
    if places := sorted(set(unreadable(LOCALES.parent))):
        for place in places:
            sys.stderr.write(f"{place}: a sentence inside an f-string is not found; take it out and name it\n")
        return 2
    behind = 0
    for path, content in wanted_files(LOCALES.parent, LOCALES, arguments.languages).items():
        if path.exists() and path.read_bytes() == content:
            continue
        behind += 1
        name = path.relative_to(LOCALES.parent).as_posix()
        if arguments.check:
            sys.stderr.write(f"{name} is behind the code; run: python locales/update.py\n")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            sys.stderr.write(f"{name} updated\n")
    return 1 if arguments.check and behind else 0


if __name__ == "__main__":
    sys.exit(main())
