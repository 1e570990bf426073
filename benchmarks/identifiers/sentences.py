"""What stands around a value in the cases: `{c}` what it is called, `{v}` the value. Written for this benchmark."""

SAID = {
    "en": (
        "My {c} is {v}.", "Hi, my {c}: {v}. Can you check?", "{c} {v}", "sure, its {v} thats my {c}", "Could you change the {c} on file to {v}?", "The {c} you need is {v}, thanks!", "i think my {c} is {v} but not sure", "Here you go - {c}: {v}", "Client gave {c} {v} over the phone.", "{v} is my {c}",
        "Please use {v} as my {c}.", "my {c} = {v}", "We have the {c} ({v}) in our records.", "yes {c} {v} please hurry",
    ),
    "nl": ("Mijn {c} is {v}.", "hoi mijn {c} is {v} kan je dat nakijken", "{c}: {v}", "Goedemiddag, het {c} luidt {v}.", "{c} {v} graag wijzigen", "Wij hebben {v} als {c} genoteerd.", "U vraagt om mijn {c}, dat is {v}.", "het is {v} dat is mijn {c}"),
    "de": ("Meine {c} lautet {v}.", "hallo meine {c} ist {v} bitte prüfen", "{c}: {v}", "Die {c} ist {v}, vielen Dank.", "{c} {v} bitte ändern", "Wir haben {v} als {c} gespeichert.", "Hier die {c}: {v}", "es ist {v}, das ist meine {c}"),
    "fr": ("Mon {c} est {v}.", "bonjour mon {c} est le {v} merci de vérifier", "{c} : {v}", "Voici mon {c} : {v}.", "{c} {v} à modifier svp", "Le {c} que vous cherchez est {v}.", "c'est {v}, mon {c}", "Nous avons {v} comme {c}."),
    "es": ("Mi {c} es {v}.", "hola mi {c} es {v} me lo puedes mirar", "{c}: {v}", "Aquí tiene mi {c}: {v}.", "cambiar {c} a {v} por favor", "El {c} que necesita es el {v}.", "es {v}, ese es mi {c}", "Tenemos {v} como {c}."),
    "pt": ("O meu {c} é {v}.", "oi meu {c} é {v} pode conferir", "{c}: {v}", "Segue o {c}: {v}.", "alterar {c} para {v} por favor", "O {c} de que precisa é {v}.", "é {v}, esse é o meu {c}", "Temos {v} como {c}."),
    "it": ("Il mio {c} è {v}.", "ciao il mio {c} è {v} puoi controllare", "{c}: {v}", "Ecco il {c}: {v}.", "modificare {c} in {v} per favore", "Il {c} che cerca è {v}.", "è {v}, questo è il mio {c}", "Abbiamo {v} come {c}."),
}  # fmt: skip

ASKED = {
    "en": ("What is your {c}?", "Could you give me your {c}, please?", "I need the {c} to continue."),
    "nl": ("Wat is uw {c}?", "Mag ik je {c}?"),
    "de": ("Wie lautet Ihre {c}?", "Nennen Sie mir bitte Ihre {c}."),
    "fr": ("Quel est votre {c} ?", "Pouvez-vous me donner votre {c} ?"),
    "es": ("¿Cuál es su {c}?", "¿Me da su {c}?"),
    "pt": ("Qual é o seu {c}?", "Pode me informar o seu {c}?"),
    "it": ("Qual è il Suo {c}?", "Mi può dare il {c}?"),
}
ANSWERED = ("{v}", "{v}.", "it's {v}", "{v} thanks", "ok {v}")

BARE = {
    "en": ("noted {v} today", "See {v} in the attachment.", "{v}", "It says {v} here."),
    "nl": ("hier staat {v}", "Zie {v} in de bijlage."),
    "de": ("hier steht {v}", "Siehe {v} im Anhang."),
    "fr": ("il est écrit {v}", "Voir {v} en pièce jointe."),
    "es": ("aquí pone {v}", "Ver {v} en el adjunto."),
    "pt": ("aqui está escrito {v}", "Ver {v} no anexo."),
    "it": ("qui c'è scritto {v}", "Vedi {v} in allegato."),
}

