"""Logs for machines: a JSON object a line, with the id of the request and without what would open an account."""

import logging
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter

# Records of Django hold whole requests and statements with their values; only these go into a line.
KEPT = {"message", "exc_info", "stack_info", "status_code"}
SECRET_PATHS = re.compile(r"(/(?:password/reset/key|confirm-email|email/confirm)/)[^/\s\"'?]+")
SECRET_VALUES = re.compile(
    r"(?i)\b((?:[\w-]*(?:password|passwd|secret|token|api[_-]?key|secret[_-]?key|dsn)\d?|authorization|cookie|sessionid|csrftoken)"
    r"[\"']?\s*[=:]\s*[\"']?)(?:(?:Bearer|Basic|Token)\s+)?[^\s\"'&,;)}]+"
)
SECRET_ADDRESSES = re.compile(r"(\w+://[^\s:/@]*:)[^\s/@]+(@)")
HIDDEN = "[hidden]"


def without_secrets(text: str) -> str:
    text = SECRET_PATHS.sub(rf"\1{HIDDEN}", text)
    text = SECRET_ADDRESSES.sub(rf"\1{HIDDEN}\2", text)
    return SECRET_VALUES.sub(rf"\1{HIDDEN}", text)


class LineFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class SafeJsonFormatter(JsonFormatter):
    def __init__(self) -> None:
        super().__init__(
            "{asctime}{levelname}{name}{request_id}{message}",
            style="{",
            datefmt="%Y-%m-%dT%H:%M:%S%z",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        named = {"time", "level", "logger", "request_id"} | KEPT
        kept = {name: value for name, value in log_data.items() if name in named and value is not None}
        return {name: without_secrets(value) if isinstance(value, str) else value for name, value in kept.items()}
