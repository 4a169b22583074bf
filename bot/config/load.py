"""Reading the configuration: the file, what is merged into it, and what is wrong with it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from bot.config.faults import Fault, explain, write_faults, write_key
from bot.config.languages import read_languages
from bot.config.old_keys import renew
from bot.config.rules import Document, broken_rules
from bot.config.settings import BUILT_IN_TOPICS, Settings, Topic
from bot.config.sources import SECRETS, STORAGE_URL, FromEnvironment, FromFile, FromSecretFiles, Loaded
from bot.kernel.errors import ConfigError


def load_settings(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the configuration file; secrets and the database's address may come from the environment.

    Relative paths in the file start from its own folder. A secret may be missing: `refuse_example_values` asks for it.
    Raises ConfigError with every fault.
    """
    document = _read(path)
    renamed = renew(document)
    folder = path.absolute().parent
    faults = list(_secrets_in_file(document))
    environment = FromEnvironment(environ, document)
    files = FromSecretFiles(document, folder, environment)
    faults += environment.faults + files.faults
    settings = None
    try:
        settings = Loaded(environment, files, FromFile(document))
    except ValidationError as error:
        faults += explain(error)
    if STORAGE_URL in environment.found:
        faults = [each._replace(where=(STORAGE_URL,)) if each.where == ("storage", "url") else each for each in faults]
    faults += broken_rules(document, read_languages())
    old = {each.new: each.old for each in renamed}
    faults = [fault._replace(where=old.get(fault.where, fault.where)) for fault in faults]
    if faults or settings is None:
        raise ConfigError(write_faults(faults, document))
    warnings = files.warnings
    warnings += [f"{write_key(each.old, document)}: this is the old form; write {each.instead}" for each in renamed]
    warnings += _unnamed_topics(settings)
    return _complete(settings, tuple(warnings), folder)


def _read(path: Path) -> Document:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError([f"{path}: {error.strerror}; copy config.example.toml and fill it in"]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: this is not text in UTF-8; save it again as UTF-8"]) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_syntax(path, text, str(error))]) from error


def _syntax(path: Path, text: str, error: str) -> str:
    """Where the file stops being TOML: the parser says "Invalid value (at line 3, column 8)"."""
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", error)
    reason = error[: place.start()] if place else error
    if not place or not place[1]:
        return f"{path}, at its end: this is not TOML: {reason}"
    line = text.splitlines()[int(place[1]) - 1]
    if re.search("[“”„«»‘’]", line):
        reason += '; write straight quotes: "like this"'
    return f"{path}, line {place[1]}, column {place[2]}: this is not TOML: {reason}"


def _secrets_in_file(document: Document) -> Iterator[Fault]:
    """Take out what must not stand in the file, so that it can't be used by mistake."""
    for secret in SECRETS:
        holder = secret.holder(document)
        if secret.name in holder:
            del holder[secret.name]
            yield Fault(
                secret.where,
                f'a secret must not stand in this file; put it into a file and write {secret.name}_file = "…", '
                f"or into the environment variable {secret.variable}",
            )
    if document.pop("warnings", None) is not None:
        yield Fault(("warnings",), "there is no such section; remove it")


def _unnamed_topics(settings: Settings) -> Iterator[str]:
    for index, topic in enumerate(settings.topics):
        missing = [language for language in settings.service.languages if language not in topic.names]
        if topic.id not in BUILT_IN_TOPICS and missing:
            languages = ", ".join(missing)
            yield f"topics[{index}].names: '{topic.id}' has no name in {languages}; it is shown in another language"


def _complete(settings: Settings, warnings: tuple[str, ...], folder: Path) -> Settings:
    """The settings with everything filled in that the file may leave out."""
    kind, _, place = settings.storage.url.partition(":")
    url = f"sqlite:{folder / place}" if kind == "sqlite" else settings.storage.url
    topics = settings.topics or tuple(Topic(id=topic) for topic in BUILT_IN_TOPICS)
    return settings.model_copy(
        update={
            "storage": settings.storage.model_copy(
                update={
                    "url": url,
                    "key_file": str(folder / settings.storage.key_file),
                    "erasures_file": str(folder / settings.storage.erasures_file),
                }
            ),
            "topics": tuple(
                topic.model_copy(update={"icon": topic.icon or BUILT_IN_TOPICS[topic.id]}) for topic in topics
            ),
            "teams": tuple(
                team.model_copy(update={"language": team.language or settings.service.default_language})
                for team in settings.teams
            ),
            "warnings": warnings,
        }
    )
