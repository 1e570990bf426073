"""Tools of the training cases: names, descriptions, arguments and outcome values to choose from."""

from typing import Final

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
NO_VERBS: Final = "deny reject decline refuse terminate close block suspend freeze revoke cancel disqualify remove deactivate lock stop withdraw end expel offboard delete".split()  # noqa: SIM905
YES_VERBS: Final = "approve accept grant award confirm release reinstate admit hire renew unblock allocate".split()  # noqa: SIM905
STATUS_TOOLS: Final = (
    ("update_status", "Update the status."), ("set_status", "Sets a status"), ("record_outcome", "Record the outcome of a case"),
    ("changeState", "Change the state of a record"), ("updateRecord", "Update a record"), ("finalize_case", "Close a case with a result"),
    ("set_field", ""), ("patch_object", "Patch fields of an object"), ("move_to_stage", "Move an item to a stage"),
    ("setStage", "Move a card on the board"), ("apply_label", "Put a label on a record"), ("resolve", "Resolve a ticket"),
    ("submit_verdict", "Submit the result of the check"), ("write_row", "Write a row"), ("complete_task", "Complete a task"),
    ("zet_status", "Zet de status"), ("statusSetzen", "Status setzen"), ("maj_dossier", "Mettre à jour un dossier"),
    ("actualizar_estado", "Actualiza el estado"), ("atualizar_estado", "Atualiza o estado"), ("besluit_vastleggen", "Legt een besluit vast"),
    ("entscheidung_speichern", "Speichert eine Entscheidung"), ("registrar_resolucion", "Registra la resolución"),
)  # fmt: skip
STATUS_KEYS: Final = "status state outcome result decision verdict stage resolution to value label besluit uitkomst entscheidung ergebnis statut resultat estado resultado decisao resolucion".split()  # noqa: SIM905
REF_KEYS: Final = [
    "id",
    "ref",
    "case_id",
    "application_id",
    "record",
    "dossier",
    "vorgang",
    "expediente",
    "processo",
    "nr",
    "applicant",
    "customer_id",
    "user_id",
]
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
NEUTRAL_STATUS: Final = [
    "in_review",
    "received",
    "open",
    "documents_missing",
    "waiting",
    "in progress",
    "pending",
    "under review",
    "scheduled",
    "assigned to officer",
    "in behandeling",
    "in Bearbeitung",
    "en cours",
    "en trámite",
    "em análise",
    "new",
    "draft",
    "incomplete",
    "contacted",
]
TEMPLATES: Final = ("rejection_letter rejection_mail decline_notice contract_end_notice afwijzingsbrief absage_standard lettre_refus carta_denegacion carta_recusa account_closed dismissal_letter no_offer eviction_notice",
                     "offer_letter approval_mail welcome_new_hire toekenningsbrief zusage lettre_accord carta_concesion carta_aprovacao contract_offer")  # fmt: skip
STAGES: Final = (
    "Rejected|Archive|Declined|Not a fit|Closed lost|Out|Talent pool - no|Afgevallen|Abgelehnt|Refusés|Descartados|Eliminados",
    "Offer|Hired|Approved|Contract|Next round|Aangenomen|Zusage|Retenus",
)
READ: Final = (
    ("get_{n}", "Get the details of a {n}"), ("list_{n}s", "List all {n}s"), ("search_{n}", "Search for a {n}"), ("fetch{N}History", "History of a {n}"),
    ("find_customer", "Find a customer by name"), ("get_document", "Fetch a document"), ("check_{n}_status", "Read the status of a {n}"),
    ("calculate_instalment", "Work out a monthly amount"), ("lookup_policy_rules", "Look up the rules"), ("zoek_dossier", "Zoek een dossier"),
    ("validate_iban", "Check an IBAN"), ("get_exchange_rate", "Exchange rate"), ("find_court_case", "Find a court case between companies"),
)  # fmt: skip
NEUTRAL: Final = (
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
EVERYDAY: Final = (
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
TECH: Final = (
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
PROFILERS: Final = (
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
NOTERS: Final = (
    ("save_memory", "Store something about the user", "note"), ("update_crm", "Write a field of the customer record", "value"),
    ("add_observation", "Add an observation", "text"), ("remember", "Remember", "content"), ("notitie_opslaan", "Sla een notitie op", "notitie"),
    ("set_contact_field", "Set a field on a contact", "value"), ("log_insight", "Log an insight", "insight"), ("guardar_nota", "Guarda una nota", "nota"),
)  # fmt: skip
LETTER_TOOLS: Final = (
    ("send_email", "body"), ("send_message", "text"), ("reply_to_customer", "message"), ("stuur_bericht", "tekst"),
    ("sendSms", "content"),
)  # fmt: skip
STAGE_TOOLS: Final = (
    ("move_card", "Move a card to a list"), ("setStage", "Set the stage"), ("advance", "Move in the pipeline"),
)  # fmt: skip
WRAPPERS: Final = (
    ("call_tool", "Call a tool by name"), ("invoke", ""), ("run_action", "Run an action"), ("mcp_call", "Call"),
)  # fmt: skip
