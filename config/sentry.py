"""Errors reported to Sentry, where SENTRY_DSN is set: what happened and where, not who it happened to."""

from typing import Any

import sentry_sdk

from config.logs import without_secrets
from config.middleware import current_request_id

KEPT_HEADERS = {"Host", "User-Agent", "Accept", "Content-Type", "Content-Length", "Hx-Request"}


def start(dsn: str) -> None:
    sentry_sdk.init(
        dsn,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        before_send=scrub,
    )


def scrub(event: Any, hint: dict[str, Any]) -> Any:
    request = event.get("request", {})
    event["request"] = {
        "method": request.get("method"),
        "url": without_secrets(request.get("url", "")),
        "headers": {name: value for name, value in request.get("headers", {}).items() if name in KEPT_HEADERS},
    }
    for error in event.get("exception", {}).get("values", []):
        error["value"] = without_secrets(error.get("value") or "")
    for name in ("user", "extra", "logentry"):
        event.pop(name, None)
    event["transaction"] = without_secrets(event.get("transaction") or "")
    event.setdefault("tags", {})["request_id"] = current_request_id.get()
    return event
