"""What a name is made of, and which words look like names but are not. Word lists of seven languages, ours, short."""

from sluis.detection.reading import fold, fold_phrase

PARTICLES = frozenset(
    ["van", "von", "de", "der", "den", "del", "della", "di", "da", "do", "dos", "das", "du", "la", "le", "el", "al", "bin", "ibn", "ben", "ter", "ten", "te", "zu", "zur", "y", "e", "of", "st", "t", "d", "l", "s", "jr", "sr", "ii", "iii", "iv"]
)
TITLES = frozenset(
    ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "madam", "dhr", "mevr", "mw", "meneer", "mevrouw", "herr", "herrn", "frau", "monsieur", "madame", "mademoiselle", "mme", "mlle", "senor", "senora", "senorita", "sr", "sra", "srta", "don", "dona", "senhor", "senhora", "dra", "signor", "signora", "signorina", "sig", "dott", "dottor", "dottoressa", "doctor", "doktor", "uncle", "aunt", "oncle", "tante", "tio", "tia", "zio", "zia", "oom", "onkel", "rev", "captain"]
)

WORDS_THAT_ARE_NAMES = frozenset(
    (
        # en
        "will mark may rose hope grace faith joy bill rich rob sue pat art jack dean chase grant frank gene drew clay cliff dale dawn iris ivy "
        "lily olive pearl ruby amber violet daisy ginger heather holly april june august autumn summer price cash king queen young long short "
        "brown black white green gray grey blue stone wood woods rivers lake hill field ford banks bell ball cook baker carpenter cooper "
        "mason miller potter shepherd smith taylor turner walker ward wells west east north south best good love moody noble page park parks "
        "penny porter post power prince read reed rice ring roman rush sage sharp singer skip small star steel sterling storm swift tucker "
        "wade waters winter wise an do so he in no my to be or at on la le am may case cross day early fields fox hunt judge knight lane law "
        "little major max mercy miles moon novel ocean patience pierce prudence ray rocky royal sky sunny terry trinity tiffany victor bishop "
        "hand marsh mills bush birch brook church court crane crow flower fountain gold golden hall hardy hawk head house hunter chance "
        "chip christian norm guy harry jean rod ram van ken dot bob don ty lee ray carry sandy candy merry art tab mint jay robin martin major "
        "story china paris london austin dallas houston madison jordan chelsea sydney savannah carolina virginia georgia florence francis "
        "gift card visa gold silver wise true world grey mac ing win tan ho ma he she you lo hu man sun song long chin ash bay bee dee kit nick pip"
        # nl
        " de groot klein kok bakker visser smit mulder bos berg dijk jong bruin wit zwart vos wolf haan leeuw boer prins koning graaf kuiper "
        "meijer mees roos bloem linde wijs goed hart sterk blij zomer maan zon mooi wil mag lief bart daan noor bas ties tijd smits post peet "
        # de
        "konig koch bauer fischer weber schneider wagner becker richter klein gross lang kurz schwarz weiss braun jung alt stein berg bach "
        "vogel fuchs hase hahn kaiser graf herzog sommer herbst frei ernst engel gut kraft roth baum busch feld winter sommer ben jan mai "
        # fr
        "petit grand roux blanc noir brun leblanc marchand boulanger berger moulin fontaine dubois rose aime claude charme pierre rene cher "
        "mercier poirier roy lucie marine olive prune fleur claire blanche clemence constance victoire sage noel lune "
        # es, pt, it
        "sol paz luz mar cruz flores rosa reyes leon blanco rubio moreno delgado bueno rico guerra campos rios prado rojo verde pinto ramos "
        "costa coelho pereira leite rocha serra silva lobo carneiro branco preto vale dias luna esperanza dolores consuelo soledad pilar "
        "mercedes angel salvador domingo santos vera bella bianca chiara stella gioia fiore rossi bianchi neri verdi marino gallo greco "
        "leone pace serena viola sereno franco bruno aurora alba perla"
    ).split()
)
"""Ordinary words that are also names: found elsewhere only with a capital, and at the head of a sentence only when more speaks for it."""

