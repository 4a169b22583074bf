"""What the words around a number say that it is: somebody's phone, or the number of a case.

A number itself seldom tells: eight digits are a phone, a customer or an application. The word in front of it does
("kundenummer", "номер дела", "رقم الهاتف"), sometimes a few words away ("my number at home is"), sometimes behind it
("912 34 567 (mobil)"). Words are known whole, by how they begin (languages that put endings on them), or by how they
are put together (any "...nummer" that is not a person's is that of a matter).
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache


class Label(StrEnum):
    """What a number is, by the words around it."""

    PHONE = "phone"
    NUMBER = "number"  # a number, without saying of what: of a phone, if nothing speaks against it
    MATTER = "matter"  # of a case, a customer, an invoice: what a letter is about
    SOMETHING = "something"  # of a thing that is not known: kept, if it does not look much like a phone
    IDENTITY = "identity"
    PASSPORT = "passport"
    BANK = "bank"
    CARD = "card"
    DUF = "duf"
    TIME = "time"


REACH = 64
"""Characters around a number that are looked at."""
_GLUE_AT_MOST = 4

_WHOLE: dict[Label, str] = {
    Label.PHONE: """
        tel tlf telf tlph mob mobil mobile mobilen mobilnr phone phones call calling ring ringe ringer sms whatsapp wa
        viber signal cell puh
        gsm cep cepten ara arayın kom komórka komorka telkey тел моб сот тлф фон móvil movil celular cel 📞 ☎ 📱 ☏
    """,
    Label.NUMBER: "# nr no num number numbers numret numero número № n° رقم رقمي الرقم شماره ቁጽሪ ቁጽረይ ቁጥር ቁጥሬ",
    Label.MATTER: """
        sak saken saka saks sakene sag case cases ref refs referanse referansen kid ocr org orgnr kap kapittel arkiv
        id nav
        une udi une-sak § §§ gnr bnr snr dnr dnro pl pb postboks box kunde kunden klient klienten kode koden code pin
        otp dossier docket file ticket permit page paragraph room gate flight form version error article section chapter
        bankgiro plusgiro postgiro bg pg nip regon krs art ust str pkt akt sygn dok az asia laji kohta viite
        дело дела делу деле справа справи справу огрн едрпоу єдрпоу кпп vat mva cvr kvk siren siret cui nuit tin no-show
    """,
    Label.IDENTITY: """
        fnr pnr fødselsnr personnr personnummer d-nr d-nummer d-number d-номер hetu sotu pesel cnp tckn tc t.c cnic
        nadra asmens egn egnn ssn nino
        nie dni cédula cedula curp cpf инн снилс іпн ипн рнокпп пинфл иин іін ملی ملي هوية nid nin bsn nni bvn
        fayda nüfus cüzdanı cüzdan pobytu жительство проживання oturum personal social national nasjonalt nasjonal id-nr
        id-nummer id-number id-kort id-card id-картка buletin
        buletinul
    """,
    Label.PASSPORT: "pass passet passets passnr passi passin passini passinsa passisi pașaport سفر",
    Label.BANK: """
        konto kontoen kontoens kontot konton kontoni kontonr kontonummer kontonummeret kontom konta kontu kontem tili
        tilini tilille tilin tilinumero account
        iban szam szamla conto cuenta compte cont شبا آيبان ايبان ایبان rekening clearing sort
    """,
    Label.CARD: """
        kort kortet kortnr kortnummer card cards karta kartę karty kartą kartı kart kartım kortti korttini kortin
        kaarka kaarkayga kaarkaaga
        mastercard карта карты карту карте картка картки картку بطاقة بطاقتي بطاقه كرت
    """,
    Label.DUF: "duf duf-nummer duf-nr dufnr dufnummer dufnummeret duf-nummeret duf-number",
    Label.TIME: "kl klokken klokka klockan klo kello saat godz godzinie saacadda ساعة الساعة ساعت ሰዓት",
}
_STEMS: dict[Label, str] = {
    Label.PHONE: """
        telefon telephon telefoon teleфон phonenum mobilnum mobiltlf mobiltel puhelin puhelim kännyk kannyk matkapuhel
        taleefan talefan telka telke moobil mobayl
        телефон мобил мобіл звон позвон дзвон подзвон зателефон вайбер вотсап ватсап whatsap watsap zadzwo dzwo
        kontaktowy
        teléfon هاتف تلفون تليفون موبايل موبایل جوال محمول خلوي واتساب واتس تلفن همراه گوشی اتصل كلم زنگ تماس
        ስልክ ስልኪ ስልከ ተሌፎን ቴሌፎን ተለፎን ሞባይል ደውል ደወል ዋትስ numarada celular selfon
    """,
    Label.NUMBER: "nummer numer номер lambar nambar numara numarası номерок شماره رقم",
    Label.MATTER: """
        saksnr saksnum referans referen refnum journal organisasjon foretak faktur invoice skjema application
        reference booking reservation reservasjon
        order ordre customer client tracking policy claim contract agreement member medlem employee student receipt
        meter
        serial registration decision licence license søknad soknad vedtak bestilling sporing avtale polise forsikring
        skade
        kvittering bilag billett ansatt målepunkt måler løpenummer ärende diarie beteckning beställ avtal försäkring
        ansök beslut mål målnummer kund diaari asian asiakas asiakk hakemu lasku viitte viiten viitenum tilau vakuutu
        sopimu jäsen lomak päätö
        spraw sygnatur referencyj klient wniosk wnios zamówie zamowie polis umow przesył decyz znak faktury
        дел клиент клієнт заявлен заявк заказ замовлен договор договір договор счёт-фактур счет-фактур счета-фактур
        счёта-фактур рахунок-фактур рахунку-фактур фактур референс исходящ
        входящ вихідн вхідн трек полис поліс регистрац реєстрац стать статт пункт решен рішен страниц сторін відстежен
        отслеж
        абонент лицев квитанц накладн обращен звернен посылк посилк
        قضية قضيت ملف مرجع زبون عميل فاتورة فاتورت طلب عقد تتبع حجز قرار معاملة بوليصة تأمين عضوية اشتراك شحنة رسالة
        مادة صفحة شقة غرفة
        رحلة تذكرة وثيقة استمارة إيصال عداد محكمة
        پرونده مرجع مشتری فاکتور درخواست سفارش قرارداد رهگیری پیگیری ماده صفحه رزرو اشتراک بیمه قبض نامه حکم بلیت
        kiis tixraac macmiil biil codsi dalab heshiis raadraac dacwa warqad qandaraas
        dosya dava müşteri fatura başvuru sipariş sözleşme poliçe takip abone vergi madde sayfa kargo bilet
        rezervasyon karar
        ጉዳይ ፋይል መወከሲ ዓሚል ፋክቱር ሕቶ ውዕል መዝገብ ማመልከቻ ደንበኛ ደረሰኝ
        varau vuokra ilmoit todist maksu osamaksu sakko korttipaik tosit lipun lippu jono ajanvarau ohjelm sarjanum
        rekister
        zaświadcz protok potwierdz zgłosz zglosz mandat wizyt rezerwac bilet paragon rachunk-za abonament licznik
        seryjn kolejk dokument
        постанов квиток білет билет талон черг очеред чек чека лічильн счетчик счётчик серийн серійн накладн довідк
        справк документ бронь бронюван бронирован записи запису
        візит штраф протокол позик кредит абонемент підпис подпис лічильник кабинет кабінет квартир автобус маршрут
        рейс поїзд поезд посыл
        موعد مخالفة غرامة إشعار اشعار تأكيد تسجيل لوحة سيارة باص حافلة تسلسل هوية-الطلب دعوى شكوى استئناف ايصال وصل دور
        نوبت جریمه تایید تأیید ثبت پلاک رسید شکایت قبض-برق کنتور سریال کلاس اتوبوس پرواز اتاق واحد وقت
        ballan ganaax rasiid xaqiij diiwaan gaari qol guri-lambar cabash rafcaan dambi kirad booqasho jadwal tikid
        randevu ceza makbuz onay kayıt plaka seri sayaç oda daire şikayet itiraz karar evrak belge bilet hat sefer
        sıra tutanak ihbar
        ቆጸራ መቕጻዕቲ ቅብሊት ምዝገባ ታርጋ ክፍሊ ጥርዓን ቀጠሮ ቅጣት ደረሰኝ ምዝገባ ቅሬታ ፍርዲ
        melding kvitter garanti serie produkt modell vare elev pasient journ henvend krav purr inkasso låne lån billet
        seksjon
        leilighet bolig kontrakt leie abonnement løyve bevis vitne kurs eksamen rekvisisjon resept henvis timebestill
        vogn chassis personalnum
        anmäl klagom faktur betaln lägenhet hyres biljett serienum artikel remiss recept besiktning kvitto paket
        försänd kontroll
        ticket warranty product model parcel package shipment delivery complaint report fine appointment queue
        confirmation transaction payment patient
        school course exam seat bus train apartment flat unit lease loan subscription plate vehicle vin hearing appeal
        docket prescription referral
        dosar comand expedient referenci factura pedido solicitud contrato aktenzeich vorgang rechnung kunden
    """,
    Label.IDENTITY: """
        fødselsnum fodselsnum personnum samordningsnum identitetsnum henkilötunnu henkilotunnu isikukood aadhaar
        aadhar kimlik kimliğ tckimlik
        identit identyfikacyj ідентифікаційн идентификацион dowod dowód osobist удостоверен посвідчен посвідк личн
        особист
        персональн
        identifikasjon هوية هويت هویت وطني شخصية الشخصي شخصی كدملي کدملی شناسنامه تذکره تذكرة-هوية تذکر قومي موحدة
        اقامة إقامة
        aqoonsi መንነት መታወቂያ oppholdskort oleskelulupakort uppehållstillståndskort tazkira tazkera shaqsi
    """,
    Label.PASSPORT: """
        passnum passport passinum paszport pasaport pașaport pasaporte passeport паспорт загранпаспорт جواز پاسپورت
        گذرنامه baasaboor basaboor
        ፓስፖርት ፓስፖር reisebevis resedokument matkustusasiakirj reisepass pasaporta
    """,
    Label.BANK: """
        koontad koontada koonto hesap hesab حساب рахун счёт счет rachun ሕሳብ ባንኪ ባንክ bankkonto bankaccount bankkont
        bangi kontonum tilinum nordea dnb handelsbanken монобанк приватбанк
    """,
    Label.CARD: "kortnum kortinum korttinum korttin kaark карточк بطاق کارت ካርድ kredittkort bankkort betalkort",
    Label.TIME: "saacad",
}
_ENDINGS: dict[str, Label] = {
    "nummer": Label.NUMBER,
    "nummeret": Label.NUMBER,
    "numret": Label.NUMBER,
    "nummern": Label.NUMBER,
    "nummeri": Label.NUMBER,
    "numero": Label.NUMBER,
    "numeron": Label.NUMBER,
    "numeroni": Label.NUMBER,
    "nr": Label.NUMBER,
    "no": Label.NUMBER,
    "bank": Label.BANK,
    "banken": Label.BANK,
    "bot": Label.MATTER,
    "boten": Label.MATTER,
    "sak": Label.MATTER,
    "saken": Label.MATTER,
    "saka": Label.MATTER,
}
"""How words end that are put together. What stands before the ending says of what; only after "no" must it be known."""
_GLUE = frozenset(
    """
    er is are was var are es to na for på til the a an my your our his her their its mitt min mine mi vårt vår ditt din
    hans hennes deres sitt sin nye nytt det den de dette eller and og at jeg you can reach me meg oss hos ar är mitt
    har have has in at on av of
    ny nye nytt new gamle old norske norsk norwegian svenske svenska svensk finske polske private privat arbeid hjemme
    home work
    this these it as with by i und ist meine mein je est con su mon
    on ovat minun mun se waa ee ku ka oo aan ma i mój moj moja moje jest pod są twój nasz на по у в мой моя моего моей
    моё твой ваш наш
    мій моя мого моєї мої це это есть его её их до для с з от від или
    هو هي على في عند من الى إلى هذا هذه لدي لي است من در به را این برای هست و ام ات اش ما شما های ها
    እዩ ናይ ኣብ እያ ነው የእኔ الجديد القديم الجديدة الخاص النرويجي cusub hore جدید جدیدم قدیمی новый новая старый новий нова
    старий nowy nowa stary uusi vanha yeni eski ሓድሽ benim bu için olan da de olarak şu num
    """.split()
)
"""Words that may stand between a number and what it is."""
_PEOPLE = frozenset(
    """
    brother sister mother father wife husband son daughter friend boss landlord neighbour mom dad uncle aunt
    bror søster mor far kone mann sønn datter venn sjef huseier nabo kona mannen faren moren broren søsteren
    жены мужа мамы папы брата сестры друга сына дочери подруги соседа дружини чоловіка мами тата друга сина дочки
    żony męża mamy taty brata siostry kolegi syna córki
    أخي اخي أختي اختي أمي امي أبي ابي والدي والدتي زوجتي زوجي ابني ابنتي صديقي
    برادرم خواهرم مادرم پدرم همسرم شوهرم پسرم دخترم دوستم
    aabbahay hooyo hooyaday walaalkay xaaskayga ninkayga vaimon vaimoni miehen mieheni äidin isän fru man
    annem babam eşim kardeşim kızım oğlum avukatım doktorum
    lawyer doctor teacher caseworker interpreter contact colleague girlfriend boyfriend advokat advokaten lege legen
    lærer
    læreren saksbehandler saksbehandleren tolk tolken sjefen huseieren kontaktperson kontaktpersonen venninne kjæreste
    advokat läkare lärare lärarens hyresvärd tolk lakimies lääkäri opettaja tulkki ystävän ystäväni
    адвоката врача учителя переводчика хозяина начальника директора сотрудника лікаря вчителя перекладача господаря
    adwokata lekarza nauczyciela tłumacza szefa właściciela qareenka qareenkayga dhakhtarka macallinka turjubaanka
    المحامي الطبيب المعلم المدير المترجم المحامية محامي طبيبي وکیلم وکیل دکترم معلم مترجم صاحبخانه
    """.split()
)
"""Of whom a number is: then it is a phone's."""
_ARABIC = re.compile("^[\u0600-\u06ff]")
_WORD = re.compile(r"[^\W\d_]+(?:['’.\u2019-][^\W\d_]+)*|[#§№📞☎📱☏]|[0-9]+|[,;!?\n.)(]")
_CODE = re.compile(r"(?<![^\W_])(?=[A-Z0-9./_-]*[./_-])[A-Z][A-Z0-9./_-]{1,16}\Z")
"""How a number begins whose digits stand behind letters: "UMA/2025/104857", "WSC-II.6151"."""
_SIGNS = re.compile(r"[ .:#-]{2,}")
_WORDS_IN_REACH = 12


