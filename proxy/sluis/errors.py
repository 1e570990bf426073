"""The one error tree. Every class has an HTTP `status` and a stable `code`; messages carry kinds, counts,
paths and ids, never a value.

SluisError
  ConfigurationError        settings that cannot be honoured; we do not start
  PolicyError               a policy file cannot be used; the old one stays in force
  InvalidRequest            the body is not what the endpoint takes
    TooLarge                a size, depth or count limit was passed
    NotInspectable          something in it cannot be inspected, so it does not pass
    EndpointNotGuarded      a path Sluis does not guard
    NotFound                no such thing for this caller
  NotAuthenticated          no or a wrong key
  NotAllowed                known caller, but not allowed this
  DecisionBlocked           a decision that may not be made without a person
  HoldError                 a hold cannot take this step
  DetectorUnavailable       nothing was sent upstream; the caller may retry
  StorageUnavailable        nothing was sent or released; the caller may retry
    KeyUnavailable          a key is gone or does not open what it should
  Overloaded                too many requests are waiting; the caller may retry
  UpstreamError             the model behind us failed
    UpstreamTimeout         it did not answer in time
    UpstreamUnreadable      it answered with something that is not the protocol
  TamperingFound            the audit log does not verify
"""

from typing import Any, ClassVar


class SluisError(Exception):
    """status: HTTP status. code: stable, for machines. type: OpenAI's error type. retry: whether a client should."""

    status: ClassVar[int] = 500
    code: str = "internal_error"
    type: ClassVar[str] = "server_error"
    retry: ClassVar[bool] = False

    def __init__(
        self, message: str, *, code: str | None = None, param: str | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.param = param
        self.hint = hint

    @property
    def log_code(self) -> str:
        """The code in words of our own, for logs, metrics and audit rows."""
        return self.code

    def body(self, request_id: str | None = None) -> dict[str, Any]:
        """The error in OpenAI's shape, with the id under which the log holds the cause."""
        error: dict[str, Any] = {"message": self.message, "type": self.type, "param": self.param, "code": self.code}
        if self.hint:
            error["message"] = f"{self.message} {self.hint}"
        if request_id:
            error["id"] = request_id
        return {"error": error}


class ConfigurationError(SluisError):
    status, code, type = 500, "configuration_error", "server_error"


class PolicyError(SluisError):
    status, code, type = 500, "policy_error", "server_error"


class InvalidRequest(SluisError):
    status, code, type = 400, "invalid_request", "invalid_request_error"


class TooLarge(InvalidRequest):
    status, code = 413, "request_too_large"


class NotInspectable(InvalidRequest):
    status, code = 400, "content_not_inspectable"


class EndpointNotGuarded(InvalidRequest):
    status, code = 404, "endpoint_not_guarded"


class NotFound(InvalidRequest):
    status, code = 404, "not_found"


class NotAuthenticated(SluisError):
    status, code, type = 401, "invalid_api_key", "authentication_error"


class NotAllowed(SluisError):
    status, code, type = 403, "not_allowed", "permission_error"


class DecisionBlocked(SluisError):
    status, code, type = 403, "decision_blocked", "sluis_hold"


class HoldError(SluisError):
    status, code, type = 409, "hold_state", "invalid_request_error"


class DetectorUnavailable(SluisError):
    status, code, type, retry = 503, "detector_unavailable", "server_error", True


class StorageUnavailable(SluisError):
    status, code, type, retry = 503, "storage_unavailable", "server_error", True


class KeyUnavailable(StorageUnavailable):
    code = "key_unavailable"


class Overloaded(SluisError):
    status, code, type, retry = 503, "overloaded", "server_error", True


class UpstreamError(SluisError):
    status, code, type = 502, "upstream_error", "server_error"


class UpstreamTimeout(UpstreamError):
    status, code = 504, "upstream_timeout"


class UpstreamUnreadable(UpstreamError):
    code = "upstream_unreadable"


class TamperingFound(SluisError):
    status, code = 500, "tampering_found"
