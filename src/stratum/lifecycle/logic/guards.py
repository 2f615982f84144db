"""Guard rails: whether a version may go on, from the numbers that there are."""

import dataclasses
import enum
import math
from collections.abc import Mapping

from stratum.deployment.types import ReplicaState, State
from stratum.lifecycle.logic.plan import Plan
from stratum.lifecycle.logic.scene import Reading
from stratum.lifecycle.records import Trained
from stratum.lifecycle.types import Pair

HELD_OUT_ERRORS = 2.5
"""A challenger may be so many standard errors worse on held-out rows: shadow and canary are still to come,
and one that is sent away for the noise of a week leaves an old model in place for another period."""
LIVE_ERRORS = 2.5
"""So many standard errors worse on live rows is no accident."""
FEWEST = 30
"""Outcomes without which a share says nothing at all."""
PATIENCE = 3.0
LONGEST = 14 * 86_400.0
"""A trial ends after ``PATIENCE`` times its length or after this time, whichever is longer, at the latest."""
REQUESTS = 20
FAILURES = 3
ERRORS = 0.01
"""Largest share of failed requests where the model promises nothing."""
SLOWER = 2.0
"""A version is to blame for a missed objective if it is so many times slower than the other one. Of the few
requests that a canary gets in a second the slowest counts, so that it looks slower than it is."""


class Opinion(enum.StrEnum):
    """What a guard comes to."""

    GOOD = "good"
    WAIT = "wait"
    FAIL = "fail"


@dataclasses.dataclass(frozen=True, slots=True)
class Judgement:
    """What a guard says.

    Attributes:
        opinion: What it comes to.
        reason: Why, for people.
        saw: The numbers.
    """

    opinion: Opinion
    reason: str = ""
    saw: Mapping[str, object] = dataclasses.field(default_factory=dict)


def judge_held_out(trained: Trained) -> Judgement:
    """Whether a challenger is worth trying: not clearly worse than the champion on the held-out rows."""
    difference, error = trained.difference, trained.standard_error
    saw: dict[str, object] = {"rows": trained.rows, "heldOut": trained.held_out}
    if difference is None or trained.held_out == 0:
        return Judgement(Opinion.GOOD, "there was no champion to compare with on held-out rows", saw)
    saw |= {"difference": difference, "standardError": error or 0.0}
    saw |= {"challenger": trained.challenger.get("accuracy"), "champion": trained.champion.get("accuracy")}
    saw = {name: value for name, value in saw.items() if value is not None}
    if not math.isfinite(difference) or error is None or not math.isfinite(error) or error < 0:
        return Judgement(
            Opinion.FAIL, f"the figures of the training make no sense: {difference} ± {error}", saw
        )
    words = f"{difference:+.4f} ± {error:.4f} against the champion on {trained.held_out} held-out rows"
    if difference < -HELD_OUT_ERRORS * error:
        return Judgement(Opinion.FAIL, f"worse than the champion: {words}", saw)
    return Judgement(Opinion.GOOD, f"not worse than the champion: {words}", saw)


def judge_replicas(replicas: tuple[ReplicaState, ...], waited: float, limit: float) -> Judgement:
    """Whether the replicas of a trial live.

    Args:
        replicas: Of its route.
        waited: Seconds since the trial began.
        limit: Seconds until which they have to be ready for the first time.
    """
    broken = [one.name for one in replicas if one.state in {State.FAILED, State.BACKING_OFF}]
    saw: dict[str, object] = {
        "ready": sum(one.state is State.READY for one in replicas),
        "broken": len(broken),
    }
    if broken:
        return Judgement(Opinion.FAIL, f"{', '.join(broken)} crashed", saw)
    if replicas and all(one.state is State.READY for one in replicas):
        return Judgement(Opinion.GOOD, "", saw)
    if waited > limit:
        return Judgement(Opinion.FAIL, f"not ready after {waited:.0f} s", saw)
    return Judgement(Opinion.WAIT, "its replicas are not ready", saw)


def judge_answers(plan: Plan, mine: Reading | None, other: Reading | None) -> Judgement:
    """Whether a version answers as it should: without errors, and as fast as is promised.

    Where the other version is no better, the candidate is not to blame. What was not measured is not held
    against it.

    Args:
        plan: Says what is promised.
        mine: Of the candidate.
        other: Of the version that answered before.
    """
    if mine is None:
        return Judgement(Opinion.WAIT, "nothing was measured of its answers")
    saw: dict[str, object] = {"requests": round(mine.requests, 1), "errors": round(mine.errors, 1)}
    share = mine.errors / mine.requests if mine.requests else 0.0
    its = other.errors / other.requests if other is not None and other.requests else 0.0
    most = max(ERRORS if plan.errors is None else plan.errors, 2 * its)
    if mine.requests >= REQUESTS and mine.errors >= FAILURES and share > most:
        saw["errorRate"] = round(share, 4)
        return Judgement(Opinion.FAIL, f"{share:.1%} of its requests fail, more than {most:.1%}", saw)
    if plan.latency is not None and mine.latency is not None and mine.latency > plan.latency:
        saw |= {"p95": mine.latency, "objective": plan.latency}
        if other is None or other.latency is None or mine.latency > SLOWER * other.latency:
            words = f"p95 {mine.latency * 1000:.0f} ms, promised are {plan.latency * 1000:.0f} ms"
            return Judgement(Opinion.FAIL, words, saw)
    return Judgement(Opinion.GOOD, "", saw)


def judge_quality(pair: Pair | None, elapsed: float, length: float, outcomes: int) -> Judgement:
    """Whether a candidate is as right as the version beside it.

    A few outcomes say little, however large the difference: rows come in batches of like ones, and one bad
    hour makes hundreds of them that are not independent of each other. So nothing is said against a
    candidate before both versions have ``outcomes`` known outcomes, and nothing for it either, unless the
    trial has lasted as long as it may.

    Args:
        pair: The two versions beside each other; None where nothing is known.
        elapsed: Seconds of data since the trial began.
        length: How long the trial is, in seconds of data.
        outcomes: Fewest outcomes of both for a decision.
    """
    if pair is None:
        count, difference, error = 0, None, None
    else:
        count = min(pair.reference_count.outcomes, pair.candidate_count.outcomes)
        difference, error = pair.difference, pair.standard_error
    saw: dict[str, object] = {"outcomes": count, "days": round(elapsed / 86_400, 2)}
    late = elapsed > max(PATIENCE * length, LONGEST)
    if difference is None or error is None or count < FEWEST:
        words = f"{count} outcomes known of both, fewer than {FEWEST}"
        return Judgement(Opinion.FAIL if late else Opinion.WAIT, f"too little is known: {words}", saw)
    saw |= {"difference": round(difference, 5), "standardError": round(error, 5)}
    words = f"{difference:+.4f} ± {error:.4f} against the version beside it on {count} outcomes"
    enough = late or count >= max(FEWEST, outcomes)
    if difference < -LIVE_ERRORS * error and enough:
        return Judgement(Opinion.FAIL, f"less often right: {words}", saw)
    if enough and elapsed >= length:
        return Judgement(Opinion.GOOD, f"not less often right: {words}", saw)
    return Judgement(Opinion.WAIT, f"{words} so far", saw)