_ON = ("på", "on", "na", "на", "على", "روی")


def label_before(plain: str, start: int) -> Label | None:
    """What the words before a number say that it is; None where they say nothing."""
    stretch = plain[max(0, start - REACH) : start].replace("\u200b", " ")
    code = _CODE.search(stretch)
    if code and not any(map(label_of, _WORD.findall(code[0]))):
        stretch = stretch[: code.start()]
    stretch = _SIGNS.sub(lambda signs: " # " if "#" in signs[0] else ". " if signs[0][0] == "." else " ", stretch)
    words = _WORD.findall(stretch)[-_WORDS_IN_REACH:]
    return _read_backwards(words)


def _read_backwards(words: list[str]) -> Label | None:
    glue = 0
    is_broken = False
    fallback: Label | None = None
    for position in range(len(words) - 1, -1, -1):
        word = words[position]
        if word in ",;!?":
            if glue or word in "!?":
                return None
        elif word == ".":
            is_broken = is_broken or bool(glue and position and len(words[position - 1]) > 4)
        elif word in "()\n":
            continue
        elif word[0] in "0123456789":
            return None
        elif (label := label_of(word)) is Label.NUMBER:
            return _number_of(words[:position], word)
        elif label is Label.CARD and position and words[position - 1].lower() in _ON:
            fallback = label  # a number on a card is not always the card's
        elif label is not None:
            return None if is_broken and label is Label.MATTER else _combined(label, word, words[:position])
        elif word.lower() in _GLUE and glue < _GLUE_AT_MOST:
            glue += 1
        else:
            return _owned(words[:position], word) or fallback
    return fallback


