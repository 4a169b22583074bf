"""Office Open XML (.docx, .xlsx, .pptx): which parts stay, and what is taken out of them.

Sources: ECMA-376 part 1; Microsoft's [MS-DOCX], [MS-XLSX] and [MS-PPTX] for what came later.
"""

import posixpath
import re
from collections.abc import Mapping

from lxml import etree

from bot.cleaning.xml import drop, elements, local_name, read_xml, write_xml
from bot.kernel.errors import FileReason, FileRefused

NOBODY = "Author"
"""Stands where a format wants a name."""
NOWHERE = "about:blank"

LEFT_OUT = re.compile(
    r"docProps/|docMetadata/|customXml/|_xmlsignatures/|.*/printerSettings/|.*thumbnail\.|"
    r"word/(people|commentsExtended|commentsExtensible|commentsIds)\.xml$|word/(_rels/)?glossary/|"
    r"xl/(persons/|threadedComments/|revisions/|calcChain\.xml$|customProperty/)|"
    r"ppt/(changesInfos/|revisionInfo\.xml$|tags/)|.*/webextensions/|.*/taskpanes",
    re.IGNORECASE,
)
"""Parts about the writer, the machine and the history of the document."""
MACROS = re.compile(r"vbaProject|vbaData|macrosheets|activeX|attachedToolbars|customUI", re.IGNORECASE)
CANT_BE_CLEANED = re.compile(r"xl/(connections\.xml|queryTables/|model/)|word/mailMerge", re.IGNORECASE)
"""Addresses of databases and those who log in there."""

MAIN_PARTS = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx", "ppt/presentation.xml": ".pptx"}

DROPPED_ELEMENTS = frozenset(
    "rsids attachedTemplate docId docVars mailMerge absPath fileSharing writeProtection proofState "
    "removePersonalInformation userInfo".split()
)
PEOPLE = {
    "author": NOBODY,
    "initials": "A",
    "userName": NOBODY,
    "lastModifiedBy": NOBODY,
    "refreshedBy": NOBODY,
}
"""Attributes that name somebody, and what they say afterwards."""
DROPPED_ATTRIBUTES = frozenset(
    "date dateUtc dt created refreshedDate refreshedDateIso modified userId providerId paraIdParent gfxdata "
    "durableId".split()
)
REFERRING_FIELDS = re.compile(r"\s*(INCLUDE|LINK|DATABASE|DDE|IMPORT|RD\b)", re.IGNORECASE)
WEB = ("http://", "https://", "mailto:", "tel:")


class Rules:
    """How one document is cleaned."""

    first = "[Content_Types].xml"

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        extensions = [extension for name, extension in MAIN_PARTS.items() if name in parts]
        if len(extensions) != 1:
            raise FileRefused(FileReason.ARCHIVE)
        self.extension = extensions[0]
        types = parts[self.first].lower()
        if b"macroenabled" in types or any(MACROS.search(name) or CANT_BE_CLEANED.match(name) for name in parts):
            raise FileRefused(FileReason.OFFICE)
        self._gone = {
            _source(name): frozenset(each.get("Id", "") for each in self._gone_relations(name, read_xml(part)))
            for name, part in parts.items()
            if name.endswith(".rels") and not self.leaves_out(name)
        }

    def leaves_out(self, name: str) -> bool:
        if LEFT_OUT.match(name):
            return True
        return name.endswith(".rels") and LEFT_OUT.match(_source(name)) is not None

    def is_xml(self, name: str) -> bool:
        return name.lower().endswith((".xml", ".rels", ".vml"))

    def clean_xml(self, name: str, content: bytes) -> bytes:
        root = read_xml(content)
        if name == self.first:
            self._clean_types(root)
        elif name.endswith(".rels"):
            for relation in self._gone_relations(name, root):
                drop(relation)
            _clean_addresses(root)
        else:
            _clean_content(root, self._gone.get(name, frozenset()))
        return write_xml(root)

    def _clean_types(self, root: etree._Element) -> None:
        for element, kind in elements(root):
            if kind == "Override" and self.leaves_out(element.get("PartName", "").lstrip("/")):
                drop(element)

    def _gone_relations(self, name: str, root: etree._Element) -> list[etree._Element]:
        """The relations of a part to what is left out."""
        base = posixpath.dirname(_source(name))
        gone = []
        for element, kind in elements(root):
            target = element.get("Target", "")
            if kind != "Relationship":
                continue
            if element.get("TargetMode") == "External":
                if element.get("Type", "").endswith("/attachedTemplate"):
                    gone.append(element)
            elif self.leaves_out(target.lstrip("/") if target.startswith("/") else _joined(base, target)):
                gone.append(element)
        return gone


def _source(relations: str) -> str:
    """The part whose relations these are: word/document.xml for word/_rels/document.xml.rels."""
    folder, file = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))


def _joined(base: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(base, target))


def _clean_addresses(root: etree._Element) -> None:
    """What leads out of the document, except links for people: files of the writer's machine, and pictures that would
    tell their owner who reads."""
    for element, _ in elements(root):
        if element.get("TargetMode") == "External":
            is_link = element.get("Type", "").endswith("/hyperlink")
            if not is_link or not element.get("Target", "").startswith(WEB):
                element.set("Target", NOWHERE)


def _refers(element: etree._Element, gone: frozenset[str]) -> list[str]:
    """The attributes that name one of the relations."""
    return [
        str(attribute)
        for attribute, value in element.attrib.items()
        if value in gone and (etree.QName(attribute).namespace or "").endswith("/relationships")
    ]


def _clean_content(root: etree._Element, gone: frozenset[str]) -> None:
    for element, kind in elements(root):
        lost = _refers(element, gone)
        if kind in DROPPED_ELEMENTS or (lost and kind != "pageSetup"):
            drop(element)
            continue
        for attribute in lost:
            del element.attrib[attribute]
        for attribute in list(element.attrib):
            name = local_name(attribute)
            if name in PEOPLE:
                element.set(attribute, PEOPLE[name])
            elif name in DROPPED_ATTRIBUTES or name.startswith("rsid") or (name == "uid" and attribute != "uid"):
                del element.attrib[attribute]
        if kind in ("docPr", "cNvPr"):  # of a drawing: programs write the picture's path here
            element.set("name", f"Object {element.get('id', '')}")
            for told in ("descr", "title"):
                element.attrib.pop(told, None)
        elif kind == "author" and element.text:  # of a comment in a table
            element.text = NOBODY
        elif kind in ("cmAuthor", "author") and element.get("name"):  # of a comment in a presentation
            element.set("name", NOBODY)
        elif kind == "imagedata":
            for attribute in [each for each in element.attrib if local_name(each) in ("title", "href", "src")]:
                del element.attrib[attribute]
        elif kind in ("instrText", "delInstrText") and REFERRING_FIELDS.match(element.text or ""):
            element.text = ""
