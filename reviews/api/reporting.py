from __future__ import annotations

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.api import strict
from config.api.views import ApiView, member_of
from reviews.api.texts import CheckedByForm, LongText
from reviews.forms.moderation import ReportForm
from reviews.models import Report
from reviews.services import reporting
from reviews.targets import KIND_NAMES, REPORTABLE, find_target

KINDS = [(kind, KIND_NAMES[kind]) for kind in REPORTABLE]
WRITTEN = {"kind": "comment", "target": 5, "reason": "spam", "text": ""}


@extend_schema_serializer(
    examples=[
        OpenApiExample("A report", WRITTEN, request_only=True),
        OpenApiExample("In one's own words", {**WRITTEN, "reason": "other", "text": "A copy."}, request_only=True),
    ]
)
class ReportSerializer(CheckedByForm):
    form_class = ReportForm

    kind = serializers.ChoiceField(choices=KINDS)
    target = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="The id of what is reported.")
    reason = serializers.ChoiceField(choices=Report.Reason.choices)
    text = LongText(
        required=False, allow_blank=True, max_length=1000, help_text="In your words. Needed for the reason `other`."
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample("Reported", {"id": 31, **WRITTEN, "created_at": "2026-03-15T09:00:00Z"}, response_only=True)
    ]
)
class ReportedSerializer(ReportSerializer):
    id = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class ReportView(ApiView):
    write_limit = ("report", 20, 3600)

    @extend_schema(
        summary="Report a text or a member",
        description="Moderators read it. Reporting twice is reporting once: the first report is answered.",
        request=ReportSerializer,
        responses={201: ReportedSerializer},
    )
    def post(self, request: Request) -> Response:
        user = member_of(request)
        data = strict.validated(ReportSerializer(data=request.data))
        kind, pk = data.pop("kind"), data.pop("target")
        target = find_target(kind, pk, user)
        if target is None:
            raise Http404
        report = reporting.report(reporter=user, target=target, now=timezone.now(), **data)
        said = {"reason": report.reason, "text": report.text, "created_at": report.created_at}
        return Response(ReportedSerializer({"id": report.pk, "kind": kind, "target": pk, **said}).data, status=201)