def _combined(label: Label, word: str, before: list[str]) -> Label:
    """A word that says one thing alone, and another with the one before it: "national id", "رقم جواز السفر"."""
    previous = label_of(before[-1]) if before else None
    if word.lower() == "id":
        is_of_country = bool(before) and before[-1].lower().endswith(_OF_COUNTRIES)
        return Label.IDENTITY if is_of_country or any(each.lower() in _OWN for each in before[-4:]) else label
    if word.lower() in ("kort", "card") and previous is Label.IDENTITY:
        return previous
    if label is Label.IDENTITY and previous in (Label.PASSPORT, Label.BANK, Label.CARD, Label.PHONE):
        return previous
    return label


_OF_COUNTRIES = ("ian", "ani", "ish", "ese", "syrisk", "norsk", "national", "nasjonal", "iraqi", "somali", "afghan")
_OWN = frozenset("my min mitt mi mein moje moja мой мій моя her his hans hennes".split())


def _number_of(before: list[str], word: str) -> Label | None:
    """Of what a number is: the word before "number" says it ("ticket number"), in some languages the one behind it."""
    abbreviated = word.lower() in _ABBREVIATED
    is_hash = word == "#"
    if tuple(each.lower() for each in before[-2:]) in (("social", "security"), ("national", "insurance")):
        return Label.IDENTITY
    skipped = 0
    for previous in reversed(before[-4:]):
        if previous in ".\n()":
            continue
        if previous in ",;!?" or previous[0] in "0123456789":
            break
        label = label_of(previous)
        if label is Label.NUMBER:
            is_hash = is_hash or previous == "#"
            abbreviated = abbreviated and previous.lower() in _ABBREVIATED
        elif previous.lower() == "id":
            return Label.IDENTITY
        elif label not in (None, Label.TIME):
            return label
        elif previous.lower() in _GLUE:
            skipped += 1
        elif skipped or _is_of_person(previous):
            break
        elif (abbreviated and not is_hash) or (
            previous[:1].isupper() and previous == before[0] and word.lower().startswith(_NUMBERS_BEHIND)
        ):
            return Label.SOMETHING
        elif previous[:1].isupper():
            break
        elif word.lower() in ("number", "numarası", "numero"):
            return Label.SOMETHING
        else:
            break
    if is_hash and abbreviated:
        return Label.MATTER
    if _speaks_of_matter(before):
        return Label.SOMETHING  # "its number"
    return None if abbreviated and not before else Label.NUMBER


