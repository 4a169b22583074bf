"""XML parts of documents: read without fetching or expanding anything, written without remarks."""

from collections.abc import Iterator

from lxml import etree

from bot.kernel.errors import FileReason, FileRefused

DEPTH = 250


def read_xml(content: bytes) -> etree._Element:
    """The root of a part. A part that declares a DTD is refused: no office program writes one, attackers do."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise FileRefused(FileReason.DAMAGED) from None
    if root.getroottree().docinfo.doctype:
        raise FileRefused(FileReason.DAMAGED)
    return root


def write_xml(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def elements(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Each element with its name without namespace; elements may be dropped meanwhile."""
    for element in list(root.iter(etree.Element)):
        yield element, etree.QName(element).localname


def drop(element: etree._Element) -> None:
    """Takes an element out, and keeps the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def local_name(attribute: str | bytes) -> str:
    return str(etree.QName(attribute).localname)
