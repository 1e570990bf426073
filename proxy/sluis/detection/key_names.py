"""What JSON keys, form labels and column heads are called in en, nl, de, fr, es, pt and it. Data only.

Names are folded and joined: "First name", "first_name" and "firstName" all read `firstname`. A short name may stand
behind others ("passenger_first_name") or before a modifier ("email_work"); `keys` does the reading.
"""

from sluis.detection.word_lists import load_words


def _table(**rows: str) -> dict[str, str]:
    return {name: entity_type for entity_type, names in rows.items() for name in names.split()}


TYPES: dict[str, str] = _table(
    PERSON=(
        "firstname givenname forename middlename lastname surname familyname fullname maidenname birthname legalname "
        "preferredname displayname cardholder cardholdername nameoncard accountholder accountholdername contactperson "
        "contactname nextofkin signatory personname realname guestname "
        "voornaam voornamen achternaam familienaam geboortenaam roepnaam voorletters volledigenaam contactpersoon tenaamstelling "
        "vorname vornamen nachname familienname zuname geburtsname rufname vollername vollstandigername ansprechpartner "
        "prenom prenoms nomdefamille nomfamille nomcomplet nomdenaissance nomnaissance nomdusage nometprenom "
        "nombrecompleto nombredepila primernombre segundonombre apellido apellidos primerapellido segundoapellido "
        "nombreyapellidos nomecompleto primeironome sobrenome sobrenomes apelido apelidos nomesocial nomedamae nomemae nomepai "
        "nomedopai cognome cognomi nomecognome nomeecognome nominativo"
    ),
    EMAIL_ADDRESS=(
        "email emails emailaddress mail mailaddress mailadres emailadres emailadresse mailadresse courriel adressemail "
        "adressemel correo correoelectronico direccioncorreo correos enderecoemail indirizzoemail postaelettronica"
    ),
    PHONE_NUMBER=(
        "phone phones phonenumber telephone telephonenumber tel mobile mobilenumber mobilephone cell cellphone cellnumber fax "
        "faxnumber whatsapp contactnumber landline telefoon telefoonnummer telnr mobiel mobielnummer gsm "
        "telefon telefonnummer handy handynummer mobilnummer mobiltelefon festnetz rufnummer "
        "telephoneportable numerotelephone numerodetelephone portable telefono numerotelefono numerodetelefono movil celular "
        "telefone numerotelefone numerodetelefone telemovel cellulare numerocellulare numeroditelefono recapitotelefonico"
    ),
    DATE_OF_BIRTH=(
        "dob dateofbirth birthdate birthday dateborn birthdt borndate born birthdate geboortedatum geborenop geboren geburtsdatum "
        "geburtstag geborenam datedenaissance datenaissance naissance neele fechadenacimiento fechanacimiento nacimiento "
        "nacidoel datadenascimento datanascimento nascimento datadinascita datanascita natoil"
    ),
    ADDRESS=(
        "address addresses addressline streetaddress street streetname homeaddress mailingaddress postaladdress billingaddress "
        "shippingaddress deliveryaddress residentialaddress pickupaddress dropoffaddress residence housenumber pobox "
        "address1 address2 address3 addressline1 addressline2 street1 street2 addr addr1 addr2 apartmentnumber aptnumber "
        "adres adresregel straat straatnaam huisnummer huisnr huisnummertoevoeging woonadres bezorgadres factuuradres postbus "
        "adresse anschrift strasse strassenname hausnummer hausnr lieferadresse rechnungsadresse wohnadresse postfach "
        "adressepostale rue nomderue voie numerodevoie complementadresse direccion domicilio calle direccionpostal "
        "endereco rua logradouro morada enderecodeentrega complemento indirizzo via civico numerocivico residenza"
    ),
    POSTCODE=(
        "zip zipcode zippostal postcode postalcode postcodecity pincode postnummer plz postleitzahl codepostal cp codigopostal "
        "cep codicepostale cap"
    ),
    LOCATION=(
        "city town state province region country county municipality hometown birthplace placeofbirth birthcity nationality "
        "stad woonplaats plaats gemeente provincie land geboorteplaats stadt ort wohnort bundesland geburtsort "
        "ville pays commune lieudenaissance ciudad municipio provincia pais lugardenacimiento localidad cidade estado uf bairro "
        "naturalidade citta comune paese nazione luogodinascita"
    ),
    USERNAME=(
        "username usernames login loginname loginid userhandle handle screenname nickname gebruikersnaam inlognaam "
        "benutzername nutzername anmeldename nomutilisateur nomdutilisateur identifiant pseudo nombreusuario nombredeusuario "
        "nomeusuario nomedeusuario nomedeutilizador nomeutente telegram instagram twitter twitterhandle skype skypeid"
    ),
    CUSTOMER_ID=(
        "customerid customernumber customerno customernr customerref customercode clientnumber clientno shopperid buyerid "
        "klantnummer klantnr klantid klantcode debiteurnummer kundennummer kundennr kundenid kundenummer kdnr "
        "numeroclient numclient idclient clientid codeclient numerocliente numerodecliente idcliente clienteid codigocliente "
        "codigodocliente codicecliente numerodicliente"
    ),
    PERSONNEL_ID=(
        "employeeid employeenumber employeeno staffid staffnumber personnelnumber personnelid badgenumber badgeid workerid "
        "payrollnumber personeelsnummer personeelsnr medewerkernummer medewerkersnummer medewerkerid personalnummer "
        "mitarbeiternummer mitarbeiterid matricule matriculesalarie numeroempleado numerodeempleado legajo matriculafuncional "
        "matricula numerofuncionario numerodefuncionario numerodeempregado numerodepersonal codigoempleado numeroemploye numerodemploye codicedipendente werknemersnummer personalnr mitarbeiternr matricola numeromatricola"
    ),
    ACCOUNT_ID=(
        "userid useridentifier accountid accountnumber accountno accountnr accountref uid memberid membernumber membershipid "
        "membershipnumber loyaltyid loyaltynumber loyaltycard frequentflyernumber frequentflyer ffnumber milesnumber policyid "
        "policynumber policyno claimid claimnumber claimno caseid casenumber casenr caseref ticketid patientid patientnumber mrn "
        "medicalrecordnumber chartnumber subscriberid subscribernumber contractid contractnumber paymentid paymentmethodid "
        "paymentmethod paymentmethods paymentinstrumentid cardid giftcardid giftcardnumber giftcard giftcards certificateid "
        "vouchernumber walletid lineid lineids billid billids mandateid mandatereference studentid studentnumber profileid "
        "personid contactid guestid passengerid travelerid travellerid recipientid driverid applicantid applicationid "
        "applicationnumber loanid loannumber mortgagenumber meternumber leadid subjectid tenantid beneficiaryid sessionid cookieid "
        "gebruikersid rekeningid lidnummer lidmaatschapsnummer polisnummer dossiernummer zaaknummer schadenummer claimnummer "
        "patientnummer contractnummer studentnummer leerlingnummer kenmerk aansluitnummer "
        "benutzerid nutzerid kontonummerintern mitgliedsnummer vertragsnummer versicherungsnummer policennummer versicherungsscheinnummer "
        "schadennummer schadensnummer aktenzeichen fallnummer patientennummer matrikelnummer vorgangsnummer zahlernummer "
        "numeroadherent numerodadherent numeropolice numerodepolice numerocontrat numerodecontrat numerodossier "
        "numerodedossier numerosinistre numerodesinistre numeropatient numeroabonne idutilisateur "
        "numerosocio numerodesocio numeropoliza numerodepoliza poliza numerocontrato numerodecontrato expediente "
        "numerodeexpediente numerodesiniestro numeropaciente historiaclinica idusuario usuarioid "
        "numeroassociado numeroapolice numerodaapolice apolice numerodocontrato processo numerodoprocesso protocolo "
        "numerosinistro prontuario numeroprontuario idpaciente "
        "numerotessera numeropolizza polizza numerocontratto numeropratica codicepratica numerosinistro codicepaziente idutente"
    ),
    ORDER_ID=(
        "orderid orderids ordernumber orderno ordernr orderref orderreference orders purchaseorder ponumber reservationid "
        "reservationids reservationnumber reservationcode reservations bookingid bookingids bookingnumber bookingreference bookingref bookingcode "
        "bookings confirmationnumber confirmationcode confirmationid pnr recordlocator trackingid trackingids trackingnumber "
        "trackingno trackingcode shipmentid shipmentnumber consignmentnumber parcelnumber invoiceid invoicenumber invoiceno "
        "ticketnumber transactionid transactionnumber transactionref returnid rmanumber rma deliverynumber receiptnumber "
        "bestelnummer bestelnr bestellingnummer bestellingid ordernummer boekingsnummer boekingsreferentie boekingscode "
        "reserveringsnummer reserveringscode factuurnummer factuurnr trackingnummer zendingnummer pakketnummer "
        "bestellnummer bestellnr bestellid auftragsnummer auftragsnr buchungsnummer buchungscode reservierungsnummer "
        "reservierungscode rechnungsnummer rechnungsnr sendungsnummer paketnummer vorgangsid "
        "numerocommande numerodecommande commandeid idcommande numeroreservation numerodereservation codereservation "
        "numerofacture numerodefacture numerosuivi numerodesuivi "
        "numeropedido numerodepedido pedidoid idpedido pedidos numeroreserva numerodereserva codigoreserva reservaid reservas "
        "localizador numerofactura numerodefactura numeroseguimiento numerodeseguimiento "
        "numerodopedido numerodareserva codigodareserva codigorastreio codigoderastreio codigoderastreamento numeronotafiscal "
        "numeroordine ordineid idordine ordini numeroprenotazione codiceprenotazione prenotazioneid prenotazioni "
        "numerofattura numerotracciamento codicetracciamento"
    ),
    BANK_ACCOUNT=(
        "bankaccount bankaccountnumber bankaccountno sortcode routingnumber bankrekening bankrekeningnummer rekeningnummer "
        "rekeningnr kontonummer kontonr bankkonto checkingaccount savingsaccount checkingaccountnumber numerocompte numerodecompte comptebancaire rib cuentabancaria numerocuenta "
        "numerodecuenta contabancaria numeroconta numerodaconta contacorrente contocorrente numeroconto numerodiconto"
    ),
    IBAN_CODE="iban ibannumber ibannummer ibancode",
    CREDIT_CARD=(
        "creditcard creditcardnumber cardnumber cardno ccnumber ccnum debitcardnumber cardpan creditcardnummer kaartnummer "
        "kreditkartennummer kartennummer numerocarte numerodecarte cartebancaire numerotarjeta numerodetarjeta tarjetacredito "
        "numerocartao numerodocartao cartaodecredito numerocarta numerocartadicredito"
    ),
    CARD_LAST_FOUR=(
        "lastfour last4 lastfourdigits last4digits cardlast4 cardlastfour accountnumberlast4 accountlast4 accountlastfour "
        "laatstevier laatste4 letztevier letzte4 derniersquatre ultimoscuatro ultimos4 ultimosquatro ultimequattro ultime4"
    ),
    IP_ADDRESS="ip ipaddress ipaddr ipv4 ipv6 clientip remoteip remoteaddr sourceip ipadres ipadresse adresseip direccionip enderecoip indirizzoip",
    MAC_ADDRESS="mac macaddress macaddr macadres macadresse",
    IMEI="imei imeinumber imei1 imei2 imeisv meid",
    DEVICE_ID="deviceid deviceids androidid idfa idfv gaid advertisingid udid deviceserial simid iccid imsi eid fingerprintid",
    CRYPTO="bitcoinaddress btcaddress walletaddress ethaddress cryptoaddress cryptowallet",
    LICENSE_PLATE=(
        "licenseplate licenceplate plate platenumber numberplate licenseplatenumber vehicleregistration registrationplate kenteken "
        "kentekennummer kennzeichen autokennzeichen nummernschild plaque immatriculation plaqueimmatriculation "
        "numeroimmatriculation placa matriculavehiculo matriculacoche placaveiculo placadoveiculo targa numerotarga"
    ),
    PASSPORT=(
        "passport passportnumber passportno passportid paspoort paspoortnummer reisepass reisepassnummer passnummer passeport "
        "numeropasseport numerodepasseport pasaporte numeropasaporte numerodepasaporte passaporte numeropassaporte "
        "numerodopassaporte passaporto numeropassaporto"
    ),
    DRIVER_LICENSE=(
        "driverlicense driverslicense driverlicence drivinglicence drivinglicense driverslicensenumber driverlicensenumber "
        "drivinglicencenumber dlnumber rijbewijs rijbewijsnummer fuhrerschein fuhrerscheinnummer permisdeconduire numeropermis "
        "permisodeconducir carnetdeconducir licenciadeconducir cartadeconducao patente numeropatente"
    ),
    HEALTH_INSURANCE_ID=(
        "healthinsuranceid healthinsurancenumber insuranceid insurancenumber insurancememberid healthplanid healthcard healthcardnumber healthnumber numerodeafiliado numeroafiliado numerodetarjetasanitaria numerodeutente relatienummerzorgverzekering "
        "medicaidid ehic zorgverzekeringsnummer verzekerdennummer relatienummerverzekering krankenkassennummer "
        "numeromutuelle tarjetasanitaria numerotarjetasanitaria cartaosaude tesserasanitaria"
    ),
    TAX_ID="taxid taxnumber tin taxpayerid taxidentificationnumber vatnumber vatid btwnummer btwid fiscaalnummer ustid ustidnr umsatzsteuerid tvaintracommunautaire numerodetva ntva numerofiscal numerotva numeroiva numerodeiva numiva nifiva",
    NATIONAL_ID=(
        "nationalid nationalidnumber idnumber idcardnumber idcard identitycard identitycardnumber residentidentitycardnumber identitynumber personalid governmentid residentid "
        "identiteitsbewijs identiteitsnummer documentnummer idkaart ausweisnummer numerocni carteidentite numerodidentite "
        "documentoidentidad numerodocumento documentodeidentidade cartadidentita numerodocumento kennitala"
    ),
    NL_BSN="bsn burgerservicenummer sofinummer bsnnummer citizenservicenumber",
    DE_TAX_ID="steuerid steueridnr steueridentifikationsnummer idnr steueridnummer",
    DE_ID_CARD="personalausweis personalausweisnummer personalausweisnr",
    DE_HEALTH_INSURANCE="krankenversichertennummer kvnr krankenversicherungsnummer versichertennummer",
    FR_NIR="nir insee numerosecu numerosecuritesociale numerodesecuritesociale securitesociale numsecu numeroinsee",
    FR_NIF="spi numerospi numerofiscalfr",
    ES_NIF="dni dninif numerodni",
    ES_NIE="nie numeronie",
    IT_FISCAL_CODE="codicefiscale codfiscale codfisc",
    PL_PESEL="pesel numerpesel",
    SE_PERSONNUMMER="personnummer personnr samordningsnummer",
    BE_NISS="rijksregisternummer rijksregister niss insz numeronational registrenational numeroregistrenational",
    AT_SVNR="svnr sozialversicherungsnummer svnummer",
    PT_NIF="nif numerocontribuinte numerodecontribuinte contribuinte",
    PT_CC="cartaocidadao cartaodecidadao numerocartaocidadao",
    IE_PPS="pps ppsn ppsnumber",
    DK_CPR="cpr cprnummer cprnr",
    FI_PERSONAL_IDENTITY_CODE="hetu henkilotunnus",
    NO_FODSELSNUMMER="fodselsnummer fnr",
    RO_CNP="cnp codnumericpersonal",
    CZ_RC="rodnecislo",
    HR_OIB="oib",
    BG_EGN="egn",
    GR_AMKA="amka",
    GR_AFM="afm",
    HU_TAJ="taj tajszam",
    EE_IK="isikukood",
    LT_AK="asmenskodas",
    LV_PK="personaskods",
    SI_EMSO="emso",
    LU_MATRICULE="matriculenational",
    DE_SOCIAL_SECURITY="rentenversicherungsnummer rvnr",
    DE_TAX_NUMBER="steuernummer stnr",
    IT_VAT_CODE="partitaiva piva",
    US_MBI="mbi medicarebeneficiaryidentifier medicarenumber medicareid",
    UK_NINO="nino nationalinsurancenumber nationalinsurance ninumber",
    UK_NHS="nhs nhsnumber nhsno",
    UK_UTR="utr utrnumber uniquetaxpayerreference",
    CH_AHV="ahv ahvnummer ahvnr avs numeroavs avsnumber",
    US_SSN="ssn socialsecurity socialsecuritynumber ssnlast4 ssnlastfour socialsecuritynum",
    US_ITIN="itin",
    US_EIN="ein employeridentificationnumber",
    BR_CPF="cpf numerocpf cpfcnpj",
    BR_CNPJ="cnpj numerocnpj",
    BR_RG="rg numerorg registrogeral",
    BR_CNH="cnh numerocnh",
    BR_PIS="pis pispasep pasep nis nit",
    BR_CNS="cns cartaosus cartaonacionaldesaude",
    CA_SIN="sin sinnumber socialinsurancenumber",
    IN_AADHAAR="aadhaar aadhaarnumber aadhar uidai",
    IN_PAN="panno panid panno pancard",
    CN_RIC="shenfenzheng residentidcard",
    PASSWORD=(  # noqa: S106 -- names of keys, no password
        "password passwd pwd passphrase passcode userpassword pin pincodecard cvv cvc cvv2 securitycode otp wachtwoord "
        "toegangscode passwort kennwort motdepasse contrasena senha securityanswer"
    ),
    API_KEY=(
        "apikey apikeys apisecret secret secretkey clientsecret accesskey accesskeyid secretaccesskey accesstoken refreshtoken "
        "authtoken bearertoken idtoken privatekey sshkey signingkey webhooksecret apitoken apisleutel apischlussel authorization"
    ),
    COORDINATES="coordinates coordinate gps gpscoordinates latlng latlong geolocation lat latitude lng lon longitude breitengrad langengrad",
    APPEARANCE="appearance physicaldescription haircolor haircolour eyecolor eyecolour distinguishingmarks scars tattoos uiterlijk aussehen",
    ORGANIZATION="company companyname employer employername organization organisation organizationname bedrijf bedrijfsnaam werkgever firma arbeitgeber entreprise employeur empresa azienda",
)  # fmt: skip
"""Joined key name -> entity type."""

BARE_NAME = frozenset(["name", "naam", "nom", "nombre", "nome", "names", "namen"])
"""Says a name, not of what: a person only where something else says so."""

ROLES = load_words("key_roles")
"""Words for people: under or beside them a bare name is a person's."""

WRAPPERS = frozenset(["data", "result", "results", "response", "record", "records", "detail", "details", "attributes", "fields", "body", "payload", "value", "values", "node", "nodes", "entry", "entries", "list", "object", "info", "information", "saved", "new", "old", "updated"])  # fmt: skip
"""Keys that say nothing about what is in them: their parent is asked instead."""

MODIFIERS = load_words("key_modifiers")
"""May follow a known name without changing what it names."""

HARMLESS = load_words("key_harmless")
"""Values under such keys are things, sums and times: only a strong pattern makes them personal."""
