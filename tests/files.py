"""Files of every type, made here, with a mark wherever the format can hold what somebody would not want to say.

What a file is to show or play is made of noise with a seed, so that no two are equal.
"""

import io
import random
import zipfile
from fractions import Fraction
from typing import Any

import av
import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, PngImagePlugin

MARK = "AmalHaddad"
"""Planted where it must not survive. Nothing that a file is to show holds it."""
SHOWN = "Vi har mottatt din"
"""The words that a document shows."""
WHERE = "+59.9139+010.7522/"
WHEN = "2020-01-02T03:04:05Z"
XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    f'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="{MARK}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
).encode()


def holds_mark(content: bytes) -> bool:
    """Whether the mark stands in the bytes, as text of one or two bytes a letter."""
    lower = content.lower()
    return any(MARK.lower().encode(code) in lower for code in ("ascii", "utf-16-le", "utf-16-be"))


# -- pictures ----------------------------------------------------------------------------------------------------------


def picture(seed: int = 0, mode: str = "RGB", size: tuple[int, int] = (120, 80)) -> Image.Image:
    """Soft patches of colour: something that a likeness can be measured on."""
    rng = random.Random(seed)
    small = Image.new("RGB", (6, 4))
    small.putdata([tuple(rng.randrange(256) for _ in range(3)) for _ in range(24)])
    return small.resize(size, Image.Resampling.BICUBIC).convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    for tag in (0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x8298):  # description, maker, model, program, artist, rights
        tags[tag] = MARK
    tags[0x0132] = "2020:01:02 03:04:05"
    tags.get_ifd(0x8769).update({0x9003: "2020:01:02 03:04:05", 0xA430: MARK, 0xA431: MARK, 0xA435: MARK})
    tags.get_ifd(0x8825).update({1: "N", 2: (59.0, 54.0, 50.0), 3: "E", 4: (10.0, 45.0, 7.0), 29: "2020:01:02"})
    return tags


def jpeg(seed: int = 0, *, orientation: int = 1, mode: str = "RGB", size: tuple[int, int] = (120, 80)) -> bytes:
    out = io.BytesIO()
    marked = {"exif": exif(orientation), "comment": MARK.encode(), "xmp": XMP}
    picture(seed, mode, size).save(out, "JPEG", quality=92, **marked)
    return out.getvalue() + MARK.encode()  # phones append whole films


def png(seed: int = 0, *, mode: str = "RGB", size: tuple[int, int] = (120, 80)) -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", MARK)
    notes.add_text("Comment", MARK, zip=True)
    notes.add_itxt("Description", MARK, "en", "Description")
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    out = io.BytesIO()
    picture(seed, mode, size).save(out, "PNG", pnginfo=notes, exif=exif())
    return out.getvalue()


def webp(seed: int = 0, *, lossless: bool = False) -> bytes:
    out = io.BytesIO()
    picture(seed).save(out, "WEBP", quality=92, lossless=lossless, exif=exif(), xmp=XMP)
    return out.getvalue()


def avif(seed: int = 0) -> bytes:
    out = io.BytesIO()
    picture(seed).save(out, "AVIF", quality=92, exif=exif(), xmp=XMP)
    return out.getvalue()


def tiff(seed: int = 0, pages: int = 1) -> bytes:
    first, *rest = (picture(seed + page) for page in range(pages))
    out = io.BytesIO()
    tags = {315: MARK, 270: MARK, 305: MARK, 700: XMP}
    first.save(out, "TIFF", save_all=pages > 1, append_images=rest, tiffinfo=tags)
    return out.getvalue()


def gif(seed: int = 0, frames: int = 1) -> bytes:
    first, *rest = (picture(seed + frame) for frame in range(frames))
    out = io.BytesIO()
    first.save(out, "GIF", save_all=frames > 1, append_images=rest, duration=80, loop=0, comment=MARK.encode())
    return out.getvalue()


def bmp(seed: int = 0) -> bytes:
    out = io.BytesIO()
    picture(seed).save(out, "BMP")
    return out.getvalue()


# -- sound and film ----------------------------------------------------------------------------------------------------

TAGS = {
    "title": MARK,
    "artist": MARK,
    "album": MARK,
    "comment": MARK,
    "copyright": MARK,
    "description": MARK,
    "creation_time": WHEN,
    "location": WHERE,
    "com.apple.quicktime.model": MARK,
}