def _speaks_of_matter(words: list[str]) -> bool:
    """Whether a sentence names a case or an invoice before it says "number", and no phone and nobody."""
    labels = {label_of(word) for word in words}
    return Label.MATTER in labels and Label.PHONE not in labels and not any(map(_is_of_person, words))


_ABBREVIATED = ("nr", "no", "№", "num", "n°", "#")


def _is_of_person(word: str) -> bool:
    return word.endswith(("'s", "’s")) or word.lower() in _PEOPLE


_NUMBERS_BEHIND = ("numero", "numarası")
"""Words for a number before which stands of what it is; there a sentence may begin with a name or a thing."""


def _owned(before: list[str], word: str) -> Label | None:
    """A number of something that is not known: "номер абонемента", "رقم المعاملة"; or a known thing of some kind:
    "پاسپورت افغانی"."""
    labels = [label_of(each) for each in before[-3:]]
    if Label.MATTER in labels and Label.NUMBER in labels and not set(before[-3:]) & set(",;.!?\n"):
        return Label.MATTER  # "номер заявки на жильё"
    for previous, label in zip(reversed(before[-2:]), reversed(labels), strict=False):
        if label in (Label.PASSPORT, Label.IDENTITY, Label.BANK):
            return label
        if label is Label.NUMBER:
            if word.lower() in _PEOPLE:
                return Label.PHONE
            is_thing = word.startswith(("ال", "لل")) if _ARABIC.match(word) else word[:1].islower()
            return Label.SOMETHING if is_thing and previous.lower() in _NUMBERS_OF else None
        if previous.lower() not in _GLUE:
            return None
    return None


