"""Training cases that are tool calls or structured answers: deciding tools, generic ones, wrappers, harmless ones."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Final

from sluis.decisions.training.cases import Case, Label, Message
from sluis.decisions.training.phrases import Phrases, coin_name

Arguments = Mapping[str, object]
Made = tuple[str, str, Arguments]
"""(tool name, its description, its arguments)."""

NOUNS: Final = {
    "credit_lending": "loan credit_request mortgage card_application limit_increase overdraft",
    "insurance": "claim policy coverage damage_report reimbursement",
    "housing": "tenancy lease rental_application tenant urgency_request",
    "employment": "candidate employee applicant worker contract courier_account shift bonus",
    "education": "admission student exam scholarship enrolment",
    "healthcare": "treatment referral appointment_request care_request medication",
    "essential_public": "benefit allowance permit subsidy pension",
    "account_close": "account user seller payout profile member",
    "essential_services": "power_connection supply_contract line_contract meter connection",
    "debt": "payment_plan debtor arrears_case remission collection_case",
    "fraud": "suspicious_payment flagged_customer transfer card fraud_case",
    "liberty": "visa residence_permit asylum_case parole",
    "pricing": "personal_rate premium quote customer_price",
    "contract_end": "contract membership agreement partnership",
}
_NO_VERBS: Final = "deny reject decline refuse terminate close block suspend freeze revoke cancel disqualify remove deactivate lock stop withdraw end expel offboard delete".split()  # noqa: SIM905
_YES_VERBS: Final = "approve accept grant award confirm release reinstate admit hire renew unblock allocate".split()  # noqa: SIM905
_STATUS_TOOLS: Final = (
    ("update_status", "Update the status."), ("set_status", "Sets a status"), ("record_outcome", "Record the outcome of a case"),
    ("changeState", "Change the state of a record"), ("updateRecord", "Update a record"), ("finalize_case", "Close a case with a result"),
    ("set_field", ""), ("patch_object", "Patch fields of an object"), ("move_to_stage", "Move an item to a stage"),
    ("setStage", "Move a card on the board"), ("apply_label", "Put a label on a record"), ("resolve", "Resolve a ticket"),
    ("submit_verdict", "Submit the result of the check"), ("write_row", "Write a row"), ("complete_task", "Complete a task"),
    ("zet_status", "Zet de status"), ("statusSetzen", "Status setzen"), ("maj_dossier", "Mettre à jour un dossier"),
    ("actualizar_estado", "Actualiza el estado"), ("atualizar_estado", "Atualiza o estado"), ("besluit_vastleggen", "Legt een besluit vast"),
    ("entscheidung_speichern", "Speichert eine Entscheidung"), ("registrar_resolucion", "Registra la resolución"),
)  # fmt: skip
_STATUS_KEYS: Final = "status state outcome result decision verdict stage resolution to value label besluit uitkomst entscheidung ergebnis statut resultat estado resultado decisao resolucion".split()  # noqa: SIM905
_REF_KEYS: Final = (
    ["id", "ref", "case_id", "application_id", "record", "dossier", "vorgang", "expediente", "processo", "nr", "applicant", "customer_id", "user_id"]
)
STATUSES: Final = {
    "en": ("rejected|declined|denied|refused|not approved|terminated|closed - no cover|blocked|ineligible|no|disqualified|unsuccessful|banned|suspended|fail|evicted|dismissed|not_selected",
           "approved|granted|accepted|admitted|hired|eligible|passed|released|renewed|selected|yes"),
    "nl": ("afgewezen|geweigerd|niet toegekend|beëindigd|geblokkeerd|ongeschikt|stopgezet|afgekeurd|ontslagen", "goedgekeurd|toegekend|toegewezen|aangenomen|verleend"),
    "de": ("abgelehnt|gekündigt|gesperrt|nicht bewilligt|ungeeignet|versagt|ausgeschlossen|Absage", "bewilligt|genehmigt|angenommen|zugesagt|freigegeben|zugelassen"),
    "fr": ("refusé|rejeté|non retenu|résilié|bloqué|écarté|inéligible|clos sans suite", "accepté|accordé|approuvé|retenu|admis"),
    "es": ("rechazado|denegada|desestimado|rescindido|bloqueado|no apto|excluida", "aprobado|concedida|aceptado|admitida|seleccionado"),
    "pt": ("recusado|indeferido|rejeitado|rescindido|bloqueado|inapto|negado", "aprovado|deferido|aceite|concedido|selecionada"),
    "it": ("rifiutato|respinta|negato|bloccato|escluso", "approvato|accettata|concesso"),
}  # fmt: skip
_NEUTRAL_STATUS: Final = ["in_review", "received", "open", "documents_missing", "waiting", "in progress", "pending", "under review", "scheduled", "assigned to officer", "in behandeling", "in Bearbeitung", "en cours", "en trámite", "em análise", "new", "draft", "incomplete", "contacted"]
_TEMPLATES: Final = ("rejection_letter rejection_mail decline_notice contract_end_notice afwijzingsbrief absage_standard lettre_refus carta_denegacion carta_recusa account_closed dismissal_letter no_offer eviction_notice",
                     "offer_letter approval_mail welcome_new_hire toekenningsbrief zusage lettre_accord carta_concesion carta_aprovacao contract_offer")  # fmt: skip
_STAGES: Final = (
    "Rejected|Archive|Declined|Not a fit|Closed lost|Out|Talent pool - no|Afgevallen|Abgelehnt|Refusés|Descartados|Eliminados",
    "Offer|Hired|Approved|Contract|Next round|Aangenomen|Zusage|Retenus",
)
_READ: Final = (
    ("get_{n}", "Get the details of a {n}"), ("list_{n}s", "List all {n}s"), ("search_{n}", "Search for a {n}"), ("fetch{N}History", "History of a {n}"),
    ("find_customer", "Find a customer by name"), ("get_document", "Fetch a document"), ("check_{n}_status", "Read the status of a {n}"),
    ("calculate_instalment", "Work out a monthly amount"), ("lookup_policy_rules", "Look up the rules"), ("zoek_dossier", "Zoek een dossier"),
    ("validate_iban", "Check an IBAN"), ("get_exchange_rate", "Exchange rate"), ("find_court_case", "Find a court case between companies"),
)  # fmt: skip
_NEUTRAL: Final = (
    ("transfer_to_human", "Hand over to a human agent", {"summary": "Customer asks for a person."}),
    ("escalate_case", "Send a case to an officer", {"id": "{ref}", "reason": "needs a human decision"}),
    ("create_ticket", "Create a ticket", {"subject": "Question about the form", "priority": "normal"}),
    ("schedule_interview", "Plan an interview", {"candidate": "{name}", "date": "2026-05-03"}),
    ("submit_application", "Send in an application", {"type": "loan", "amount": 4000, "status": "submitted"}),
    ("request_leave", "Request leave for an employee", {"from": "2026-07-01", "to": "2026-07-10", "status": "pending"}),
    ("request_documents", "Ask the applicant for documents", {"id": "{ref}", "documents": ["payslip", "lease"]}),
    ("add_note", "Add a note to a file", {"id": "{ref}", "note": "Customer called about the opening hours."}),
    ("assign_to_officer", "Assign a case to an officer", {"id": "{ref}", "officer": "{name}"}),
    ("send_email", "Send an e-mail", {"to": "{name}", "subject": "Your documents", "body": "We have received your documents and will come back to you within ten days."}),
    ("send_sms", "Send a text message", {"to": "{name}", "text": "Your appointment is on Monday at 10."}),
    ("update_address", "Change an address", {"customer": "{ref}", "street": "Mill Lane 4", "city": "Leeds"}),
    ("save_preference", "Store a preference", {"key": "language", "value": "en"}),
    ("book_appointment", "Book an appointment", {"with": "dentist", "date": "2026-03-02", "time": "10:15"}),
    ("upload_file", "Upload a file", {"name": "payslip.pdf"}),
    ("think", "Think", {"thought": "The user wants to cancel the order, the policy allows it within 30 days."}),
    ("notify_case_worker", "Tell the case worker", {"case": "{ref}", "message": "New documents came in, please have a look."}),
)  # fmt: skip
_EVERYDAY: Final = (
    ("cancel_order", "Cancel a pending order", {"order_id": "{ref}", "reason": "no longer needed"}),
    ("cancel_reservation", "Cancel the whole reservation", {"reservation_id": "{ref}"}),
    ("refund_order", "Refund an order", {"order_id": "{ref}", "amount": 40, "status": "approved"}),
    ("deny_refund", "Deny a refund for an item", {"order_id": "{ref}", "reason": "past 30 days"}),
    ("return_items", "Return delivered items", {"order_id": "{ref}", "items": ["shoes"], "payment_method": "card"}),
    ("update_flights", "Update the flights of a reservation", {"reservation_id": "{ref}", "cabin": "economy"}),
    ("book_ride", "Book a taxi", {"destination": "station", "seats": 2}),
    ("issue_voucher", "Issue a voucher", {"user": "{ref}", "amount": 50}),
    ("resume_line", "Resume a suspended phone line after payment", {"line_id": "{ref}"}),
    ("refuel_data", "Add mobile data", {"line": "{ref}", "gb": 2}),
    ("transfer_money", "Transfer money between accounts of the user", {"amount": 120, "recipient": "{name}"}),
    ("reset_password", "Send a reset link", {"user": "{ref}"}),
    ("grant_folder_access", "Give a user access to a folder", {"user": "{name}", "folder": "plans", "status": "approved"}),
    ("hide_post", "Hide a single post", {"post_id": "{ref}", "reason": "phone number"}),
    ("send_payment_request", "Ask the customer to pay a bill", {"bill": "{ref}"}),
    ("upgrade_seat", "Upgrade a seat", {"ticket": "{ref}"}),
    ("apply_coupon", "Apply a coupon", {"code": "SPRING", "result": "rejected: expired"}),
    ("update_ticket_status", "Update a support ticket", {"ticket": "{ref}", "status": "closed"}),
)  # fmt: skip
_TECH: Final = (
    ("kill_process", "Terminate a process", {"pid": 4122, "signal": "TERM"}),
    ("close_pull_request", "Close a pull request", {"number": 17, "state": "rejected", "comment": "tests fail"}),
    ("evict_pod", "Evict a pod from a node", {"pod": "api-7f", "namespace": "tenant-4"}),
    ("add_firewall_rule", "Add a rule", {"action": "deny", "port": 22}),
    ("suspend_job", "Suspend a job", {"job": "nightly-backup"}),
    ("play_move", "Play a move", {"candidate": "Nf3", "status": "rejected"}),
    ("block_ip", "Block an address", {"ip": "10.0.0.4"}),
    ("revoke_token", "Revoke an API token", {"token_id": "{ref}"}),
    ("run_sql", "Run a query", {"query": "SELECT count(*) FROM applications WHERE status = 'rejected'"}),
    ("write_file", "Write a file", {"path": "status.py", "content": "class Status: REJECTED = 'rejected'"}),
    ("terminate_instance", "Terminate a virtual machine", {"instance": "i-04ab"}),
)  # fmt: skip
_PROFILERS: Final = (
    ("get_risk_profile", "Returns risk class and score of a customer", {"customer_id": "{ref}"}, False),
    ("predict_churn", "Probability that a customer leaves", {"customer_id": "{ref}"}, False),
    ("score_lead", "Rate a lead by purchase intent", {"lead": "{name}"}, False),
    ("compute_credit_score", "Works out a credit score for a person", {"person": "{name}", "income": 2100}, False),
    ("analyze_personality", "Personality traits from messages", {"user": "{name}"}, False),
    ("rate_candidate", "Rate a candidate from a CV", {"candidate": "{name}", "score": 42, "comment": "lacks drive"}, False),
    ("predict_performance", "Forecast of an employee's performance", {"employee": "{ref}"}, False),
    ("estimate_income", "Estimate household income from behaviour", {"user": "{ref}"}, False),
    ("infer_interests", "Infer interests and intent of a visitor", {"visitor": "{ref}"}, False),
    ("fraud_risk_score", "Fraud risk of a person", {"customer": "{ref}"}, False),
    ("predict_heart_disease", "Predicts the risk of heart disease of a patient", {"age": 52, "smoker": True}, True),
    ("depression_screening", "Infers signs of depression from chats", {"user": "{ref}"}, True),
    ("triage_patient", "Assess the urgency of a patient", {"symptoms": "chest pain", "urgency": 2}, True),
    ("infer_political_leaning", "Political leaning of a user", {"user": "{name}"}, True),
    ("voorspel_verzuim", "Voorspelt verzuim van een medewerker", {"medewerker": "{name}"}, True),
    ("bonitaet_pruefen", "Bonität einer Person bewerten", {"kunde": "{ref}"}, False),
    ("evaluer_solvabilite", "Évalue la solvabilité d'un client", {"client": "{ref}"}, False),
    ("calificar_cliente", "Califica el riesgo de un cliente", {"cliente": "{ref}"}, False),
    ("prever_inadimplencia", "Prevê a inadimplência de um cliente", {"cliente": "{ref}"}, False),
)  # fmt: skip
_NOTERS: Final = (
    ("save_memory", "Store something about the user", "note"), ("update_crm", "Write a field of the customer record", "value"),
    ("add_observation", "Add an observation", "text"), ("remember", "Remember", "content"), ("notitie_opslaan", "Sla een notitie op", "notitie"),
    ("set_contact_field", "Set a field on a contact", "value"), ("log_insight", "Log an insight", "insight"), ("guardar_nota", "Guarda una nota", "nota"),
)  # fmt: skip

_SETTING: Final = ("sys.decides",) * 5 + ("sys.area", "sys.announces", "")
_GOING: Final = ("user.go",) * 4 + ("user.empty", "user.result", "ask")


def make_call_cases(phrases: Phrases, rng: Random, count: int, domains: Sequence[str] | None = None) -> Iterator[Case]:
    """`count` cases of one language whose output is a tool call or a structured answer."""
    makers: list[tuple[Callable[[Phrases, Random, str], Case], float]] = [
        (_deciding, 8), (_decided_by_person, 5), (_own_wish, 3), (_reading, 4), (_neutral, 5), (_everyday, 6), (_technical, 3),
        (_profiling, 5), (_noted_profile, 4), (_noted_fact, 3), (_answer_decides, 4), (_answer_neutral, 4), (_answer_profile, 3), (_neutral_status, 4),
    ]  # fmt: skip
    chosen = rng.choices([m for m, _ in makers], weights=[w for _, w in makers], k=count)
    for maker in chosen:
        yield maker(phrases, rng, rng.choice(domains or phrases.domains))


def _deciding(phrases: Phrases, rng: Random, domain: str) -> Case:
    adverse = rng.random() < 0.65
    made = _outcome_call(phrases, rng, domain, adverse)
    return _case(phrases, rng, domain, "deciding_call", made, _SETTING, _GOING, Label(True, adverse, domain))


def _decided_by_person(phrases: Phrases, rng: Random, domain: str) -> Case:
    made = _outcome_call(phrases, rng, domain, rng.random() < 0.65)
    systems = ("sys.assists",) * 4 + ("sys.helpful", "sys.area", "sys.decides", "")
    return _case(phrases, rng, domain, "person_decided_call", made, systems, ("user.decided",), Label())


def _own_wish(phrases: Phrases, rng: Random, domain: str) -> Case:
    made = _verb_call(
        rng, domain, rng.choice(("close", "cancel", "block", "freeze", "withdraw", "deactivate", "end", "delete"))
    )
    systems = ("sys.service", "sys.service", "sys.helpful", "sys.area", "sys.decides", "", "")
    return _case(phrases, rng, domain, "own_wish_call", made, systems, ("user.wish",), Label())


def _reading(phrases: Phrases, rng: Random, domain: str) -> Case:
    noun = rng.choice(NOUNS[domain].split())
    name, purpose = (text.format(n=noun, N=noun.title()) for text in rng.choice(_READ))
    made = (name, purpose, {rng.choice(_REF_KEYS): _ref(phrases, rng)})
    return _case(
        phrases,
        rng,
        domain,
        "reading_call",
        made,
        (*_SETTING, "sys.service", "sys.assists"),
        (*_GOING, "user.general", "user.decided"),
        Label(),
    )


def _neutral(phrases: Phrases, rng: Random, domain: str) -> Case:
    made = _filled(phrases, rng, *rng.choice(_NEUTRAL))
    return _case(
        phrases,
        rng,
        domain,
        "neutral_call",
        made,
        (*_SETTING, "sys.service", "sys.informs", "sys.assists"),
        (*_GOING, "user.service", "user.general"),
        Label(),
    )


def _everyday(phrases: Phrases, rng: Random, domain: str) -> Case:
    made = _filled(phrases, rng, *rng.choice(_EVERYDAY))
    return _case(
        phrases,
        rng,
        domain,
        "everyday_call",
        made,
        ("sys.service",) * 4 + ("sys.helpful", ""),
        ("user.service",),
        Label(),
    )


def _technical(phrases: Phrases, rng: Random, domain: str) -> Case:
    made = _filled(phrases, rng, *rng.choice(_TECH))
    return _case(
        phrases,
        rng,
        domain,
        "technical_call",
        made,
        ("sys.service", "sys.helpful", ""),
        ("user.code", "user.service", "user.go", "user.empty"),
        Label(),
    )


def _profiling(phrases: Phrases, rng: Random, domain: str) -> Case:
    name, purpose, arguments, special = rng.choice(_PROFILERS)
    made = _filled(phrases, rng, name, purpose if rng.random() < 0.8 else "", arguments)
    systems = ("sys.assists", "sys.area", "sys.notes", "sys.decides", "sys.helpful", "", "")
    return _case(
        phrases,
        rng,
        domain,
        "profiling_call",
        made,
        systems,
        ("user.profile", "user.staff", "user.go", "user.general"),
        Label(profiling=True, special_category=special),
    )


def _noted_profile(phrases: Phrases, rng: Random, domain: str) -> Case:
    special = rng.random() < 0.35
    text = phrases.pick(rng, "out.profile_special" if special else "out.profile", domain)
    return _noted(phrases, rng, domain, text, "user.profile", Label(profiling=True, special_category=special))


def _noted_fact(phrases: Phrases, rng: Random, domain: str) -> Case:
    return _noted(phrases, rng, domain, phrases.pick(rng, "out.not_profile", domain), "user.not_profile", Label())


def _noted(phrases: Phrases, rng: Random, domain: str, text: str, user: str, label: Label) -> Case:
    name, purpose, key = rng.choice(_NOTERS)
    arguments: dict[str, object] = {key: text}
    if rng.random() < 0.4:
        arguments[rng.choice(("field", "contact", "id"))] = _ref(phrases, rng)
    systems = ("sys.notes",) * 4 + ("sys.helpful", "sys.area", "")
    return _case(phrases, rng, domain, "noting_call", (name, purpose, arguments), systems, (user,), label)


def _neutral_status(phrases: Phrases, rng: Random, domain: str) -> Case:
    name, purpose = rng.choice(_STATUS_TOOLS)
    made = (
        name,
        purpose,
        {rng.choice(_REF_KEYS): _ref(phrases, rng), rng.choice(_STATUS_KEYS): rng.choice(_NEUTRAL_STATUS)},
    )
    return _case(phrases, rng, domain, "neutral_status_call", made, _SETTING, _GOING, Label())


def _answer_decides(phrases: Phrases, rng: Random, domain: str) -> Case:
    adverse = rng.random() < 0.65
    answer: dict[str, object] = {rng.choice(_STATUS_KEYS): _status(phrases, rng, adverse)}
    _add_some(
        rng,
        answer,
        {
            "reason": phrases.pick(rng, f"because.{domain}", domain),
            "id": _ref(phrases, rng),
            "score": rng.randint(10, 90),
            "amount": rng.randint(0, 9000),
        },
    )
    if rng.random() < 0.3:
        answer = {"results": [answer, {**answer, "id": _ref(phrases, rng)}]}
    if rng.random() < 0.3:
        answer["message"] = phrases.pick(rng, f"{'adverse' if adverse else 'favourable'}.{domain}", domain)
    return _answer(phrases, rng, domain, "deciding_answer", answer, _SETTING, _GOING, Label(True, adverse, domain))


def _answer_neutral(phrases: Phrases, rng: Random, domain: str) -> Case:
    choices: tuple[dict[str, object], ...] = (
        {"status": rng.choice(_NEUTRAL_STATUS), "missing": ["payslip"], "id": _ref(phrases, rng)},
        {"intent": "refund", "order": _ref(phrases, rng), "language": phrases.language},
        {
            "recommendation": _status(phrases, rng, rng.random() < 0.6),
            "for": "officer",
            "note": phrases.pick(rng, "out.recommend", domain),
        },
        {"name": coin_name(rng), "amount": 4000, "date": "2026-02-03"},
        {"answer": phrases.pick(rng, f"info.{domain}", domain)},
        {"error": "request rejected: field 'email' is not valid", "code": 422},
        {"items": [{"sku": "A1", "refund": "approved"}], "total": 40},
        {"draft": phrases.pick(rng, "out.draft", domain)},
        {"summary": phrases.pick(rng, "out.recommend", domain), "next": "officer decides"},
    )
    systems = ("sys.assists",) * 4 + ("sys.service", "sys.service", "sys.informs", "")
    return _answer(
        phrases,
        rng,
        domain,
        "neutral_answer",
        rng.choice(choices),
        systems,
        ("user.staff", "user.service", "user.general", "user.draft"),
        Label(),
    )


def _answer_profile(phrases: Phrases, rng: Random, domain: str) -> Case:
    special = rng.random() < 0.3
    section = "out.profile_special" if special else "out.profile"
    answer: dict[str, object] = {
        rng.choice(("note", "insight", "assessment", "feedback", "profile", "comment")): phrases.pick(
            rng, section, domain
        )
    }
    numbers: dict[str, object] = {"score": rng.random().__round__(2), "rating": rng.randint(1, 5), "risk": rng.choice(("high", "low", "medium")),
                                  "traits": ["introvert", "anxious"], "confidence": 0.7, "churn_probability": 0.4, "income_class": "upper"}  # fmt: skip
    _add_some(rng, answer, numbers)
    if not special and rng.random() < 0.4:
        answer = {k: v for k, v in answer.items() if k in numbers} or {"lead_score": rng.randint(1, 99)}
        answer["person"] = coin_name(rng)
    systems = ("sys.notes", "sys.assists", "sys.assists", "sys.area", "")
    return _answer(
        phrases,
        rng,
        domain,
        "profiling_answer",
        answer,
        systems,
        ("user.profile", "user.staff", "user.go"),
        Label(profiling=True, special_category=special),
    )


# ------------------------------------------------------------------------------------------------ building blocks
def _outcome_call(phrases: Phrases, rng: Random, domain: str, adverse: bool) -> Made:
    """A call that carries out an outcome: by its name, by a status, a stage, a template, a letter, or inside a wrapper."""
    way = rng.choice(("verb", "verb", "status", "status", "status", "letter", "template", "stage", "flag", "wrapped"))
    if way == "verb":
        return _verb_call(rng, domain, rng.choice(_NO_VERBS if adverse else _YES_VERBS))
    if way == "letter":
        body = phrases.pick(
            rng,
            rng.choice(
                (f"{'adverse' if adverse else 'favourable'}.{domain}", f"out.{'adverse' if adverse else 'favourable'}")
            ),
            domain,
        )
        name, key = rng.choice(
            (
                ("send_email", "body"),
                ("send_message", "text"),
                ("reply_to_customer", "message"),
                ("stuur_bericht", "tekst"),
                ("sendSms", "content"),
            )
        )
        return name, "Send a message", {"to": coin_name(rng), key: body}
    if way == "template":
        return (
            "send_template",
            "Send a template",
            {"to": coin_name(rng), "template": rng.choice(_TEMPLATES[not adverse].split())},
        )
    if way == "stage":
        return rng.choice(
            (("move_card", "Move a card to a list"), ("setStage", "Set the stage"), ("advance", "Move in the pipeline"))
        ) + (
            {"card": coin_name(rng), rng.choice(("to", "stage", "list")): rng.choice(_STAGES[not adverse].split("|"))},
        )
    if way == "flag":
        key = rng.choice(("approved", "eligible", "accepted", "granted", "access", "active", "hired", "covered"))
        return rng.choice(_STATUS_TOOLS) + ({rng.choice(_REF_KEYS): _ref(phrases, rng), key: not adverse},)
    if way == "wrapped":
        name, _, arguments = _outcome_call(phrases, rng, domain, adverse)
        wrapper = rng.choice(
            (
                ("call_tool", "Call a tool by name"),
                ("invoke", ""),
                ("run_action", "Run an action"),
                ("mcp_call", "Call"),
            )
        )
        return (*wrapper, {"name": name, "arguments": json.dumps(arguments) if rng.random() < 0.7 else arguments})
    name, purpose = rng.choice(_STATUS_TOOLS)
    fields: dict[str, object] = {
        rng.choice(_REF_KEYS): _ref(phrases, rng),
        rng.choice(_STATUS_KEYS): _status(phrases, rng, adverse),
    }
    _add_some(
        rng,
        fields,
        {
            "reason": phrases.pick(rng, f"because.{domain}", domain),
            "note": "",
            "type": rng.choice(NOUNS[domain].split()),
        },
    )
    return name, purpose, fields


def _verb_call(rng: Random, domain: str, verb: str) -> Made:
    noun = rng.choice(NOUNS[domain].split())
    name = rng.choice(
        (
            f"{verb}_{noun}",
            f"{verb}{noun.title().replace('_', '')}",
            f"{noun}.{verb}",
            f"{noun}_{verb}",
            f"{verb}-{noun}",
        )
    )
    purpose = rng.choice(
        (f"{verb.title()} a {noun.replace('_', ' ')}.", "", f"{verb.title()}s the given {noun.replace('_', ' ')} by id")
    )
    arguments: dict[str, object] = {rng.choice(_REF_KEYS): str(rng.randint(100, 9999))}
    _add_some(rng, arguments, {"reason": "score", "date": "2026-05-01", "notify": True})
    return name, purpose, arguments


def _status(phrases: Phrases, rng: Random, adverse: bool) -> str:
    language = phrases.language if rng.random() < 0.7 else "en"
    value = rng.choice(STATUSES[language][not adverse].split("|"))
    return rng.choice((value, value, value.upper(), value.replace(" ", "_")))


def _ref(phrases: Phrases, rng: Random) -> str:
    return phrases.fill(rng, "{ref}", "")


def _add_some(rng: Random, arguments: dict[str, object], more: dict[str, object]) -> None:
    arguments.update({key: value for key, value in more.items() if rng.random() < 0.35})


def _filled(phrases: Phrases, rng: Random, name: str, purpose: str, arguments: Arguments) -> Made:
    names = {"{ref}": _ref(phrases, rng), "{name}": coin_name(rng)}
    return (
        name,
        purpose,
        {key: names.get(value, value) if isinstance(value, str) else value for key, value in arguments.items()},
    )


def _case(
    phrases: Phrases,
    rng: Random,
    domain: str,
    kind: str,
    made: Made,
    systems: Sequence[str],
    users: Sequence[str],
    label: Label,
) -> Case:
    name, purpose, arguments = made
    function = {
        "name": name,
        "description": purpose,
        "parameters": {"type": "object", "properties": {k: {"type": "string"} for k in arguments}},
    }
    call = {
        "id": "call_1",
        "type": "function",
        "function": {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)},
    }
    tools: list[Message] = [{"type": "function", "function": function}] if rng.random() < 0.9 else []
    output: Message = {"role": "assistant", "content": None, "tool_calls": [call]}
    return Case(
        phrases.language,
        domain,
        kind,
        "tool_call",
        tools,
        _messages(phrases, rng, domain, systems, users),
        output,
        label,
    )


def _answer(
    phrases: Phrases,
    rng: Random,
    domain: str,
    kind: str,
    answer: dict[str, object],
    systems: Sequence[str],
    users: Sequence[str],
    label: Label,
) -> Case:
    content = json.dumps(answer, ensure_ascii=False, indent=2 if rng.random() < 0.3 else None)
    if rng.random() < 0.2:
        content = f"```json\n{content}\n```"
    return Case(
        phrases.language,
        domain,
        kind,
        "json",
        [],
        _messages(phrases, rng, domain, systems, users),
        {"role": "assistant", "content": content},
        label,
    )


def _messages(
    phrases: Phrases, rng: Random, domain: str, systems: Sequence[str], users: Sequence[str]
) -> list[Message]:
    messages: list[Message] = []
    for role, section in (("system", rng.choice(systems)), ("user", rng.choice(users))):
        if section:
            name = f"{section}.{domain}" if phrases.has(f"{section}.{domain}") else section
            messages.append({"role": role, "content": phrases.pick(rng, name, domain)})
    return messages
