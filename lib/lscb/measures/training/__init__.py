"""Training: how full courses are, who comes, and how much of the workforce is trained.

Four rates that are never mixed: *fill* is attended ÷ capacity; the *attendance rate* is those
who attended of those booked and not cancelled; *uptake* is people trained in the year ÷ people
eligible; *in date* counts people trained within the refresh period. Attendances are not people.
"""

from __future__ import annotations

from lscb.measures.training.agencies_and_courses import training_by_agency_and_course
from lscb.measures.training.bookings import (
    training_as_published,
    training_by_agency,
    training_by_course,
)
from lscb.measures.training.costs import cost_per_attendance
from lscb.measures.training.e_learning import e_learning_by_module
from lscb.measures.training.evaluations import (
    evaluation_at_three_months,
    evaluation_before_and_after,
)
from lscb.measures.training.schools import schools_trained
from lscb.measures.training.uptake import uptake_beside_all, uptake_by_agency
from lscb.scope import Wanted

FIGURES = {
    "training_eligible": Wanted("Staff eligible for the board's training", by="agency"),
    "training_spending": Wanted("Pounds spent on the board's training in the year"),
    "training_refresh_years": Wanted("Years for which training is in date"),
}

TABLES = (
    training_by_course,
    training_by_agency,
    training_by_agency_and_course,
    uptake_by_agency,
    uptake_beside_all,
    evaluation_before_and_after,
    evaluation_at_three_months,
    cost_per_attendance,
    e_learning_by_module,
    schools_trained,
    training_as_published,
)