_NUMBERS_OF = frozenset(
    "номер номера номером номері numer numeru lambar lambarka nambar nambarka رقم الرقم ورقم برقم".split()
)
"""Words for a number behind which stands of what it is."""


def label_after(plain: str, end: int) -> Label | None:
    """What the words behind a number say that it is, where they are tied to it: in brackets, or by "is"."""
    stretch = plain[end : end + REACH].replace("\u200b", " ").partition("\n")[0]
    words = _WORD.findall(stretch)[:6]
    if not words or not (words[0] == "(" or words[0].lower() in _TIES):
        return None
    for word in words[1:]:
        if word[0] in "0123456789,;!?.)":
            return None
        label = label_of(word)
        if label not in (None, Label.TIME):
            return label
        if word.lower() not in _GLUE:
            return None
    return None


_TIES = frozenset("er is är on waa jest это це هو است es".split())


@lru_cache(4096)
def label_of(word: str) -> Label | None:
    """What a word says about a number beside it."""
    lower = word.lower().replace("i\u0307", "i").strip(".-'’")
    for form in _forms(lower):
        label = _KNOWN.get(form) or _by_stem(form)
        if label is not None and label is not Label.NUMBER:
            return label
        if label is not None and not _is_compound(form):
            return label
    return _by_ending(lower)


