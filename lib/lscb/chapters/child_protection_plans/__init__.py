"""Child protection plans: figures and sentences from cleared tables."""

from __future__ import annotations

from lscb.chapters.child_protection_plans.attendance import (
    attendance_chart,
    conference_attendance,
)
from lscb.chapters.child_protection_plans.beside import (
    as_published,
    plans_beside_others,
    plans_compared,
    rate_chart,
    rates_beside_others,
)
from lscb.chapters.child_protection_plans.findings import also_found, findings
from lscb.chapters.child_protection_plans.groups import (
    plans_by_age,
    plans_by_ethnicity,
    plans_by_sex,
    time_to_second_plan,
)
from lscb.chapters.child_protection_plans.lasting import endings_beside_last_year, plan_survival
from lscb.chapters.child_protection_plans.months import (
    plans_started_by_month,
    plans_started_chart,
)
from lscb.chapters.child_protection_plans.neighbours import neighbours_chart, neighbours_rates
from lscb.chapters.child_protection_plans.tables import (
    duration_chart,
    how_long_plans_last,
    icpc_timeliness,
    plan_flow,
    plans_at_31_march,
    plans_by_category,
    plans_by_duration_ended,
    plans_by_duration_open,
    plans_by_month,
    repeat_plans_within_24_months,
    reviews_in_time,
    second_or_subsequent_plans,
)

__all__ = [
    "also_found",
    "as_published",
    "attendance_chart",
    "conference_attendance",
    "duration_chart",
    "endings_beside_last_year",
    "findings",
    "how_long_plans_last",
    "icpc_timeliness",
    "neighbours_chart",
    "neighbours_rates",
    "plan_flow",
    "plan_survival",
    "plans_at_31_march",
    "plans_beside_others",
    "plans_by_age",
    "plans_by_category",
    "plans_by_duration_ended",
    "plans_by_duration_open",
    "plans_by_ethnicity",
    "plans_by_month",
    "plans_by_sex",
    "plans_compared",
    "plans_started_by_month",
    "plans_started_chart",
    "rate_chart",
    "rates_beside_others",
    "repeat_plans_within_24_months",
    "reviews_in_time",
    "second_or_subsequent_plans",
    "time_to_second_plan",
]
