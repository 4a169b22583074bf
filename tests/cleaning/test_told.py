"""What documents tell beside what they show: who wrote, what was taken out, where it lay on somebody's machine."""

import io
import zipfile

import pikepdf
import pytest
from pikepdf import Dictionary, Name, String

from bot.cleaning.clean import clean
from tests import files
from tests.cleaning.test_corpus import unpacked
from tests.files import MARK, W


def with_words(package: bytes, part: str, before: str, words: str) -> bytes:
    """A package in one part of which some words are put before others."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode()  # type: ignore[union-attr]
    assert before in text, "the check could not fail"
    return files.packed(parts | {part: text.replace(before, words + before, 1)}, remark="")


def left_in(content: bytes) -> list[bytes]:
    return [each for each in unpacked(clean(content).content) if files.holds_mark(each)]


def run(properties: str, words: str) -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


def field(*pieces: str) -> str:
    code = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{code}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


VML = "urn:schemas-microsoft-com:vml"
IN_WORD = {
    "tracked deletion": f'<w:del w:id="9" w:author="x"><w:r><w:delText>{MARK}</w:delText></w:r></w:del>',
    "where a move came from": f'<w:moveFrom w:id="9"><w:r><w:t>{MARK}</w:t></w:r></w:moveFrom>',
    "how it looked before": f'<w:pPr><w:pPrChange><w:pPr><w:pStyle w:val="{MARK}"/></w:pPr></w:pPrChange></w:pPr>',
    "simple field": f'<w:fldSimple w:instr=" INCLUDEPICTURE &quot;C:\\\\{MARK}\\\\1.jpg&quot; "/>',
    "field in pieces": field(" LINK Excel ", f'"C:\\{MARK}"'),
    "field that links to a file": field(f' HYPERLINK "file:///C:/{MARK}.docx"'),
    "field that links to a share": field(f' HYPERLINK "\\\\\\\\server\\\\{MARK}"'),
    "who may edit": f'<w:permStart w:id="3" w:ed="FIRM\\{MARK}"/>{run("", "x")}<w:permEnd w:id="3"/>',
    "words of an old drawing": f'<w:r><w:pict><v:shape xmlns:v="{VML}" alt="{MARK}"/></w:pict></w:r>',
    "hidden text": run("<w:vanish/>", MARK),
    "hidden on the web": run('<w:webHidden w:val="1"/>', MARK),
}


@pytest.mark.parametrize("what", IN_WORD)
def test_word(what: str) -> None:
    assert left_in(with_words(files.docx(), "word/document.xml", "</w:body>", f"<w:p>{IN_WORD[what]}</w:p>")) == []


def test_text_that_is_hidden_by_its_style() -> None:
    with zipfile.ZipFile(io.BytesIO(files.docx())) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    parts["word/styles.xml"] = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    )
    document = with_words(
        files.packed(parts, remark=""),
        "word/document.xml",
        "</w:body>",
        "<w:p>" + run('<w:rStyle w:val="Secret"/>', MARK) + "</w:p>",
    )
    assert left_in(document) == []


def test_what_is_seen_stays() -> None:
    moved = '<w:moveTo w:id="9"><w:r><w:t>flyttet</w:t></w:r></w:moveTo>'
    link = field(' HYPERLINK "https://www.nav.no/"')
    seen = "<w:p>" + run('<w:vanish w:val="0"/>', "Obs") + link + moved + "</w:p>"
    cleaned = clean(with_words(files.docx(), "word/document.xml", "</w:body>", seen)).content
    document = zipfile.ZipFile(io.BytesIO(cleaned)).read("word/document.xml").decode()
    assert all(words in document for words in ("Obs", "https://www.nav.no/", "flyttet", "søknad"))


BOOK, SHEET = ("xl/workbook.xml", "<sheets>"), ("xl/worksheets/sheet1.xml", "<pageSetup")
IN_EXCEL = {
    "view": (*BOOK, f'<customWorkbookViews><customWorkbookView name="{MARK}"/></customWorkbookViews>'),
    "revision": (*BOOK, f'<x:revisionPtr xmlns:x="y" documentId="{MARK}"/>'),
    "place": (*SHEET, f'<webPublishItems><webPublishItem destinationFile="C:\\{MARK}"/></webPublishItems>'),
    "scenario": (*SHEET, f'<scenarios><scenario user="{MARK}"/></scenarios>'),
    "link to a file": (*SHEET, f'<hyperlinks><hyperlink ref="A1" display="C:\\{MARK}"/></hyperlinks>'),
}
NAMES = [f"<r><rPr><b/></rPr><t>{MARK}:</t></r>", f"<t>{MARK}:\nx</t>", f"<t> {MARK.upper()}: x</t>"]


@pytest.mark.parametrize("what", IN_EXCEL)
def test_excel(what: str) -> None:
    part, before, words = IN_EXCEL[what]
    assert left_in(with_words(files.xlsx(), part, before, words)) == []


@pytest.mark.parametrize(
    "name", [f"<r><rPr><b/></rPr><t>{MARK}:</t></r>", f"<t>{MARK}:\nx</t>", f"<t> {MARK.upper()}: x</t>"]
)
def test_the_name_before_a_note(name: str) -> None:
    assert left_in(with_words(files.xlsx(), "xl/comments1.xml", "<t>Obs</t>", name)) == []


def test_a_note_that_begins_with_a_word_of_its_own_stays_whole() -> None:
    noted = with_words(files.xlsx(), "xl/comments1.xml", "<t>Obs</t>", "<t>Frist: 15.12.</t>")
    assert b"Frist: 15.12." in zipfile.ZipFile(io.BytesIO(clean(noted).content)).read("xl/comments1.xml")


def test_what_an_open_document_has_lost() -> None:
    changes = f"<text:tracked-changes><text:deletion>{MARK}</text:deletion></text:tracked-changes>"
    text = files.opendocument("text")
    document = zipfile.ZipFile(io.BytesIO(text)).read("content.xml").decode()
    body = document[document.index("<office:text") : document.index(">", document.index("<office:text")) + 1]
    after = document[document.index(body) + len(body) :][:20]
    assert left_in(with_words(text, "content.xml", after, changes)) == []


def test_a_pdf_that_another_one_was_taken_into() -> None:
    with pikepdf.open(io.BytesIO(files.pdf())) as made:
        form = made.make_stream(b"q Q", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
        form["/PTEX.FileName"] = String(f"/{MARK}/signature.pdf")
        form["/PTEX.InfoDict"] = made.make_indirect(Dictionary(Author=String(MARK)))
        page = made.pages[0].obj
        page.Resources.XObject.Sig = form
        page.Contents = made.make_stream(page.Contents.read_bytes() + b" /Sig Do")
        out = io.BytesIO()
        made.save(out)
    assert left_in(out.getvalue()) == []
