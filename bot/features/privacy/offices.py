"""Who is no person: numbers, pages and mailboxes of public offices and help services, which advice is made of.

Whoever has a number or a page here is written down with the page on which it can be checked. A service adds its own
in its configuration (`[[public]]`). Besides, an office is known by its name beside a number ("Oslo kommune 21 80 21
80"), and a mailbox by what it is called ("postmottak@").
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.features.privacy.labels import REACH
from bot.features.privacy.phones import written_forms
from bot.kernel.public import Public

_NORWAY = """
    55553333 NAV https://www.nav.no/kontaktoss
    23351600 UDI https://www.udi.no/kontakt-udi/
    21085000 UNE https://www.une.no/kontakt/
    80080000 22077000 Skatteetaten https://www.skatteetaten.no/kontakt/
    24168800 IMDi https://www.imdi.no/om-imdi/kontakt-oss/
    73199700 Arbeidstilsynet https://www.arbeidstilsynet.no/kontakt-oss/
    21499000 21499100 Lånekassen https://lanekassen.no/nb-NO/kontakt-oss/
    23327000 23327030 Helfo, Helsenorge https://www.helsenorge.no/kontakt/
    22591300 Giftinformasjonen https://www.helsenorge.no/giftinformasjon/
    22073000 Statens-vegvesen https://www.vegvesen.no/om-oss/kontakt-oss/
    23400500 Forbrukerrådet https://www.forbrukerradet.no/kontakt-oss/
    22593150 Husleietvistutvalget https://www.htu.no/kontakt-oss/
    23157300 Diskrimineringsombudet https://www.ldo.no/kontakt-oss/
    22828500 Sivilombudet https://www.sivilombudet.no/kontakt/
    75006000 75007500 Brønnøysundregistrene, Altinn https://www.brreg.no/kontakt-oss/
    21021800 HK-dir https://hkdir.no/kontakt-oss
    22990370 22341800 Politiets-utlendingsenhet https://www.politiet.no/kontakt-oss/
    22842900 Jussbuss https://foreninger.uio.no/jussbuss/kontakt/
    22842950 JURK https://foreninger.uio.no/jurk/
    22331160 ROSA https://rosa-help.no/kontakt/
    22365660 NOAS https://www.noas.no/kontakt/
    23103890 Gatejuristen https://www.gatejuristen.no/kontakt/
    22698610 Rettshjelpsentralen https://kirkensbymisjon.no/rettshjelpsentralen/
    23487900 Fri-rettshjelp-Oslo https://www.oslo.kommune.no/
    23334360 Caritas https://www.caritas.no/ressurssenter/
    22054000 Røde-Kors https://www.rodekors.no/kontakt/
    22400040 Kirkens-SOS https://www.kirkens-sos.no/
    80057000 Krisesenter-og-incest-telefonen https://www.krisesenter.com/
    22990900 Redd-Barna https://www.reddbarna.no/kontakt-oss/
    22993190 Antirasistisk-Senter https://antirasistisk.no/kontakt/
    21802180 Oslo-kommune https://www.oslo.kommune.no/kontakt/
"""
_SWEDEN = """
    0771567567 Skatteverket https://www.skatteverket.se/kontaktaoss
    0771235235 Migrationsverket https://www.migrationsverket.se/kontakta-oss.html
    0771524524 0771179000 Försäkringskassan https://www.forsakringskassan.se/kontakta-oss
    0771416416 Arbetsförmedlingen https://arbetsformedlingen.se/kontakt
    0771276000 CSN https://www.csn.se/om-csn/kontakta-csn.html
    0771776776 Pensionsmyndigheten https://www.pensionsmyndigheten.se/kontakta-oss
    020505050 Kvinnofridslinjen https://kvinnofridslinjen.se/
    0104567000 Giftinformationscentralen https://giftinformation.se/
"""
_FINLAND = """
    0295419600 0295419643 Migri https://migri.fi/en/contact-information
    0295419800 Poliisi https://poliisi.fi/en/contact-information
    0206340200 0206340300 0206344902 0206344905 0206344901 Kela https://www.kela.fi/contact-us
    029497000 029497050 Vero https://www.vero.fi/en/About-us/contact-us/
    0295536000 DVV https://dvv.fi/en/contact-information
    0295025500 Työmarkkinatori https://tyomarkkinatori.fi/
    080005005 Nollalinja https://nollalinja.fi/in-english/
    0931011111 Helsinki https://www.hel.fi/en/decision-making/contact-information
    0925250111 Kriisipuhelin https://mieli.fi/en/
    0800147111 Myrkytystietokeskus https://www.hus.fi/en/patient/hospitals-and-other-units/poison-information-centre
"""
_SHORT = """
    112 110 113 114 1177 11414 11313 02800 116117 116111 116123 116006 116000 116016 02040 911 999 08588 177 1412
    07315 05555
