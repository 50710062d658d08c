"""Child protection plans: their flow, how long they last, and how timely meetings are.

Definitions are those of DfE's children in need census guide and data dictionary. A plan is open
on a day if it started on or before it and had not ended by the end of it: a plan that ended on
31 March is not open that day. Starts and ends are occasions: a child may start twice in a year.
"""

from __future__ import annotations

from lscb.measures.child_protection_plans.ages import plans_by_age, plans_by_sex
from lscb.measures.child_protection_plans.attendance import conference_attendance
from lscb.measures.child_protection_plans.beside import plans_beside_others, rates_beside_others
from lscb.measures.child_protection_plans.categories import (
    plans_by_category,
    second_or_subsequent_plans,
)
from lscb.measures.child_protection_plans.compared import plans_compared
from lscb.measures.child_protection_plans.conferences import icpc_timeliness
from lscb.measures.child_protection_plans.curve import plan_survival
from lscb.measures.child_protection_plans.durations import (
    plans_by_duration_ended,
    plans_by_duration_open,
)
from lscb.measures.child_protection_plans.endings import endings_beside_last_year
from lscb.measures.child_protection_plans.ethnicity import plans_by_ethnicity
from lscb.measures.child_protection_plans.flow import plan_flow, plans_at_31_march, plans_by_month
from lscb.measures.child_protection_plans.months import plans_started_by_month
from lscb.measures.child_protection_plans.neighbours import neighbours_rates
from lscb.measures.child_protection_plans.published import as_published
from lscb.measures.child_protection_plans.repeats import repeat_plans_within_24_months
from lscb.measures.child_protection_plans.reviews import reviews_in_time
from lscb.measures.child_protection_plans.second_plans import time_to_second_plan
from lscb.measures.child_protection_plans.survival import how_long_plans_last
from lscb.scope import POPULATION, POPULATION_BY_ETHNIC_GROUP

FIGURES = {
    "population_0_17": POPULATION,
    "population_by_ethnic_group": POPULATION_BY_ETHNIC_GROUP,
}

TABLES = (
    plan_flow,
    plans_at_31_march,
    plans_by_month,
    plans_started_by_month,
    plans_by_duration_ended,
    plans_by_duration_open,
    how_long_plans_last,
    plan_survival,
    endings_beside_last_year,
    plans_by_category,
    plans_by_age,
    plans_by_sex,
    plans_by_ethnicity,
    second_or_subsequent_plans,
    repeat_plans_within_24_months,
    time_to_second_plan,
    reviews_in_time,
    icpc_timeliness,
    conference_attendance,
    rates_beside_others,
    neighbours_rates,
    plans_beside_others,
    plans_compared,
    as_published,
)

FROM_A_LIST = (
    plans_at_31_march,
    plans_by_duration_open,
    plans_by_age,
    plans_by_sex,
    plans_by_ethnicity,
)
"""Those that count only what is open at 31 March, for which a list made then is enough."""
