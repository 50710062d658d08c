"""Evaluations of the courses of a board that does not exist: not all are answered."""

from __future__ import annotations

from datetime import timedelta

from lscb.records.training import ATTENDED, UNBOOKED
from lscb.records.training_evaluations import HIGHEST, LOWEST, NO, YES
from lscb.synthetic.draws import Chance, Row, Rows, days_between, pick

ASKED = 0.92  # of attendances; a form was not handed out at every session
ANSWERED = 0.7  # of forms handed out
ONE_SCORE = 0.06  # of answers, which then make no pair
FOLLOWED_UP = 0.8  # of forms handed out
ANSWERED_AGAIN = 0.27  # of those asked again: a low rate, as it is in most boards
CHANGED = 0.7  # of those who answered again
CONFIDENCE = {3: 12, 4: 18, 5: 24, 6: 22, 7: 16, 8: 8}  # before a course
CHANGE = {-1: 4, 0: 16, 1: 28, 2: 28, 3: 16, 4: 8}


def training_evaluations(chance: Chance, bookings: Rows) -> Rows:
    """Rows of the record, of bookings as rows of `training`.

    Each row also has `held_until`, for `extract`: the day of the follow-up, or of the session.
    """
    came = [row for row in bookings if row["status"] in (ATTENDED, UNBOOKED)]
    return [_evaluation(chance, row) for row in came if chance.random() < ASKED]


def _evaluation(chance: Chance, booking: Row) -> Row:
    """Every draw is made for every row, so that one chance changed leaves the others alone."""
    day = booking["session_date"]
    before = pick(chance, CONFIDENCE)
    after = min(max(before + pick(chance, CHANGE), LOWEST), HIGHEST)
    answered, one_score, asked_again, answered_again, changed = chance.random(5)
    again = day + timedelta(days=84) + days_between(chance, 0, 21)
    followed_up = again if asked_again < FOLLOWED_UP else None
    said = followed_up is not None and answered_again < ANSWERED_AGAIN
    return {
        "booking_id": booking["booking_id"],
        "session_date": day,
        "score_before": before if answered < ANSWERED else None,
        "score_after": after if answered < ANSWERED and one_score >= ONE_SCORE else None,
        "followed_up": followed_up,
        "follow_up_answer": (followed_up, YES if changed < CHANGED else NO) if said else None,
        "held_until": followed_up or day,
    }
