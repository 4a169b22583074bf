"""PDF, written anew with what its pages show: no authors, dates, tools, attachments, scripts, earlier versions.

A PDF is a graph of objects. What can be reached from the pages through a known key is kept, the rest is not written.
Keys: ISO 32000-2 (https://pdfa.org/resource/iso-32000-2/), tables 29, 31, 166, 171.
"""

import io
import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from bot.cleaning.jpeg import strip_jpeg, strip_jpeg2000
from bot.cleaning.pdf_forms import draw_forms
from bot.kernel.errors import FileReason, FileRefused

PAGES = 3000
UNFOLDED = 512 * 1024 * 1024
"""Most bytes of all streams together: some fifteen grey pages at 600 dots per inch that are packed without loss."""
PIECE = 1024 * 1024
DEPTH = 60

ROOT_KEYS = frozenset(("/Type", "/Version", "/Pages", "/PageLabels", "/OCProperties", "/Lang"))
PAGE_KEYS = frozenset(
    "/Type /Parent /Resources /MediaBox /CropBox /BleedBox /TrimBox /ArtBox /Contents /Rotate /Group /UserUnit "
    "/Kids /Count".split()
)
NOTES = frozenset(
    "/Text /FreeText /Line /Square /Circle /Polygon /PolyLine /Highlight /Underline /Squiggly /StrikeOut /Caret /Stamp "
    "/Ink".split()
)
"""What a reader can write on a page. It stays, without who wrote it and when."""
NOTE_KEYS = frozenset(
    "/Type /Subtype /Rect /Contents /AP /AS /F /C /IC /CA /ca /Border /BS /BE /Open /Name /DA /Q /DS /L /LE /CL /RD "
    "/LL /LLE /Cap /QuadPoints /Vertices /InkList /OC".split()
)
LINK_KEYS = frozenset("/Type /Subtype /Rect /Border /BS /C /F /H /QuadPoints".split())
REMARKS = frozenset(
    "/Metadata /PieceInfo /LastModified /AF /AA /OpenAction /SpiderInfo /Thumb /OPI /Measure /PtData /StructParent "
    "/StructParents /CreatorInfo /PresSteps /JS /AcroForm /Names /Outlines /StructTreeRoot /Collection".split()
)
"""Keys that are dropped wherever they stand."""
PTEX = "/PTEX."
"""Begins the keys under which pdfTeX writes the path and the maker of each PDF that it takes in."""

OUTER_FILTERS = frozenset(("/FlateDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/LZWDecode", "/RunLengthDecode"))


def clean_pdf(content: bytes) -> bytes:
    """The PDF with its pages, layers, notes and web links. Filled forms become part of the page."""
    try:
        pdf = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        raise FileRefused(FileReason.ENCRYPTED) from None
    except pikepdf.PdfError:
        raise FileRefused(FileReason.DAMAGED) from None
    with pdf:
        _refuse_what_hides_its_content(pdf)
        _refuse_bombs(pdf)
        notes = _take_notes(pdf)
        draw_forms(pdf)
        pdf.flatten_annotations("all")
        for page, kept in zip(pdf.pages, notes, strict=True):
            _keep_only(page.obj, PAGE_KEYS)
            if kept:
                page.obj.Annots = Array(kept)
        _prune_tree(pdf)
        _keep_only(pdf.Root, ROOT_KEYS)
        for key in list(pdf.trailer.keys()):
            if key not in ("/Root", "/Size"):
                del pdf.trailer[key]
        for each in pdf.objects:
            _strip_remarks(each, 0)
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            encryption=False,
            preserve_pdfa=False,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return out.getvalue()


def _refuse_what_hides_its_content(pdf: Pdf) -> None:
    """A portfolio's pages and a dynamic form's pages only say "open me in another program"."""
    form = pdf.Root.get(Name.AcroForm)
    dynamic = pdf.Root.get(Name.NeedsRendering) and isinstance(form, Dictionary) and Name.XFA in form
    if dynamic or Name.Collection in pdf.Root:
        raise FileRefused(FileReason.FORM)
    if not 0 < len(pdf.pages) <= PAGES:
        raise FileRefused(FileReason.DAMAGED)


def _refuse_bombs(pdf: Pdf) -> None:
    """Count what the streams unfold to, without keeping any of it."""
    room = UNFOLDED
    for each in pdf.objects:
        if isinstance(each, Stream):
            room -= _unfolded(each, room)
            if room < 0:
                raise FileRefused(FileReason.TOO_SLOW)


