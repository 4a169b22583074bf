"""The words that say what the number beside them is, in the languages of the service.

Words are in lower case. To add some, look first whether an ending or a beginning covers them already; then write a
sentence into `tests/features/privacy/sentences.tsv` that fails without them.
"""

from enum import StrEnum


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


WHOLE: dict[Label, str] = {
    Label.PHONE: """
        kontaktnummer kontaktnr kontakttelefon privatnummer privatnr hjemmenummer tel tlf telf tlph mob mobil mobile
        mobilen mobilnr phone phones call calling ring ringe ringer sms whatsapp wa
        viber signal cell puh gsm cep cepten ara arayın kom komórka komorka telkey тел моб сот тлф фон móvil movil
        celular cel 📞 ☎ 📱 ☏
    """,
    Label.NUMBER: """
        # nr no num număr numărul numri numéro numeris number numbers numret numero número № n° رقم رقمي الرقم شماره
        ቁጽሪ ቁጽረይ ቁጥር ቁጥሬ
    """,
    Label.MATTER: """
        isbn issn ean gtin imei imsi passord password passordet sak saken saka saks sakene sag case cases ref refs
        referanse referansen kid ocr org orgnr kap kapittel arkiv
        id nav une udi § §§ gnr bnr snr dnr dnro pl pb postboks box kunde kunden klient klienten kode koden code pin
        otp dossier docket file ticket permit page paragraph room gate flight form version error article section
        chapter bankgiro plusgiro postgiro bg pg nip regon krs art ust str pkt akt sygn dok az asia laji kohta viite
        дело дела делу деле справа справи справу огрн едрпоу єдрпоу кпп vat mva cvr kvk siren siret cui nuit tin
    """,
    Label.IDENTITY: """
        fnr pnr fødselsnr personnr personnummer d-nr d-nummer d-number d-номер hetu sotu pesel cnp tckn tc t.c cnic
        nadra asmens egn egnn ssn nino nie dni cédula cedula curp cpf инн снилс іпн ипн рнокпп пинфл иин іін ملی ملي
        هوية nid nin bsn nni bvn fayda nüfus cüzdanı cüzdan pobytu жительство проживання oturum personal social
        national nasjonalt nasjonal id-nr id-nummer id-number id-kort id-card id-картка buletin buletinul
    """,
    Label.PASSPORT: "pass passet passets passnr passi passin passini passinsa passisi pașaport سفر",
    Label.BANK: """
        konto kontoen kontoens kontot konton kontoni kontonr kontonummer kontonummeret kontom konta kontu kontem tili
        tilini tilille tilin tilinumero account iban szam szamla conto cuenta compte cont شبا آيبان ايبان ایبان
        rekening clearing sort
    """,
    Label.CARD: """
        kort kortet kortnr kortnummer card cards karta kartę karty kartą kartı kart kartım kortti korttini kortin
        kaarka kaarkayga kaarkaaga mastercard карта карты карту карте картка картки картку بطاقة بطاقتي بطاقه كرت
    """,
    Label.DUF: "duf duf-nummer duf-nr dufnr dufnummer dufnummeret duf-nummeret duf-number",
    Label.TIME: "kl klokken klokka klockan klo kello saat godz godzinie saacadda ساعة الساعة ساعت ሰዓት",
}
STEMS: dict[Label, str] = {
    Label.PHONE: """
        telefon telephon telefoon teleфон phonenum mobilnum mobiltlf mobiltel puhelin puhelim kännyk kannyk matkapuhel
        taleefan talefan telka telke moobil mobayl телефон мобил мобіл звон позвон дзвон подзвон зателефон вайбер
        вотсап ватсап whatsap watsap zadzwo dzwo kontaktowy teléfon هاتف تلفون تليفون موبايل موبایل جوال محمول خلوي
        واتساب واتس تلفن همراه گوشی اتصل كلم زنگ تماس ስልክ ስልኪ ስልከ ተሌፎን ቴሌፎን ተለፎን ሞባይል ደውል ደወል ዋትስ numarada celular
        selfon
    """,
    Label.NUMBER: "nummer numer номер lambar nambar numara numarası номерок شماره رقم",
    Label.MATTER: """
        تصمیم مدرک ውሳነ ደብዳበ ሰነድ постановл довіреност доверенност
        saksnr saksnum referans referen refnum journal organisasjon foretak faktur invoice skjema application
        reference booking reservation reservasjon order ordre customer client tracking policy claim contract agreement
        member medlem employee student receipt meter serial registration decision licence license søknad soknad vedtak
        bestilling sporing avtale polise forsikring skade kvittering bilag billett ansatt målepunkt måler løpenummer
        ärende diarie beteckning beställ avtal försäkring ansök beslut mål målnummer kund diaari asian asiakas asiakk
        hakemu lasku viitte viiten viitenum tilau vakuutu sopimu jäsen lomak päätö spraw sygnatur referencyj klient
        wniosk wnios zamówie zamowie polis umow przesył decyz znak faktury дел клиент клієнт заявлен заявк заказ
        замовлен договор договір счёт-фактур счет-фактур счета-фактур счёта-фактур рахунок-фактур рахунку-фактур
        фактур референс исходящ входящ вихідн вхідн трек полис поліс регистрац реєстрац стать статт пункт решен рішен
        страниц сторін відстежен отслеж абонент лицев квитанц накладн обращен звернен посылк посилк قضية قضيت ملف مرجع
        زبون عميل فاتورة فاتورت طلب عقد تتبع حجز قرار معاملة بوليصة تأمين عضوية اشتراك شحنة رسالة مادة صفحة شقة غرفة
        رحلة تذكرة وثيقة استمارة إيصال عداد محكمة پرونده مشتری فاکتور درخواست سفارش قرارداد رهگیری پیگیری ماده صفحه
        رزرو اشتراک بیمه قبض نامه حکم بلیت kiis tixraac macmiil biil codsi dalab heshiis raadraac dacwa warqad
        qandaraas dosya dava müşteri fatura başvuru sipariş sözleşme poliçe takip abone vergi madde sayfa kargo bilet
        rezervasyon karar ጉዳይ ፋይል መወከሲ ዓሚል ፋክቱር ሕቶ ውዕል መዝገብ ማመልከቻ ደንበኛ ደረሰኝ varau vuokra ilmoit todist maksu osamaksu
        sakko korttipaik tosit lipun lippu jono ajanvarau ohjelm sarjanum rekister zaświadcz protok potwierdz zgłosz
        zglosz mandat wizyt rezerwac paragon abonament licznik seryjn kolejk dokument постанов квиток білет билет
        талон черг очеред чек чека лічильн счетчик счётчик серийн серійн довідк справк документ бронь бронюван
        бронирован записи запису візит штраф протокол позик кредит абонемент підпис подпис лічильник кабинет кабінет
        квартир автобус маршрут рейс поїзд поезд посыл موعد مخالفة غرامة إشعار اشعار تأكيد تسجيل لوحة سيارة باص حافلة
        تسلسل دعوى شكوى استئناف ايصال وصل دور نوبت جریمه تایید تأیید ثبت پلاک رسید شکایت کنتور سریال کلاس اتوبوس پرواز
        اتاق واحد وقت ballan ganaax rasiid xaqiij diiwaan gaari qol cabash rafcaan dambi kirad booqasho jadwal tikid
        randevu ceza makbuz onay kayıt plaka seri sayaç oda daire şikayet itiraz evrak belge hat sefer sıra tutanak
        ihbar ቆጸራ መቕጻዕቲ ቅብሊት ምዝገባ ታርጋ ክፍሊ ጥርዓን ቀጠሮ ቅጣት ቅሬታ ፍርዲ melding kvitter garanti serie produkt modell vare elev
        pasient journ henvend krav purr inkasso låne lån billet seksjon leilighet bolig kontrakt leie abonnement løyve
        bevis vitne kurs eksamen rekvisisjon resept henvis timebestill vogn chassis personalnum anmäl klagom betaln
        lägenhet hyres biljett serienum artikel remiss recept besiktning kvitto paket försänd kontroll ticket warranty
        product model parcel package shipment delivery complaint report fine appointment queue confirmation
        transaction payment patient school course exam seat bus train apartment flat unit lease loan subscription
        plate vehicle vin hearing appeal docket prescription referral dosar comand expedient referenci factura pedido
        solicitud contrato aktenzeich vorgang rechnung kunden
    """,
    Label.IDENTITY: """
        førerkort körkort ajokort fødselsnum fodselsnum personnum samordningsnum identitetsnum henkilötunnu
        henkilotunnu isikukood aadhaar
        aadhar kimlik kimliğ tckimlik identit identyfikacyj ідентифікаційн идентификацион dowod dowód osobist
        удостоверен посвідчен посвідк личн особист персональн identifikasjon هوية هويت هویت وطني شخصية الشخصي شخصی
        كدملي کدملی شناسنامه تذکره تذکر قومي موحدة اقامة إقامة aqoonsi መንነት መታወቂያ oppholdskort oleskelulupakort
        uppehållstillståndskort tazkira tazkera shaqsi
    """,
    Label.PASSPORT: """
        passnum passport passinum paszport pasaport pașaport pasaporte passeport паспорт загранпаспорт جواز پاسپورت
        گذرنامه baasaboor basaboor باسبور ፓስፖርት ፓስፖር reisebevis resedokument matkustusasiakirj reisepass pasaporta
    """,
    Label.BANK: """
        koontad koontada koonto hesap hesab حساب рахун счёт счет rachun ሕሳብ ባንኪ ባንክ bankkonto bankaccount bankkont
        bangi kontonum tilinum nordea dnb handelsbanken монобанк приватбанк
    """,
    Label.CARD: "kortnum kortinum korttinum korttin kaark карточк بطاق کارت ካርድ kredittkort bankkort betalkort",
    Label.TIME: "saacad",
}
ENDINGS: dict[str, Label] = {
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
    "passord": Label.MATTER,
    "passordet": Label.MATTER,
    "kode": Label.MATTER,
    "koden": Label.MATTER,
    "pass": Label.PASSPORT,
    "passet": Label.PASSPORT,
    "bank": Label.BANK,
    "banken": Label.BANK,
    "bot": Label.MATTER,
    "boten": Label.MATTER,
    "sak": Label.MATTER,
    "saken": Label.MATTER,
    "saka": Label.MATTER,
}
"""How words end that are put together. What stands before the ending says of what; only after "no" must it be known."""
GLUE = frozenset(
    """
    er is are was var es to na for på til the a an my your our his her their its mitt min mine mi vårt vår ditt din
    hans hennes deres sitt sin nye nytt det den de dette eller and og at jeg you can reach me meg oss hos ar är har
    have has in on av of ny new gamle old norske norsk norwegian svenske svenska svensk finske polske private privat
    arbeid hjemme home work this these it as with by i und ist meine mein je est con su mon ovat minun mun se waa ee
    ku ka oo aan ma mój moj moja moje jest pod są twój nasz на по у в мой моя моего моей моё твой ваш наш мій мого
    моєї мої це это есть его её их до для с з от від или هو هي على في عند من الى إلى هذا هذه لدي لي است در به را این
    برای هست و ام ات اش ما شما های ها እዩ ናይ ኣብ እያ ነው የእኔ الجديد القديم الجديدة الخاص النرويجي cusub hore جدید جدیدم
    قدیمی новый новая старый новий нова старий nowy nowa stary uusi vanha yeni eski ሓድሽ benim bu için olan da olarak
    şu num
    """.split()
)
"""Words that may stand between a number and what it is."""
PEOPLE = frozenset(
    """
    brother sister mother father wife husband son daughter friend boss landlord neighbour mom dad uncle aunt bror
    søster mor far kone mann sønn datter venn sjef huseier nabo kona mannen faren moren broren søsteren жены мужа мамы
    папы брата сестры друга сына дочери подруги соседа дружини чоловіка мами тата сина дочки żony męża mamy taty brata
    siostry kolegi syna córki أخي اخي أختي اختي أمي امي أبي ابي والدي والدتي زوجتي زوجي ابني ابنتي صديقي برادرم خواهرم
    مادرم پدرم همسرم شوهرم پسرم دخترم دوستم aabbahay hooyo hooyaday walaalkay xaaskayga ninkayga vaimon vaimoni miehen
    mieheni äidin isän fru man annem babam eşim kardeşim kızım oğlum avukatım doktorum lawyer doctor teacher
    caseworker interpreter contact colleague girlfriend boyfriend advokat advokaten lege legen lærer læreren
    saksbehandler saksbehandleren tolk tolken sjefen huseieren kontaktperson kontaktpersonen venninne kjæreste läkare
    lärare lärarens hyresvärd lakimies lääkäri opettaja tulkki ystävän ystäväni адвоката врача учителя переводчика
    хозяина начальника директора сотрудника лікаря вчителя перекладача господаря adwokata lekarza nauczyciela tłumacza
    szefa właściciela qareenka qareenkayga dhakhtarka macallinka turjubaanka المحامي الطبيب المعلم المدير المترجم
    المحامية محامي طبيبي وکیلم وکیل دکترم معلم مترجم صاحبخانه
    """.split()
)
"""Of whom a number is: then it is a phone's."""
