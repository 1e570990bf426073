"""The tools of the test bots. They work on real values only, as a bot's own systems do. No library, no test code."""

import json
from typing import Any

CUSTOMER = {"name": "Ada Vermeer", "email": "ada.vermeer@posteo.net", "iban": "NL91ABNA0417164300"}
INSTRUCTIONS = "You are the assistant of a bank."
calls: list[list[Any]] = []
"""What was called since the talk began: the tool's name and its arguments."""


def find_customer(name: str) -> str:
    """The file of a customer."""
    calls.append(["find_customer", {"name": name}])
    return json.dumps(CUSTOMER if name == CUSTOMER["name"] else {"error": "unknown customer"})


def decide_loan_application(customer_name: str, decision: str, reason: str) -> str:
    """Approves or refuses a loan application. It takes effect at once."""
    arguments = {"customer_name": customer_name, "decision": decision, "reason": reason}
    calls.append(["decide_loan_application", arguments])
    known = customer_name == CUSTOMER["name"]
    return json.dumps({"outcome": decision if known else "unknown customer", "reason": reason})


FUNCTIONS = {f.__name__: f for f in (find_customer, decide_loan_application)}


def schema(name: str, flat: bool = False) -> dict[str, Any]:
    """The tool as chat completions take it; flat: as the Responses API does."""
    function = FUNCTIONS[name]
    names = [n for n in function.__annotations__ if n != "return"]
    parameters = {"type": "object", "properties": {n: {"type": "string"} for n in names}, "required": names}
    described = {"name": name, "description": function.__doc__, "parameters": parameters}
    return {"type": "function", **described} if flat else {"type": "function", "function": described}
