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
    "removePersonalInformation userInfo permStart permEnd customWorkbookViews customSheetViews revisionPtr "
    "webPublishItems webPublishObjects protectedRanges scenarios".split()
)
"""Who worked on the document, where, who may, and under whose name they looked at it."""
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WITHDRAWN = frozenset(
    "del moveFrom moveFromRangeStart moveFromRangeEnd cellDel rPrChange pPrChange sectPrChange tblPrChange trPrChange "
    "tcPrChange tblGridChange tblPrExChange numberingChange".split()
)
"""Tracked changes in Word: what was taken out, where a move came from, and how things looked before."""
HIDDEN = frozenset(("vanish", "specVanish", "webHidden"))
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
LOCAL_PATH = re.compile(r"file:|(?<![a-z])[a-z]:[\\/]|\\\\\w|/(Users|home|Volumes|mnt)/", re.IGNORECASE)
"""A place on somebody's machine or in their network."""
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
        self._hidden_styles = _hidden_styles(parts.get("word/styles.xml"))
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
            if self.extension == ".docx":
                _drop_hidden_text(root, self._hidden_styles)
                _clean_fields(root)
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
    authors = [element for element, kind in elements(root) if kind == "author" and element.text]
    for element, kind in elements(root):
        lost = _refers(element, gone)
        withdrawn = kind in WITHDRAWN and etree.QName(element).namespace == WORD
        if kind in DROPPED_ELEMENTS or withdrawn or (lost and kind != "pageSetup"):
            drop(element)
            continue
        for attribute in lost:
            del element.attrib[attribute]
        for attribute, value in list(element.attrib.items()):
            name = local_name(attribute)
            if name in PEOPLE:
                element.set(attribute, PEOPLE[name])
            elif name in DROPPED_ATTRIBUTES or name.startswith("rsid") or (name == "uid" and attribute != "uid"):
                del element.attrib[attribute]
            elif LOCAL_PATH.search(value):
                element.set(attribute, NOWHERE)
        if kind in ("docPr", "cNvPr"):  # of a drawing: programs write the picture's path here
            element.set("name", f"Object {element.get('id', '')}")
            for told in ("descr", "title"):
                element.attrib.pop(told, None)
        elif kind in ("cmAuthor", "author") and element.get("name"):  # of a comment in a presentation
            element.set("name", NOBODY)
        elif (etree.QName(element).namespace or "").endswith("microsoft-com:vml"):
            for attribute in [each for each in element.attrib if local_name(each) in ("alt", "title", "href", "src")]:
                del element.attrib[attribute]
    if local_name(root.tag) == "comments":
        _drop_names_before_notes(root, [str(author.text) for author in authors])
    for author in authors:  # of a comment in a table
        author.text = NOBODY


def _drop_names_before_notes(root: etree._Element, authors: list[str]) -> None:
    """Excel writes "Name:" in front of each note, in letters of its own."""
    names = {name.strip().casefold() for name in authors}
    for text in root.iter("{*}text"):
        for run in text.iter("{*}t"):
            words = run.text or ""
            name, colon, rest = words.partition(":")
            is_first_of_several = colon and not rest.strip() and len(text) > 1
            if colon and (name.strip().casefold() in names or is_first_of_several):
                run.text = rest
            break


def _hidden_styles(styles: bytes | None) -> frozenset[str]:
    """The names of the styles whose text is hidden."""
    if styles is None:
        return frozenset()
    return frozenset(
        style.get(f"{{{WORD}}}styleId", "")
        for style in read_xml(styles).iter(f"{{{WORD}}}style")
        if any(_is_hidden(each) for each in style.iter(f"{{{WORD}}}rPr"))
    )


def _is_hidden(properties: etree._Element) -> bool:
    return any(
        local_name(each.tag) in HIDDEN and each.get(f"{{{WORD}}}val", "true") not in ("0", "false", "off")
        for each in properties
    )


def _drop_hidden_text(root: etree._Element, styles: frozenset[str]) -> None:
    """Text that the writer can't see either unless a setting shows it."""
    if local_name(root.tag) == "styles":
        return
    for run in list(root.iter(f"{{{WORD}}}r")):
        paragraph = next(run.iterancestors(f"{{{WORD}}}p"), None)
        used = [run.find(f"{{{WORD}}}rPr/{{{WORD}}}rStyle")]
        if paragraph is not None:
            used.append(paragraph.find(f"{{{WORD}}}pPr/{{{WORD}}}pStyle"))
        properties = run.find(f"{{{WORD}}}rPr")
        by_style = any(style is not None and style.get(f"{{{WORD}}}val") in styles for style in used)
        if by_style or (properties is not None and _is_hidden(properties)):
            drop(run)


def _clean_fields(root: etree._Element) -> None:
    """Empty the codes of fields that lead to a file or a database. A code may be spread over several runs."""
    for field in root.iter(f"{{{WORD}}}fldSimple"):
        code = field.get(f"{{{WORD}}}instr", "")
        if _leads_away(code):
            field.set(f"{{{WORD}}}instr", "")
    pieces: list[etree._Element] = []
    for element in root.iter(f"{{{WORD}}}instrText", f"{{{WORD}}}delInstrText", f"{{{WORD}}}fldChar"):
        if local_name(element.tag) == "fldChar":
            _empty_if_leading_away(pieces)
            pieces = []
        else:
            pieces.append(element)
    _empty_if_leading_away(pieces)


def _empty_if_leading_away(pieces: list[etree._Element]) -> None:
    if _leads_away("".join(each.text or "" for each in pieces)):
        for each in pieces:
            each.text = ""


def _leads_away(code: str) -> bool:
    return REFERRING_FIELDS.match(code) is not None or NOWHERE in code or LOCAL_PATH.search(code) is not None
