"""What an attendance cost."""

from __future__ import annotations

import pandas as pd

from lscb.measures.training.bookings import OUTCOMES, SOURCE, YEAR, counted
from lscb.scope import Scope
from lscb.statistics.rates import share
from lscb.tables import NOT_APPLICABLE, Absent, Column, Table


def cost_per_attendance(scope: Scope, training: pd.DataFrame) -> Table | Absent:
    """Pounds spent on training in the year ÷ attendances, booked or not, at the year's sessions.

    Spending is the board's own figure, whatever it counts in it; none where nobody attended.
    """
    spending = scope.figure("training_spending")
    if spending is None or spending.value is None:
        return Absent(
            f"What an attendance cost in {scope.year} cannot be stated: what was spent on training "
            "was not supplied."
        )
    bookings = counted(training, scope)
    attended = int(bookings.status.isin(OUTCOMES["attended"]).sum())
    cost = share(spending.value, attended, per=1, places=2) if attended else NOT_APPLICABLE
    year = str(scope.year)
    row = {"year": year, "spending": spending.value, "attended": attended, "cost": cost}
    return Table(
        name="cost_per_attendance",
        title="Cost of an attendance",
        population="Attendances, booked or not, at the year's sessions, and spending on training",
        source=f"{SOURCE}; spending: {spending.source}",
        dimensions=YEAR,
        columns=(
            Column("spending", "Spent on training in the year, pounds", unit="pounds", stated=True),
            Column("attended", "Attended, booked or not", "staff", "attended", spared=True),
            Column(
                "cost",
                "Spending ÷ attendances, pounds",
                unit="pounds",
                rests_on=("attended",),
            ),
        ),
        cells=pd.DataFrame([row]).astype(object),
        notes=("An attendance is not a person: one person may attend several times.",),
    )