def _is_compound(form: str) -> bool:
    return form not in _KNOWN and any(form.endswith(ending) and form != ending for ending in _ENDINGS)


def _forms(word: str) -> Iterator[str]:
    """A word as it is, and without what Arabic writes in one with it."""
    yield word
    if _ARABIC.match(word):
        for prefix in ("وال", "بال", "لل", "ال", "و", "ب", "ل", "ف"):
            if word.startswith(prefix) and len(word) > len(prefix) + 2:
                yield word[len(prefix) :]


def _by_stem(word: str) -> Label | None:
    for size in range(min(len(word), _LONGEST_STEM), 1, -1):
        label = _BEGINNINGS.get(word[:size])
        if label is not None:
            return label
    return None


def _by_ending(word: str) -> Label | None:
    for ending, label in _ENDINGS.items():
        if not word.endswith(ending) or word == ending:
            continue
        first = word[: -len(ending)].rstrip("-s.")
        of = _KNOWN.get(first) or _by_stem(first) if first else None
        if label in (Label.MATTER, Label.BANK):
            return label
        if of not in (None, Label.NUMBER, Label.TIME):
            return Label.IDENTITY if first == "id" else of
        if of is Label.NUMBER:
            return of
        return Label.MATTER if ending != "no" else None
    return None


_KNOWN = {word: label for label, words in _WHOLE.items() for word in words.split()}
_BEGINNINGS = {stem: label for label, stems in _STEMS.items() for stem in stems.split()}
_LONGEST_STEM = max(map(len, _BEGINNINGS))