def recording(
    container: str, *, film: str | None = None, sound: str | None = None, seed: int = 0, cover: bool = False
) -> bytes:
    """A second of it, with tags, a stream's own title, and chapters where the container has them."""
    out = io.BytesIO()
    options = {"movflags": "use_metadata_tags"} if container in ("mp4", "mov") and seed % 2 else {}
    with av.open(out, "w", format=container, options=options) as target:
        target.metadata.update(TAGS)
        pictures: Any = target.add_stream(film, rate=10) if film else None
        sounds: Any = target.add_stream(sound, rate=48000) if sound else None
        if pictures:
            pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
            pictures.metadata["title"] = pictures.metadata["handler_name"] = MARK
        if sounds:
            sounds.metadata["title"] = sounds.metadata["handler_name"] = MARK
        if container in ("mp4", "mov", "matroska", "mp3"):
            part = {"id": 0, "start": 0, "end": 500, "time_base": Fraction(1, 1000), "metadata": {"title": MARK}}
            target.set_chapters([part])
        if container == "matroska":
            target.add_attachment(MARK, "text/plain", MARK.encode())
        if pictures:
            for number in range(10):
                frame = av.VideoFrame.from_image(picture(seed + number, size=(64, 48))).reformat(format="yuv420p")
                frame.pts = number
                target.mux(pictures.encode(frame))
            target.mux(pictures.encode())
        if sounds:
            noise = random.Random(seed).randbytes(48000 * 2)
            frame = av.AudioFrame("s16", "mono", 48000)
            frame.planes[0].update(noise)
            frame.sample_rate, frame.pts, frame.time_base = 48000, 0, Fraction(1, 48000)
            resampler = av.AudioResampler(sounds.format, sounds.layout, 48000, sounds.codec_context.frame_size or 1024)
            for piece in resampler.resample(frame):
                target.mux(sounds.encode(piece))
            target.mux(sounds.encode())
    return out.getvalue()


def voice(seed: int = 0) -> bytes:
    return recording("ogg", sound="libopus", seed=seed)


def video(seed: int = 0) -> bytes:
    return recording("mp4", film="libx264", sound="aac", seed=seed)


def mp3(seed: int = 0) -> bytes:
    return recording("mp3", sound="libmp3lame", seed=seed)


# -- documents ---------------------------------------------------------------------------------------------------------


def pdf(seed: int = 0, *, pages: int = 1, password: str | None = None, owner: str | None = None) -> bytes:
    """A letter with a photo, notes, a filled form, attachments, scripts, a layer and all that is told about it."""
    made = pikepdf.Pdf.new()
    font = Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    fields = Array()
    for number in range(pages):
        page = made.add_blank_page(page_size=(300, 300)).obj
        photo = made.make_stream(
            jpeg(seed + number),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=120,
            Height=80,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
            Metadata=made.make_stream(XMP, Type=Name.Metadata, Subtype=Name.XML),
        )
        page.Resources = Dictionary(XObject=Dictionary(Photo=photo), Font=font)
        words = f"BT /F 12 Tf 20 250 Td ({SHOWN} {seed}) Tj ET q 120 0 0 80 20 20 cm /Photo Do Q"
        page.Contents = made.make_stream(words.encode())
        page.PieceInfo = Dictionary(Tool=Dictionary(LastModified=String("D:2020"), Private=String(MARK)))
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[10, 10, 30, 30], Contents=String("Obs"))
        note.T, note.M, note.NM, note.Subj = String(MARK), String("D:2020"), String(MARK), String(MARK)
        field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, Rect=[20, 200, 200, 220], F=4)
        field.T, field.TU, field.V, field.DA = String(MARK), String(MARK), String("Utfylt"), String("/F 10 Tf 0 g")
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], NM=String(MARK))
        link.A = Dictionary(S=Name.URI, URI=String("https://www.nav.no/"))
        launch = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9])
        launch.A = Dictionary(S=Name.Launch, F=String(f"C:\\{MARK}.exe"))
        page.Annots = Array([made.make_indirect(each) for each in (note, field, link, launch)])
        fields.append(page.Annots[1])
    made.Root.AcroForm = Dictionary(Fields=fields, NeedAppearances=True, DR=Dictionary(Font=font))
    made.docinfo.update({f"/{key}": String(MARK) for key in ("Author", "Title", "Creator", "Producer", "Company")})
    made.docinfo["/Subject"] = String(f"عن {MARK}")  # of two bytes a letter
    with made.open_metadata() as told:
        told["dc:creator"] = [MARK]
    made.attachments[f"{MARK}.txt"] = pikepdf.AttachedFileSpec(made, MARK.encode(), description=MARK)
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(MARK, 0))
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{MARK}')"))
    made.Root.PieceInfo = Dictionary(Tool=Dictionary(Private=String(MARK)))
    out = io.BytesIO()
    locked = pikepdf.Encryption(user=password or "", owner=owner or password or "") if password or owner else None
    made.save(out, encryption=locked or False)
    return out.getvalue()


