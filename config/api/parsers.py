from collections.abc import Mapping
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser, MultiPartParser

LONGEST_EMPTY_FORM = 80  # its last line: 70 characters at most, as RFC 2046 has it, and what stands around them


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = _("This is more than one request may send.")


class SafeJSONParser(JSONParser):
    def parse(self, stream: IO, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Nested too deeply is as broken as any other JSON that cannot be read."""
        try:
            return super().parse(stream, media_type, parser_context)
        except (ParseError, RecursionError) as error:
            raise ParseError(_("This is not valid JSON.")) from error


class WholeFormParser(MultiPartParser):
    """A form of which nothing can be read is none, where Django would take it for an empty one."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        form = super().parse(stream, media_type, parser_context)
        length = int(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
        if not form.data and not form.files and length > LONGEST_EMPTY_FORM:
            raise ParseError(_("This form cannot be read."))
        return form


def body_of(request: HttpRequest) -> bytes:
    """Of limited size: DRF would read a body of any length."""
    try:
        return request.body
    except RequestDataTooBig as error:
        raise TooLarge from error