FORMS = (
    '{{"{k}": "{v}"}}',
    '{{"customer": {{"id_status": "ok", "{k}": "{v}"}}, "items": 3}}',
    "{k}: {v}",
    "- **{c}**: {v}",
    "| {c} | status |\n| --- | --- |\n| {v} | open |",
    "{k};status\n{v};open",
    "<tr><td>{c}</td><td>{v}</td></tr>",
    "status: open\n{k}: {v}\nitems: 3",
    "{c}:\t{v}\nDate: 2024-05-01",
    '{k} = "{v}"',
)

LOOKALIKES = {
    "en": (
        "The total is ${n3}.50 for {n2} items.", "We sold {n9} units last year.", "Version {n1}.{n2}.{n3} is out.", "The meeting is on 2024-0{d}-1{d} at 1{d}:30.", "commit {h40}", "request {uuid} failed", "It has {n9} views and {n6} likes.", "The file is {n8} bytes.", "SKU {n8}, lot {n9}, in stock.", "ISBN 978-3-16-148410-0", "EAN {ean}",
        "Pi is 3.14159265358979.", "coordinates of the pixel: {n3}, {n3}", "population {n9} in 20{n2}", "order quantity {n4}, price {n4}.00 EUR", "error code {n5} at line {n4}", "0x{h8} is the address of the function", "build {n10} finished in {n4} ms", "timestamp 17{n8}", "The model has {n10} parameters.", "part number {n9} fits", "page {n3} of {n3}", "scored {n2}-{n2} in {n2} minutes",
    ),
    "nl": ("Het kost {n3},95 euro voor {n2} stuks.", "Er zijn {n8} inwoners.", "artikel {n8} is op voorraad", "versie {n1}.{n2}.{n3}", "De vergadering is op 1{d}-0{d}-2024 om 1{d}.30 uur.", "Het bestand is {n9} bytes groot.", "productnummer {n9}", "{n6} stuks à {n2} kg"),
    "de": ("Das kostet {n3},95 Euro für {n2} Stück.", "Es gibt {n8} Einwohner.", "Artikel {n8} ist lieferbar.", "Version {n1}.{n2}.{n3}", "Das Treffen ist am 1{d}.0{d}.2024 um 1{d}:30 Uhr.", "Die Datei ist {n9} Bytes groß.", "Artikelnummer {n9}", "{n6} Stück zu {n2} kg"),
    "fr": ("Cela coûte {n3},95 euros pour {n2} articles.", "Il y a {n8} habitants.", "article {n8} en stock", "version {n1}.{n2}.{n3}", "La réunion est le 1{d}/0{d}/2024 à 1{d}h30.", "Le fichier fait {n9} octets.", "{n6} unités de {n2} kg"),
    "es": ("Cuesta {n3},95 euros por {n2} unidades.", "Hay {n8} habitantes.", "artículo {n8} en stock", "versión {n1}.{n2}.{n3}", "La reunión es el 1{d}/0{d}/2024 a las 1{d}:30.", "El archivo ocupa {n9} bytes."),
    "pt": ("Custa R$ {n3},95 por {n2} unidades.", "Há {n8} habitantes.", "produto {n8} em estoque", "versão {n1}.{n2}.{n3}", "A reunião é em 1{d}/0{d}/2024 às 1{d}h30.", "O arquivo tem {n9} bytes."),
    "it": ("Costa {n3},95 euro per {n2} pezzi.", "Ci sono {n8} abitanti.", "articolo {n8} disponibile", "versione {n1}.{n2}.{n3}", "La riunione è il 1{d}/0{d}/2024 alle 1{d}:30.", "Il file è di {n9} byte."),
}  # fmt: skip
"""`{n9}` nine digits of which the first is not 0, `{d}` one digit, `{h8}` hexadecimal digits, `{ean}` a bar code, `{uuid}` one."""
