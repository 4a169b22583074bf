"""OpenDocument (.odt, .ods, .odp): which parts stay, and what is taken out of them.

Source: OASIS Open Document Format 1.3, parts 2 (packages) and 3 (schema).
"""

import re
from collections.abc import Mapping

from lxml import etree

from bot.cleaning.xml import drop, elements, local_name, read_xml, write_xml
from bot.kernel.errors import FileReason, FileRefused

NOBODY = "Author"

EXTENSIONS = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
}
LEFT_OUT = re.compile(
    r"(.*/)?(meta|settings)\.xml$|(.*/)?(Thumbnails|Configurations2|ObjectReplacements)/|(.*/)?manifest\.rdf$|META-INF/(?!manifest\.xml$)|"
    r"(.*/)?layout-cache$|VersionList\.xml$|Versions/|Dialogs/"
)
"""Parts about the writer, the machine, its printer and the history of the document; and pictures of tables and
formulas, which a reader draws anew."""
CANT_BE_CLEANED = re.compile(r"Basic/|Scripts/|Database|reports/|forms/")

DROPPED_ELEMENTS = frozenset(
    "date-string template script event-listeners tracked-changes change change-start change-end hidden-text "
    "hidden-paragraph".split()
)
"""What describes the making of the document, what was taken out of it, and what nobody can see in it."""
PEOPLE = frozenset(("creator", "initial-creator", "printed-by", "creator-initials", "sender-initials", "initials"))
WEB = ("http://", "https://", "mailto:", "tel:", "#")


class Rules:
    """How one document is cleaned."""

    first = "mimetype"

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._names = parts.keys()
        extension = EXTENSIONS.get(parts["mimetype"].strip())
        if extension is None:
            book = parts["mimetype"].startswith(b"application/epub")
            raise FileRefused(FileReason.BOOK if book else FileReason.ARCHIVE)
        self.extension = extension
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise FileRefused(FileReason.ENCRYPTED)
        if any(CANT_BE_CLEANED.match(name) for name in parts):
            raise FileRefused(FileReason.OFFICE)

    def leaves_out(self, name: str) -> bool:
        return LEFT_OUT.match(name) is not None

    def is_xml(self, name: str) -> bool:
        return name.endswith(".xml")

    def clean_xml(self, name: str, content: bytes) -> bytes:
        root = read_xml(content)
        if name == "META-INF/manifest.xml":
            self._clean_manifest(root)
        else:
            self._clean_content(root)
        return write_xml(root)

    def _clean_manifest(self, root: etree._Element) -> None:
        for element, kind in elements(root):
            path = next((value for key, value in element.attrib.items() if local_name(key) == "full-path"), "")
            if kind == "file-entry" and (self.leaves_out(path) or (path.strip("/") and not self._is_there(path))):
                drop(element)

    def _is_there(self, path: str) -> bool:
        return path in self._names or any(name.startswith(path.rstrip("/") + "/") for name in self._names)

    def _clean_content(self, root: etree._Element) -> None:
        for element, kind in elements(root):
            above = element.getparent()
            told = kind in ("title", "desc") and above is not None and local_name(above.tag) in ("frame", "image")
            dated = kind == "date" and "purl.org/dc" in (etree.QName(element).namespace or "")
            if kind in DROPPED_ELEMENTS or told or dated:
                drop(element)
                continue
            if kind in PEOPLE and element.text:
                element.text = NOBODY
            for attribute, value in list(element.attrib.items()):
                name = local_name(attribute)
                if "rsid" in name or name in ("author", "initials"):
                    del element.attrib[attribute]
                elif name == "href" and not value.startswith(WEB) and not self._is_inside(value):
                    element.set(attribute, "about:blank")
            if kind == "frame":  # programs write the picture's file name here
                for attribute in [each for each in element.attrib if local_name(each) == "name"]:
                    del element.attrib[attribute]

    def _is_inside(self, path: str) -> bool:
        """Whether a reference leads to a part of this document."""
        return not path.startswith(("/", "..")) and ":" not in path and self._is_there(path.removeprefix("./"))