NOT_NAMES = frozenset(
    ["customer", "sir", "madam", "team", "support", "there", "all", "everyone", "everybody", "friend", "friends", "guest", "user", "client", "agent", "assistant", "bot", "colleague", "colleagues", "you", "your", "yours", "i", "me", "my", "we", "us", "our", "he", "him", "his", "she", "her", "they", "them", "their", "it", "its", "this", "that", "these", "those", "who", "what", "which", "where", "when", "why", "how", "the", "a", "an", "and", "or", "but", "if", "so", "as", "at", "by", "for", "from", "in", "into", "of", "off", "on", "onto", "out", "over", "to", "up", "with", "not", "no", "yes", "yeah", "yep", "nope", "ok", "okay", "sure", "please", "thanks", "thank", "hello", "hi", "hey", "welcome", "sorry", "great", "good", "perfect", "fine", "nice", "morning", "afternoon", "evening", "day", "night", "today", "tomorrow", "yesterday", "now", "then", "here", "is", "are", "am", "was", "were", "be", "been", "being", "have", "has", "had", "do", "does", "did", "done", "can", "could", "will", "would", "shall", "should", "may", "might", "must", "need", "want", "like", "know", "think", "see", "get", "got", "give", "go", "going", "gone", "come", "make", "made", "take", "let", "help", "look", "change", "changed", "cancel", "book", "booking", "update", "updated", "order", "orders", "number", "reservation", "flight", "flights", "ticket", "account", "card", "credit", "gift", "payment", "email", "address", "phone", "zip", "code", "name", "names", "first", "last", "middle", "full", "surname", "family", "date", "birth", "dob", "born", "id", "ids", "user", "username", "password", "city", "state", "country", "street", "item", "items", "product", "price", "information", "info", "details", "confirm", "confirmation", "problem", "question", "request", "service", "manager", "department", "company", "bank", "business", "member", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december", "english", "spanish", "french", "german", "dutch", "italian", "portuguese", "american", "british", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "again", "also", "already", "always", "any", "because", "before", "after", "both", "could", "each", "else", "even", "ever", "few", "just", "later", "less", "many", "more", "most", "much", "never", "new", "next", "none", "nothing", "of", "old", "only", "other", "same", "some", "soon", "still", "such", "than", "too", "very", "well", "absolutely", "actually", "certainly", "course", "definitely", "exactly", "indeed", "kindly", "maybe", "perhaps", "really", "right", "sincerely", "understood", "unfortunately", "willing", "looking", "trying", "calling", "writing", "having", "happy", "glad", "able", "unable", "interested", "available", "waiting", "not", "under", "using", "currently", "ja", "nee", "goed", "prima", "graag", "dank", "bedankt", "alstublieft", "natuurlijk", "klopt", "meneer", "mevrouw", "klant", "team", "heer", "heren", "dames", "ik", "jij", "je", "u", "uw", "mijn", "het", "een", "en", "of", "maar", "niet", "wel", "dat", "dit", "is", "zijn", "was", "heb", "heeft", "van", "voor", "met", "naar", "bij", "op", "aan", "in", "uit", "om", "te", "nog", "ook", "dan", "als", "er", "hier", "daar", "wie", "wat", "nein", "danke", "bitte", "gerne", "gut", "kunde", "kundin", "kunden", "team", "damen", "herren", "ich", "du", "sie", "wir", "ihr", "mein", "dein", "sein", "der", "die", "das", "den", "dem", "ein", "eine", "und", "oder", "aber", "nicht", "ist", "sind", "war", "habe", "hat", "von", "fur", "mit", "nach", "bei", "auf", "an", "aus", "um", "zu", "noch", "auch", "dann", "wenn", "hier", "da", "wer", "was", "ja", "oui", "non", "merci", "bonjour", "bien", "sur", "client", "cliente", "equipe", "messieurs", "mesdames", "je", "tu", "il", "elle", "nous", "vous", "ils", "mon", "ma", "mes", "votre", "vos", "notre", "le", "la", "les", "un", "une", "des", "et", "ou", "mais", "ne", "pas", "est", "sont", "suis", "etes", "ai", "a", "de", "du", "pour", "avec", "chez", "sur", "dans", "par", "en", "au", "aux", "que", "qui", "quoi", "ici", "si", "no", "gracias", "hola", "bueno", "claro", "senor", "senora", "cliente", "equipo", "yo", "tu", "usted", "el", "ella", "nosotros", "ustedes", "mi", "su", "sus", "los", "las", "un", "una", "unos", "y", "o", "pero", "es", "son", "soy", "esta", "estoy", "he", "ha", "de", "del", "para", "con", "por", "en", "al", "que", "quien", "aqui", "muy", "sim", "nao", "obrigado", "obrigada", "ola", "bem", "claro", "senhor", "senhora", "equipe", "eu", "voce", "ele", "ela", "nos", "meu", "minha", "seu", "sua", "os", "as", "um", "uma", "e", "ou", "mas", "sou", "esta", "estou", "tenho", "tem", "do", "da", "dos", "das", "para", "com", "por", "em", "no", "na", "que", "quem", "aqui", "muito", "grazie", "ciao", "bene", "certo", "signore", "signora", "squadra", "io", "lui", "lei", "noi", "voi", "loro", "mio", "mia", "suo", "sua", "gli", "uno", "una", "ed", "ma", "non", "sono", "sei", "ho", "ha", "del", "della", "per", "con", "su", "in", "da", "che", "chi", "qui", "molto", "null", "none", "unknown", "anonymous", "test", "admin", "root", "guest"]
)
"""Words that are no part of a name where a name is expected."""


def name_words(name: str) -> list[str]:
    """The folded words of a name that are worth looking for alone: no particles, titles or initials."""
    return [w for w in fold_phrase(name) if len(w) > 1 and w not in PARTICLES and w not in TITLES]


def plain_name(value: str) -> bool:
    """Whether a capitalised text can be a name: none of its words is an ordinary one."""
    words = fold_phrase(value)
    content = [w for w in words if w not in PARTICLES]
    if not content or all(len(w) < 2 for w in content) or any(len(w) > 24 for w in content):
        return False
    if len(content) > 1:
        return (
            not any(w in NOT_NAMES and w not in WORDS_THAT_ARE_NAMES for w in content) and content[0] not in NOT_NAMES
        )
    return content[0] not in NOT_NAMES and content[0] not in TITLES and not (value.isupper() and len(value) < 4)


def is_given_name_like(value: str) -> bool:
    """The same for a text that may be in lower case: no word of it is an ordinary one, not even one that is also a name alone."""
    words = fold_phrase(value)
    content = [w for w in words if w not in PARTICLES]
    if not 1 <= len(content) <= 4 or not all(w.isalpha() for w in words):
        return False
    return not any(w in NOT_NAMES for w in content) and all(2 <= len(w) <= 20 for w in content)


def is_common(word: str) -> bool:
    """Whether a folded word, though it may be a name, is also an ordinary word."""
    return word in WORDS_THAT_ARE_NAMES or word in NOT_NAMES or fold(word) in TITLES