"""
"""Numbers of few digits that everybody may dial: emergencies, doctors, police, help in a crisis."""

_ACCOUNTS = frozenset(
    """
    utlendingsdirektoratet udi nav navno nav_no skatteetaten politiet helsenorge imdi_no imdi arbeidstilsynet
    lanekassen altinn forbrukerradet helsedirektoratet fhi folkehelseinstituttet rodekors norskfolkehjelp caritasnorge
    noas jussbuss jurk gatejuristen kirkensbymisjon reddbarna unhcr iom frivilligsentral ungno migrationsverket
    skatteverket forsakringskassan arbetsformedlingen polisen 1177 csn informationsverige migri maahanmuuttovirasto
    kela poliisi vero infofinland dvv
    """.split()
)
_PUBLIC_PARTS = re.compile(
    r"kommun|direktorat|departement|politi|etaten|tilsynet|ombudet|ambassad|embassy|konsulat|consulate|universitet|"
    r"university|bibliotek|sykehus|sjukhus|rodekors|redcross|unhcr|myndighet|verket\b|ministry|ministeri|virasto|"
    r"kaupunki|krisesenter|frivillig|folkehogskole|voksenopplaring|legevakt|jussbuss|gatejurist|folkehjelp|bymisjon|"
    r"frelsesarme|^noas|^caritas|^jurk|^nav(?:no\b|okonomi|jobb|[._]|$)|^utlendingsdir|^udi(?:no\b|[._]|$)|^une(?:[._]|$)",
    re.IGNORECASE,
)
"""What the name of an office's account holds."""

_MAILBOXES = frozenset(
    """
    sak post postmottak mottak firmapost epost e-post mail info informasjon information kontakt kontakta contact
    contactus
    kontaktcenter kontaktsenter support service kundeservice kundtjanst kundtjänst asiakaspalvelu help hjelp helpdesk
    office kontor hello hei admin administrasjon administration reception resepsjon registrator diarium kirjaamo
    neuvonta toimisto personvern privacy gdpr dpo personvernombud press presse media jobb jobs career rekruttering hr
    lonn lønn faktura invoice billing regnskap okonomi økonomi servicetorg servicesenter servicekontor sentralbord
    legekontor skole barnehage bibliotek voksenopplaering flyktning flyktningtjenesten integrering barnevern klage
    arkiv booking noreply no-reply biuro sekretariat kancelaria konsulat consulate consular embassy ambassade
    ambassaden emb amb visa poststelle kundenservice medlem advokatvakt rettshjelp servicetorget advice radgivning
    rådgivning rådgiving tolketjenesten hotline helpline vakttelefon
    saksbehandling henvendelser
    """.split()
)
_OF_PEOPLE = re.compile(
    r"(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|mac|aol|gmx|web|proton|protonmail|pm|tutanota|"
    r"mail|yandex|ya|bk|inbox|list|rambler|ukr|i|wp|onet|o2|interia|op|online|seznam|mailinator)\.[a-z.]{2,6}",
    re.IGNORECASE,
)
"""Hosts where everybody can have a mailbox of any name."""

