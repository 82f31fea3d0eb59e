"""Every error below /api/ in one shape, with a code for programs and a message for people."""

from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.errors import ForeignKeyViolation
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.exceptions import SelfFollowError, ThrottledError
from accounts.images import ImageNotStoredError
from config.middleware import current_request_id
from films.services import writing
from reviews import exceptions as reviews

FORM = "non_field_errors"


class Conflict(exceptions.APIException):
    status_code = 409
    default_code = "conflict"
    default_detail = gettext_lazy("This contradicts what is there already.")


class Moved(exceptions.APIException):
    """What was merged into another leads there, when it is read."""

    status_code = 308
    default_code = "moved"
    default_detail = gettext_lazy("It was merged into another.")

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address


class PreconditionFailed(exceptions.APIException):
    status_code = 412
    default_code = "precondition_failed"
    default_detail = gettext_lazy("It was changed since you read it. Read it again.")


# What the services raise, as status, code and message.
DOMAIN: dict[type[Exception], tuple[int, str, Any]] = {
    writing.FilmGoneError: (404, "film_unavailable", gettext_lazy("There is no such film any more.")),
    writing.IdTakenError: (409, "id_taken", gettext_lazy("Another film has this id.")),
    SelfFollowError: (422, "own_profile", gettext_lazy("You cannot follow yourself.")),
    reviews.FilmUnavailable: (404, "film_unavailable", gettext_lazy("There is no such film any more.")),
    reviews.AlreadyReviewed: (409, "already_reviewed", gettext_lazy("You have reviewed this film. Edit your review.")),
    reviews.AlreadyPublished: (409, "already_published", gettext_lazy("It is published already.")),
    reviews.ReviewUnavailable: (404, "review_unavailable", gettext_lazy("There is no such review any more.")),
    reviews.OwnReview: (403, "own_review", gettext_lazy("You cannot vote on your own review.")),
    reviews.AlreadyInDiary: (409, "already_in_diary", gettext_lazy("Your diary has this film on this day.")),
    reviews.PlaceClosed: (409, "place_closed", gettext_lazy("Nobody can comment here any more.")),
    reviews.NotEditable: (403, "not_editable", gettext_lazy("This text can no longer be edited.")),
    reviews.EditWindowClosed: (403, "edit_window_closed", gettext_lazy("The time to edit this comment is over.")),
    reviews.OwnText: (403, "own_text", gettext_lazy("You cannot report what is your own.")),
    reviews.TargetGone: (404, "target_gone", gettext_lazy("It was deleted meanwhile.")),
    reviews.CaseClosed: (409, "case_closed", gettext_lazy("Another moderator decided meanwhile.")),
    reviews.TextChanged: (409, "text_changed", gettext_lazy("The author edited the text meanwhile.")),
    reviews.NotForYou: (403, "not_for_you", gettext_lazy("This is for another moderator to decide.")),
    reviews.ActionImpossible: (422, "action_impossible", gettext_lazy("This cannot be done here.")),
    reviews.AppealImpossible: (409, "appeal_impossible", gettext_lazy("You cannot appeal against this decision.")),
}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. None for an error that is not foreseen: it becomes a 500."""
    error = to_api_error(error)
    response = exception_handler(error, context)
    if response is None:
        return None
    code, message, fields = describe(error, response.data)
    response.data = body(code, message, fields)
    if isinstance(error, Moved):
        response["Location"] = error.address
    return response


def to_api_error(error: Exception) -> Exception:
    if isinstance(error, ThrottledError):
        throttled = exceptions.Throttled(wait=error.seconds)
        throttled.detail = exceptions.ErrorDetail(error.message, code="throttled")
        return throttled
    if isinstance(error, ImageNotStoredError):
        full = exceptions.APIException(error.messages[0], code="no_room")
        full.status_code = 507
        return full
    if type(error) in DOMAIN:
        status, code, message = DOMAIN[type(error)]
        known = exceptions.APIException(message, code=code)
        known.status_code = status
        return known
    if isinstance(error, IntegrityError) and isinstance(error.__cause__, ForeignKeyViolation):
        return Conflict(
            _("It was deleted meanwhile.")
        )  # known at the commit alone, outside of what the service catches
    return error


def describe(error: Exception, data: Any) -> tuple[str, str, dict[str, list[str]]]:
    if isinstance(error, exceptions.ValidationError):
        return "invalid", _("Some of what was sent is not valid."), flatten(data)
    detail = data["detail"]  # simplejwt's errors hold more, which nobody needs
    return detail.code, str(detail), {}


def flatten(data: Any, prefix: str = "") -> dict[str, list[str]]:
    """Errors by field; those of nested fields by their path, as `links.0.url`, those of no field under FORM."""
    if isinstance(data, dict):
        items = [(str(key), value) for key, value in data.items()]
    elif isinstance(data, list) and all(isinstance(item, str) for item in data):
        return {prefix or FORM: [str(item) for item in data]} if data else {}
    elif isinstance(data, list):
        items = [(str(position), value) for position, value in enumerate(data)]
    else:
        return {prefix or FORM: [str(data)]}
    fields: dict[str, list[str]] = {}
    for key, value in items:
        fields |= flatten(value, f"{prefix}.{key}" if prefix else key)
    return fields


def body(code: str, message: str, fields: dict[str, list[str]] | None = None) -> dict[str, Any]:
    error = {"code": code, "message": message, "fields": fields or {}, "request_id": current_request_id.get()}
    return {"error": error}


def answer(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse(body(code, message), status=status)


# For what never reaches a view of the API


def bad_request(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return answer(400, "bad_request", _("This request cannot be read."))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return answer(403, "permission_denied", _("You may not do this."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return answer(404, "not_found", _("There is nothing at this address."))


def server_error(request: HttpRequest) -> JsonResponse:
    return answer(500, "server_error", _("Something went wrong on our side. The request id helps us to find it."))


def unavailable(request: HttpRequest) -> JsonResponse:
    return answer(503, "unavailable", _("The site is not available just now. Try again in a few seconds."))
