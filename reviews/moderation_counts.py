"""What moderation did, in numbers by month, for everybody to read."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, DateField, QuerySet
from django.db.models.functions import TruncMonth

from reviews.models import Appeal, Decision, Report

MONTHS = 36
KEPT = 3600  # seconds
COLUMNS = ("dismiss", "hide", "warn", "suspend", "ban")


@dataclass(slots=True)
class Month:
    month: date
    reports: int = 0
    appeals: int = 0
    by_action: Counter[str] = field(default_factory=Counter)

    @property
    def decisions(self) -> list[int]:
        return [self.by_action[action] for action in COLUMNS]

    @property
    def upheld(self) -> int:
        return self.by_action["uphold"]

    @property
    def taken_back(self) -> int:
        return self.by_action["restore"]


def monthly_counts(*, now: datetime) -> list[Month]:
    """The newest month first; months in which nothing happened are left out. No query while it is in the cache."""
    key = f"reviews:moderation:{now:%Y-%m}"
    found = cache.get(key)
    if found is None:
        found = count_months(now)
        cache.set(key, found, KEPT)
    return found


def count_months(now: datetime) -> list[Month]:
    first = months_before(now, MONTHS - 1)
    months: defaultdict[date, Month] = defaultdict(lambda: Month(first.date()))
    for month, count in by_month(Report.objects.all(), first):
        months[month].reports = count
    for month, count in by_month(Appeal.objects.all(), first):
        months[month].appeals = count
    for month, action, count in by_month(Decision.objects.all(), first, "action"):
        months[month].by_action[action] = count
    for day, month in months.items():
        month.month = day
    return [months[day] for day in sorted(months, reverse=True)]


def by_month(rows: QuerySet[Any], first: datetime, *fields: str) -> QuerySet[Any, Any]:
    months = rows.filter(created_at__gte=first).annotate(month=TruncMonth("created_at", output_field=DateField()))
    return months.order_by().values_list("month", *fields).annotate(Count("pk"))


def months_before(now: datetime, months: int) -> datetime:
    """The beginning of the month so many months earlier."""
    number = now.year * 12 + now.month - 1 - months
    return now.replace(year=number // 12, month=number % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)