_OFFICE_WORDS = frozenset(
    """
    senter senteret folkehjelp stiftelsen jusshjelpa jushjelpa jussformidlingen husbanken nav udi une imdi imdis helfo
    jussbuss jurk noas seif caritas rosa
    csn migri kela dvv vero fpa skatt politi
    politiet politiets kommune kommunen kommunens legevakt legevakta legevakten lånekassen lanekassen gatejuristen
    advokatvakten statsforvalteren fylkesmannen tingrett tingretten lagmannsretten namsmannen namsfogden sykehus
    sykehuset krisesenter krisesenteret servicetorg servicetorget sentralbord sentralbordet switchboard helpline
    hotline helpdesk municipality council embassy consulate police hospital office agency ministry directorate court
    library university school authority clinic emergency polisen polis kommun stad stadens tingsrätt tingsrätten
    domstolen sjukhus sjukhuset vårdcentral vårdcentralen växel växeln socialtjänsten biblioteket ambassad ambassaden
    ambassade konsulat konsulatet skolan skolen skole barnehagen bibliotek poliisi poliisin kaupunki kaupungin kunta
    kunnan sairaala terveysasema neuvonta verohallinto migrin kelan virasto hätänumero urząd urzędu urzedu policja
    policji szpital szpitala infolinia ambasada ambasady konsulatu gmina gminy przychodnia посольство посольства
    консульство консульства полиция полиции поліція поліції больница лікарня управление управління муниципалитет
    коммуна комуна комуни коммуны суд суда суду школа школы школи السفارة السفاره القنصلية الشرطة البلدية المستشفى
    مكتب المكتب دائرة بلدية سفارة المدرسة المحكمة سفارت پلیس شهرداری بیمارستان اداره مدرسه دادگاه کمون degmada
    booliska isbitaalka safaaradda xafiiska kommuunka dugsiga belediye belediyesi büyükelçilik büyükelçiliği
    konsolosluk konsolosluğu hastane hastanesi okul emniyet ፖሊስ ኮሙን ሆስፒታል kirkens røde frelsesarmeen bymisjon
    bymisjonen vakttelefon kundeservice kundtjänst infotelefon hjelpetelefon krisetelefon servicekontor skattekontoret
    legekontoret fastlegekontoret forbrukerrådet
    """.split()
)
_OFFICE_ENDINGS = tuple(
    """
    direktoratet tilsynet etaten verket ombudet nemnda kassen kassan myndigheten myndighet departementet kommune
    kommunen retten rätten fogden hjelpa formidlingen sykehus sykehuset sjukhuset kontoret senteret centralen
    sentralen centret
    biblioteket universitetet ambassaden konsulatet forbundet foreningen rådet vakten linjen linja juristen virasto
    viraston keskus keskuksen toimisto neuvonta puhelin servicen tjenesten tjänsten registrene utvalget hjelpen skolen
    förmedlingen
    """.split()
)
_OFFICE_BEGINNINGS = tuple(
    """
    nav- sykehus legevakt politi- terveysasem sairaala sairaalan kirjasto päiväkot virasto toimisto poliisi kaupungi
    kunnan ministeri suurlähetyst urzęd policj szpital ambasad konsulat przychodni szkoł bibliotek gmin sąd посольств
    консульств полици поліці больниц лікарн школ управлен управлін поликлиник поліклінік амбасад муниципал belediye
    büyükelçi konsolos hastane emniyet mahkeme isbitaal safaarad degmad boolis xafiis magaalad maxkamad سفار قنصل شرط
    بلدي مستشف محكم مدرس وزار سفارت کنسولگری پلیس شهردار بیمارستان دادگاه ፖሊስ ሆስፒታል ኤምባሲ ምምሕዳር embassy ambassad
    """.split()
)
_ABOUT_A_PERSON = frozenset(
    """
    meg min mitt mine jeg kona mannen bror søster mor far my me wife husband brother sister mother father mig jag fru
    minun minut minulle vaimon mój moj mnie mi mojej mojego мой мне моя моего мене мій мені моєї aniga ii beni benim
    bana مني لي بي عندي منو aabbahay hooyaday saksbehandleren veilederen rådgiveren advokaten legen
    """.split()
)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SENTENCE_ENDS = re.compile(r"[!?\n]|(?<=\w{5})[.;](?=\s)|(?<=[0-9]{3})[,;.](?=\s)|[0-9]{5,}")
_BEHIND = 40
_TIED = re.compile(r"\s*(?:[(=-]|(?:er|is|är|til|to|till|hos|for|on|это|це|هو|waa)(?!\w))", re.IGNORECASE)


def names_office(plain: str, start: int, end: int) -> bool:
    """Whether the words before a number, or those tied to it from behind, name an office and nobody in person."""
    before = plain[max(0, start - REACH) : start].replace("\u200b", " ")
    cut = [match.end() for match in _SENTENCE_ENDS.finditer(before)]
    if cut:
        before = before[cut[-1] :]
    words = [word.lower() for word in _WORD.findall(before)]
    for position in range(len(words) - 1, -1, -1):
        if words[position] in _ABOUT_A_PERSON:
            return False
        if _is_office_word(words[position]):
            return True
    behind = plain[end : end + _BEHIND].partition("\n")[0]
    if not _TIED.match(behind):
        return False
    return any(_is_office_word(word.lower()) for word in _WORD.findall(behind)[:5])


def _is_office_word(word: str) -> bool:
    bare = word.removeprefix("ال")
    is_compound = word.endswith(_OFFICE_ENDINGS) and word not in ("puhelin", "hjelpen", "skolen", "linjen")
    return word in _OFFICE_WORDS or is_compound or bare.startswith(_OFFICE_BEGINNINGS)


def is_mailbox(local: str, host: str) -> bool:
    """Whether a mail address is one that several people read, by what it is called."""
    if _OF_PEOPLE.fullmatch(host):
        return False
    parts = re.split(r"[._+-]", local.lower())
    if local.lower() == host.lower().split(".")[0]:
        return True  # migrationsverket@migrationsverket.se
    return local.lower() in _MAILBOXES or parts[0] in _MAILBOXES or parts[-1] in _MAILBOXES


def is_office_account(name: str) -> bool:
    """Whether the name of an account tells that it is an office's."""
    return name.lower().lstrip("@") in _ACCOUNTS or _PUBLIC_PARTS.search(name) is not None


def _numbers(lines: str, code: str, prefix: str) -> Iterable[str]:
    for word in lines.split():
        if word.isdigit():
            yield word
            yield code + word.removeprefix(prefix)


OFFICES = Public(
    frozenset(
        [
            *_numbers(_NORWAY, "47", ""),
            *_numbers(_SWEDEN, "46", "0"),
            *_numbers(_FINLAND, "358", "0"),
            *_SHORT.split(),
        ]
    )
)
"""Public offices and help services of Norway, Sweden and Finland."""


@lru_cache(8)
def with_offices(public: Public) -> Public:
    """What a service lets through, its numbers in all ways of writing them, and what everybody's offices are."""
    phones = frozenset[str]().union(*map(written_forms, public.phones))
    return OFFICES.joined(Public(phones, public.pages, public.accounts))