def _unfolded(stream: Any, room: int) -> int:
    """The bytes of a deflated stream, up to a little more than `room`; a picture's own coding is not undone."""
    filters = stream.get(Name.Filter)
    names = [str(each) for each in filters] if isinstance(filters, Array) else [str(filters)]
    if names[0] not in ("/FlateDecode", "/Fl"):
        return 0
    inflate, size = zlib.decompressobj(), 0
    rest = stream.read_raw_bytes()
    try:
        while rest and size <= room:
            size += len(inflate.decompress(rest, PIECE))
            rest = inflate.unconsumed_tail
    except zlib.error:
        pass  # what is whole counts; whether the rest can be read is found out later
    return size


def _take_notes(pdf: Pdf) -> list[list[Object]]:
    """Takes the notes and links from each page; what is left there are form fields and what nobody needs."""
    taken = []
    for page in pdf.pages:
        kept, fields = [], []
        annotations = page.obj.get(Name.Annots)
        for each in list(annotations) if isinstance(annotations, Array) else []:
            if not isinstance(each, Dictionary):
                continue
            kind = str(each.get(Name.Subtype, ""))
            if kind == "/Widget":
                fields.append(each)
            elif kind in NOTES:
                kept.append(pdf.make_indirect(_copy(each, NOTE_KEYS)))
            elif kind == "/Link" and (address := _web_address(each)):
                link = _copy(each, LINK_KEYS)
                link.A = Dictionary(S=Name.URI, URI=pikepdf.String(address))
                kept.append(pdf.make_indirect(link))
        page.obj.Annots = Array(fields)
        taken.append(kept)
    return taken


def _copy(annotation: Any, keys: frozenset[str]) -> Any:
    return Dictionary({key: value for key, value in annotation.items() if key in keys})


def _web_address(link: Any) -> str | None:
    action = link.get(Name.A)
    if not isinstance(action, Dictionary) or action.get(Name.S) != Name.URI:
        return None
    address = str(action.get(Name.URI, ""))
    return address if address.startswith(("http://", "https://", "mailto:", "tel:")) else None


def _keep_only(holder: Any, keys: frozenset[str]) -> None:
    for key in list(holder.keys()):
        if key not in keys:
            del holder[key]


def _prune_tree(pdf: Pdf) -> None:
    """The nodes between the root and the pages."""
    seen: set[tuple[int, int]] = set()
    open_nodes: list[Any] = [pdf.Root.Pages]
    while open_nodes:
        node = open_nodes.pop()
        if not isinstance(node, Dictionary) or node.objgen in seen or Name.Kids not in node:
            continue
        seen.add(node.objgen)
        _keep_only(node, PAGE_KEYS)
        open_nodes += list(node.Kids)


def _strip_remarks(thing: Any, depth: int) -> None:
    """Drops REMARKS from an object and what stands directly in it, and what pictures say about themselves."""
    if depth > DEPTH:
        raise FileRefused(FileReason.DAMAGED)
    if isinstance(thing, Array):
        children = list(thing)
    elif isinstance(thing, Dictionary | Stream):
        for key in [key for key in thing.keys() if key in REMARKS or key.startswith(PTEX)]:  # noqa: SIM118
            del thing[key]
        children = [thing[key] for key in thing.keys()]  # noqa: SIM118  (an Object's own iteration is another)
        if isinstance(thing, Stream):
            _strip_picture(thing)
    else:
        return
    for child in children:
        if isinstance(child, Array | Dictionary) and not child.is_indirect:
            _strip_remarks(child, depth + 1)


def _strip_picture(stream: Any) -> None:
    """A photo in a PDF is the camera's own file, with everything that the camera wrote into it."""
    filters = stream.get(Name.Filter)
    names = [str(each) for each in filters] if isinstance(filters, Array) else [str(filters)]
    strip = {"/DCTDecode": strip_jpeg, "/JPXDecode": strip_jpeg2000}.get(names[-1])
    if strip is None:
        return
    coded = stream.read_raw_bytes() if len(names) == 1 else _decoded_to_last(stream, names)
    parameters = stream.get(Name.DecodeParms)
    last = parameters[-1] if isinstance(parameters, Array) and len(parameters) else parameters
    stream.write(strip(coded), filter=Name(names[-1]), decode_parms=last if isinstance(last, Dictionary) else None)


def _decoded_to_last(stream: Any, names: list[str]) -> bytes:
    """The bytes of a picture behind further filters. Filters that nobody uses around a photo are refused."""
    if not OUTER_FILTERS.issuperset(names[:-1]):
        raise FileRefused(FileReason.DAMAGED)
    with Pdf.new() as holder:  # a stream lives as long as the PDF that it belongs to
        stream_copy = holder.make_stream(stream.read_raw_bytes())
        stream_copy.Filter = Array([Name(name) for name in names[:-1]])
        return bytes(stream_copy.read_bytes())
