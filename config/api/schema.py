"""What the schema says beyond what DRF knows: the errors that every operation may answer, and the headers it reads."""

from typing import Any

from django.conf import settings
from django_filters import filters
from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from config.api.permissions import MembersOnly, MembersWrite

ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "fields", "request_id"],
            "properties": {
                "code": {"type": "string", "description": "For programs.", "example": "invalid"},
                "message": {"type": "string", "description": "For people, in the language of the request."},
                "fields": {
                    "type": "object",
                    "description": "What is wrong with each field, when the input is not valid.",
                    "additionalProperties": {"type": "array", "items": {"type": "string"}},
                },
                "request_id": {"type": "string"},
            },
        }
    },
}
MEANINGS = {
    "400": "The request cannot be read, or is not valid: `fields` says why.",
    "401": "Who asks is not known: no token, or one that is no longer valid.",
    "403": "Not allowed.",
    "404": "There is no such thing, or the caller may not see it.",
    "409": "It contradicts what is there already.",
    "413": "The body is larger than one request may send.",
    "412": "It was changed since the ETag of If-Match was read.",
    "415": "The body is not JSON.",
    "422": "It cannot be done, or the Idempotency-Key was used for another request.",
    "429": "Too many requests: `Retry-After` says how many seconds to wait.",
    "500": "The fault is ours; `request_id` helps us to find it.",
}
HEADERS = {
    "If-None-Match": (("get",), "The ETag of an answer that is at hand: 304 if it is still right."),
    "If-Match": (("put", "patch", "delete"), "The ETag of what was read: 412 if it has changed."),
    "Accept-Language": (("get", "post", "put", "patch", "delete"), "`en` or `ru`, for titles and messages."),
}


IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    description="1 to 100 characters. Sent again within 24 hours, the request does nothing and is answered the same.",
)


class ApiSchema(AutoSchema):
    def get_request_serializer(self) -> Any:
        writes = getattr(self.view, "write_serializer_class", None)
        return writes if writes and self.method in ("POST", "PUT", "PATCH") else super().get_request_serializer()

    def get_override_parameters(self) -> list[Any]:
        return [*super().get_override_parameters(), *(IDEMPOTENCY_KEY,) * self.is_idempotent()]

    def is_idempotent(self) -> bool:
        return self.method == "POST" and getattr(self.view, "is_idempotent", False)

    def get_auth(self) -> list[dict[str, Any]]:
        """Says of what everybody reads that no token is needed."""
        return [*super().get_auth(), *([{}] if self.is_public() else [])]

    def is_public(self) -> bool:
        found = self.view.get_permissions()
        public = all(isinstance(one, MembersWrite) and not isinstance(one, MembersOnly) for one in found)
        return self.method == "GET" and public

    def get_tags(self) -> list[str]:
        """The first part of the address."""
        return [self.path.removeprefix("/api/v1/").partition("/")[0]]


def add_error_answers(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    result.setdefault("components", {}).setdefault("schemas", {})["Error"] = ERROR
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            add_headers(operation, method, can_be_read="get" in operations)
            for status in errors_of(path, method, operation):
                operation["responses"].setdefault(status, error_answer(status))
            if method == "get":
                operation["responses"].setdefault("304", {"description": "Not changed since the ETag that was sent."})
    return result


def add_headers(operation: dict[str, Any], method: str, *, can_be_read: bool) -> None:
    parameters = operation.setdefault("parameters", [])
    for name, (methods, description) in HEADERS.items():
        if method in methods and (can_be_read or name != "If-Match"):
            header = {"in": "header", "name": name, "description": description, "schema": {"type": "string"}}
            parameters.append(header)


def errors_of(path: str, method: str, operation: dict[str, Any]) -> list[str]:
    writes = method != "get"
    asks = any(parameter["in"] == "query" for parameter in operation.get("parameters", []))
    found = {
        "400": writes or asks,
        "401": True,
        "403": True,
        "404": "{" in path or asks or (writes and not path.startswith("/api/v1/auth/")),
        "409": writes,
        "412": method in ("put", "patch", "delete"),
        "413": writes,
        "415": "requestBody" in operation,
        "422": writes,
        "429": True,
        "500": True,
    }
    return [status for status, possible in found.items() if possible]


def error_answer(status: str) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": MEANINGS[status],
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
    if status == "429":
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "In seconds."}}
    return answer


class AccessToken(OpenApiAuthenticationExtension):
    target_class = "accounts.api.authentication.TokenAuthentication"
    name = "accessToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class SiteSession(OpenApiAuthenticationExtension):
    target_class = "accounts.api.authentication.SiteSessionAuthentication"
    name = "siteSession"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class FilterParameters(DjangoFilterExtension):
    """Says of filters which values they take: drf-spectacular does not look at the limits of numbers and texts."""

    priority = 1

    def resolve_filter_field(self, *args: Any) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super().resolve_filter_field(*args)
        for parameter in parameters:
            parameter["schema"] |= limits_of(args[-1])
            parameter["allowEmptyValue"] = True  # as of the page's form, where nothing is chosen
        return parameters


def limits_of(filter_: Any) -> dict[str, Any]:
    names = {"maxLength": "max_length"} if isinstance(filter_, filters.CharFilter) else {}
    if isinstance(filter_, filters.NumberFilter):
        names = {"minimum": "min_value", "maximum": "max_value"}
    limits = {keyword: filter_.extra[name] for keyword, name in names.items() if name in filter_.extra}
    return limits | ({"type": "integer"} if filter_.extra.get("decimal_places") == 0 else {})