def packed(parts: dict[str, bytes | str], remark: str = MARK) -> bytes:
    """A zip file, with a remark of its own and one on each part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.comment = remark.encode()
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2020, 1, 2, 3, 4, 6))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.comment = remark.encode()
            archive.writestr(entry, content)
    return out.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "application/vnd.openxmlformats-officedocument"
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{MARK}</dc:creator>'
    f"<cp:lastModifiedBy>{MARK}</cp:lastModifiedBy></cp:coreProperties>"
)
APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    f"<Company>{MARK}</Company><Manager>{MARK}</Manager><Template>{MARK}.dotm</Template></Properties>"
)
CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties">'
    f'<property name="{MARK}"/></Properties>'
)


def relations(*targets: tuple[str, str] | tuple[str, str, str]) -> str:
    """The relations rId1, rId2 ... of a part: (type, target) or (type, target, "External")."""
    lines = []
    for number, (kind, target, *mode) in enumerate(targets, 1):
        sort = kind if "://" in kind else f"{R}/{kind}"
        outside = f' TargetMode="{mode[0]}"' if mode else ""
        lines.append(f'<Relationship Id="rId{number}" Type="{sort}" Target="{target}"{outside}/>')
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(lines)}</Relationships>'


def _open_package(main: str, kind: str, parts: dict[str, bytes | str]) -> bytes:
    """An Office Open XML document around its own parts; `main` is the first of them."""
    overrides = f'<Override PartName="/{main}" ContentType="{OFFICE}.{kind}.main+xml"/>'
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata"
    return packed(
        {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                '<Default Extension="xml" ContentType="application/xml"/>'
                '<Default Extension="jpeg" ContentType="image/jpeg"/><Default Extension="png" ContentType="image/png"/>'
                f'{overrides}<Override PartName="/docProps/core.xml" ContentType="application/xml"/></Types>'
            ),
            "_rels/.rels": relations(
                ("officeDocument", main),
                (f"{core}/core-properties", "docProps/core.xml"),
                ("extended-properties", "docProps/app.xml"),
                ("custom-properties", "docProps/custom.xml"),
                (f"{core}/thumbnail", "docProps/thumbnail.jpeg"),
            ),
            "docProps/core.xml": CORE,
            "docProps/app.xml": APP,
            "docProps/custom.xml": CUSTOM,
            "docProps/thumbnail.jpeg": jpeg(),
            "customXml/item1.xml": f"<b>{MARK}</b>",
            **parts,
        }
    )


def docx(seed: int = 0) -> bytes:
    who = f'w:author="{MARK}" w:initials="{MARK}" w:date="{WHEN}"'
    drawing = (
        '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        f'<wp:docPr id="1" name="{MARK}.jpg" descr="C:\\{MARK}\\1.jpg" title="{MARK}"/></wp:inline></w:drawing>'
    )
    body = (
        f'<?xml version="1.0"?><!-- {MARK} --><w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>'
        f'<w:p w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD"><w:r><w:t>{SHOWN} {seed}</w:t></w:r>'
        f'<w:ins w:id="1" {who}><w:r><w:t> søknad</w:t></w:r></w:ins>'
        f'<w:del w:id="2" {who}><w:r><w:delText> klage</w:delText></w:r></w:del>'
        f'<w:r><w:instrText>INCLUDEPICTURE "C:\\{MARK}\\1.jpg"</w:instrText></w:r>{drawing}'
        '<w:hyperlink r:id="rId3"><w:r><w:t>nav.no</w:t></w:r></w:hyperlink></w:p></w:body></w:document>'
    )
    return _open_package(
        "word/document.xml",
        "wordprocessingml.document",
        {
            "word/document.xml": body,
            "word/_rels/document.xml.rels": relations(
                ("image", "media/image1.jpeg"),
                ("comments", "comments.xml"),
                ("hyperlink", "https://www.nav.no/", "External"),
                ("image", f"file:///C:/{MARK}/1.jpg", "External"),
                ("customXml", "../customXml/item1.xml"),
                ("people", "people.xml"),
            ),
            "word/comments.xml": (
                f'<w:comments xmlns:w="{W}"><w:comment w:id="0" {who}><w:p><w:r><w:t>Obs</w:t></w:r></w:p></w:comment>'
                "</w:comments>"
            ),
            "word/people.xml": f'<w15:people xmlns:w15="x"><w15:person w15:author="{MARK}"/></w15:people>',
            "word/settings.xml": (
                f'<w:settings xmlns:w="{W}" xmlns:r="{R}"><w:attachedTemplate r:id="rId1"/>'
                f'<w:rsids><w:rsid w:val="00AB12CD"/></w:rsids><w:docVars><w:docVar w:val="{MARK}"/></w:docVars>'
                "</w:settings>"
            ),
            "word/_rels/settings.xml.rels": relations(("attachedTemplate", f"file:///C:/{MARK}.dotx", "External")),
            "word/media/image1.jpeg": jpeg(seed),
        },
    )


def xlsx(seed: int = 0) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return _open_package(
        "xl/workbook.xml",
        "spreadsheetml.sheet",
        {
            "xl/workbook.xml": (
                f'<workbook xmlns="{main}" xmlns:r="{R}" xmlns:x15ac="http://schemas.microsoft.com/office/'
                f'spreadsheetml/2010/11/ac"><fileSharing userName="{MARK}"/><x15ac:absPath url="C:\\{MARK}\\"/>'
                '<sheets><sheet name="Ark1" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": (
                f'<worksheet xmlns="{main}" xmlns:r="{R}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is>'
                f"<t>{SHOWN} {seed}</t></is></c></row></sheetData>"
                '<pageSetup paperSize="9" r:id="rId1"/></worksheet>'
            ),
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                ("printerSettings", "../printerSettings/printerSettings1.bin"), ("comments", "../comments1.xml")
            ),
            "xl/printerSettings/printerSettings1.bin": MARK.encode("utf-16-le"),
            "xl/comments1.xml": (
                f'<comments xmlns="{main}"><authors><author>{MARK}</author></authors><commentList>'
                '<comment ref="A1" authorId="0"><text><t>Obs</t></text></comment></commentList></comments>'
            ),
            "xl/media/image1.png": png(seed),
        },
    )


def pptx(seed: int = 0) -> bytes:
    main = "http://schemas.openxmlformats.org/presentationml/2006/main"
    drawn = "http://schemas.openxmlformats.org/drawingml/2006/main"
    return _open_package(
        "ppt/presentation.xml",
        "presentationml.presentation",
        {
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{main}" xmlns:r="{R}"/>',
            "ppt/_rels/presentation.xml.rels": relations(
                ("slide", "slides/slide1.xml"), ("commentAuthors", "commentAuthors.xml")
            ),
            "ppt/slides/slide1.xml": (
                f'<p:sld xmlns:p="{main}" xmlns:a="{drawn}"><p:pic><p:nvPicPr><p:cNvPr id="4" name="{MARK}" '
                f'descr="{MARK}.jpg"/></p:nvPicPr></p:pic><a:t>{SHOWN} {seed}</a:t></p:sld>'
            ),
            "ppt/commentAuthors.xml": (
                f'<p:cmAuthorLst xmlns:p="{main}"><p:cmAuthor id="0" name="{MARK}" initials="{MARK}"/></p:cmAuthorLst>'
            ),
            "ppt/media/image1.jpeg": jpeg(seed),
            "ppt/media/media1.mp4": video(seed),
            "ppt/embeddings/sheet.xlsx": xlsx(seed),
        },
    )


def opendocument(kind: str, seed: int = 0) -> bytes:
    """`kind` is "text", "spreadsheet" or "presentation"."""
    mime = f"application/vnd.oasis.opendocument.{kind}"
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for name, long in (("office", "office"), ("text", "text"), ("draw", "drawing"), ("meta", "meta"))
    )
    spaces += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
    spaces += ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:officeooo="x"'
    told = (
        f"<dc:creator>{MARK}</dc:creator><dc:date>{WHEN}</dc:date><meta:creator-initials>{MARK}</meta:creator-initials>"
    )
    names = ("content.xml", "styles.xml", "meta.xml", "settings.xml", "Thumbnails/thumbnail.png", "Pictures/1.jpg")
    manifest = "".join(f'<m:file-entry m:full-path="{name}" m:media-type=""/>' for name in names)
    return packed(
        {
            "mimetype": mime,
            "content.xml": (
                f"<office:document-content {spaces}><office:body><office:{kind}><text:p officeooo:rsid='0012ab'>"
                f"{SHOWN} {seed}<office:annotation>{told}<text:p>Obs</text:p></office:annotation>"
                f'<draw:frame draw:name="{MARK}"><draw:image xlink:href="Pictures/1.jpg"/><svg:title>{MARK}</svg:title>'
                f'<svg:desc>{MARK}</svg:desc></draw:frame><text:a xlink:href="file:///home/{MARK}/1.odt">x</text:a>'
                f"<text:change-info>{told}</text:change-info></text:p></office:{kind}></office:body>"
                "</office:document-content>"
            ),
            "styles.xml": f"<office:document-styles {spaces}/>",
            "meta.xml": f"<office:document-meta {spaces}><office:meta>{told}</office:meta></office:document-meta>",
            "settings.xml": f"<office:document-settings {spaces}><!--{MARK}--></office:document-settings>",
            "Thumbnails/thumbnail.png": png(seed),
            "Pictures/1.jpg": jpeg(seed),
            "META-INF/manifest.xml": (
                '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                f'<m:file-entry m:full-path="/" m:media-type="{mime}"/>{manifest}</m:manifest>'
            ),
        }
    )
