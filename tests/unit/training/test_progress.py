"""What the steps of a run add up to."""

from hypothesis import given
from hypothesis import strategies as st

from stratum.training.logic.progress import (
    ENDS,
    MOST_LINES,
    Plan,
    Progress,
    Task,
    board,
    line,
    plan_line,
    read_lines,
    remaining,
    step_line,
)

PLAN = Plan(100.0, ("forest", "linear"), ("majority",), "processes", 2, 7, "ann")
STEPS = (
    Progress("data", message="9 rows", time=101.0),
    Progress("started", "forest", time=102.0),
    Progress("started", "linear", time=102.0),
    Progress("fitting", "forest", time=103.0),
    Progress("scoring", "linear", time=104.0),
    Progress("failed", "linear", 3.0, message="no rows", time=105.0),
)


def states(steps: tuple[Progress, ...], *, going: bool = True) -> list[str]:
    return [task.state for task in board(PLAN, steps, 110.0, going=going).tasks]


def test_each_task_is_where_its_last_step_left_it() -> None:
    assert states(()) == ["waiting"] * 3
    assert states(STEPS[:2]) == ["starting", "waiting", "waiting"]
    assert states(STEPS[:5]) == ["fitting", "scoring", "waiting"]
    assert states(STEPS) == ["fitting", "failed", "waiting"]


def test_what_nobody_works_on_any_more_has_stopped() -> None:
    assert states(STEPS, going=False) == ["stopped", "failed", "stopped"]


def test_a_board_tells_times_and_reasons() -> None:
    stands = board(PLAN, STEPS, 110.0, going=True)
    assert (stands.stage, stands.done, stands.elapsed) == ("training", 1, 10.0)
    assert stands.tasks[0] == Task("forest", "candidate", "fitting", 102.0, 8.0)
    assert stands.tasks[1] == Task("linear", "candidate", "failed", 102.0, 3.0, message="no rows")
    assert stands.lines[-1].strip() == "5.0 s  linear failed: no rows"


def test_the_time_of_a_run_that_has_ended_stands_still() -> None:
    assert board(PLAN, STEPS, 1e9, going=False).elapsed == 5.0
    assert board(PLAN, STEPS, 1e9, going=False).remaining is None


def test_stages() -> None:
    ends = tuple(
        Progress("finished", name, 1.0, 0.5, time=106.0) for name in ("forest", "linear", "majority")
    )
    assert board(PLAN, (), 110.0, going=True).stage == "reading"
    assert board(PLAN, ends, 110.0, going=True).stage == "registering"
    assert board(PLAN, ends, 110.0, going=False).stage == "over"


def test_a_candidate_and_a_baseline_may_have_one_name() -> None:
    plan = Plan(0.0, ("price",), ("price",), "inline", 1, 7)
    stands = board(plan, (Progress("started", "price", time=1.0),), 2.0, going=True)
    assert [task.state for task in stands.tasks] == ["starting", "waiting"]


def test_the_estimate_is_the_run_before_or_the_others_so_far() -> None:
    waiting = (Task("forest", "candidate", seconds=4.0), Task("linear", "candidate"))
    known = Plan(0.0, ("forest", "linear"), (), "processes", 2, 7, expected={"forest": 10.0, "linear": 2.0})
    assert remaining(known, waiting) == 6.0
    unknown = Plan(0.0, ("forest", "linear"), (), "processes", 1, 7)
    assert remaining(unknown, waiting) is None
    ended = (Task("forest", "candidate", "finished", seconds=4.0), Task("linear", "candidate", seconds=1.0))
    assert remaining(unknown, ended) == 3.0
    assert remaining(unknown, (Task("forest", "candidate", "finished", seconds=4.0),)) == 0.0


def test_lines_are_bounded() -> None:
    stands = board(PLAN, STEPS * 100, 110.0, going=True)
    assert len(stands.lines) == MOST_LINES
    assert line(PLAN, Progress("finished", "a", score=0.5, time=99.0)).strip() == "0.0 s  a finished 0.5000"


def test_a_file_reads_back_up_to_a_line_that_was_not_written_whole() -> None:
    whole = plan_line(PLAN) + b"".join(map(step_line, STEPS))
    assert read_lines(whole) == (PLAN, STEPS)
    assert read_lines(whole[:-5]) == (PLAN, STEPS[:-1])
    assert read_lines(plan_line(PLAN) + b"{]\n" + step_line(STEPS[0])) == (PLAN, ())
    assert read_lines(plan_line(PLAN)[:-3]) is None
    assert read_lines(b"") is None


steps = st.builds(
    Progress,
    stage=st.sampled_from(["data", "started", "fitting", "scoring", "exporting", *sorted(ENDS), "chosen"]),
    name=st.sampled_from(["", "forest", "linear", "majority", "stranger"]),
    seconds=st.floats(0, 1e6),
    time=st.floats(0, 1e6),
)


@given(told=st.lists(steps, max_size=30), now=st.floats(0, 1e7), going=st.booleans())
def test_any_steps_make_a_board(told: list[Progress], now: float, *, going: bool) -> None:
    stands = board(PLAN, told, now, going=going)
    assert [task.name for task in stands.tasks] == ["forest", "linear", "majority"]
    assert stands.done == sum(task.state in ENDS for task in stands.tasks)
    assert stands.elapsed >= 0
    assert stands.remaining is None or stands.remaining >= 0


@given(st.lists(steps, max_size=10), st.integers(0, 2000))
def test_any_part_of_a_file_is_a_part_of_its_steps(told: list[Progress], length: int) -> None:
    content = plan_line(PLAN) + b"".join(map(step_line, told))
    read = read_lines(content[:length])
    if read is not None:
        assert read[1] == tuple(told[: len(read[1])])


def test_a_board_tells_how_far_a_long_fit_is() -> None:
    epoch = Progress("fitting", "forest", message="epoch 3 of 9, loss 0.5", time=106.0)
    assert board(PLAN, (*STEPS, epoch), 110.0, going=True).tasks[0].message == "epoch 3 of 9, loss 0.5"
    assert line(PLAN, epoch) == "     6.0 s  forest fitting: epoch 3 of 9, loss 0.5"
