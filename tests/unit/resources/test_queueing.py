"""The simulated service against what queueing theory says."""

import math

import pytest

from stratum.resources.logic.queueing import capacity, step


def test_capacity_counts_cores_as_servers_and_slows_down_below_one() -> None:
    assert capacity(3, 1.0, 0.1).rate == pytest.approx(30.0)
    assert capacity(1, 4.0, 0.1).rate == pytest.approx(40.0)
    assert capacity(2, 0.5, 0.1).rate == pytest.approx(10.0)
    assert capacity(2, 0.5, 0.1).seconds == pytest.approx(0.2)
    assert capacity(2, 0.0, 0.1).rate == pytest.approx(20.0)


def test_one_server_waits_as_pollaczek_and_khinchine_say() -> None:
    # M/D/1 at 80 % use: mean wait = used x S / (2 (1 - used)) = 0.8 x 0.1 / 0.4 = 0.2 s.
    # 80 % wait an exponential time of mean 0.25 s, 0.2 s in all: p95 = 0.1 + 0.25 ln(0.8/0.05)
    moment = step(8.0, 1.0, 0.0, capacity(1, 1.0, 0.1), 0.5, 10.0)
    assert moment.p95 == pytest.approx(0.1 + 0.25 * math.log(16))
    assert moment.late == pytest.approx(0.8 * math.exp(-(0.5 - 0.1) / 0.25))
    assert moment.used == pytest.approx(0.8)
    assert (moment.done, moment.backlog) == (8.0, 0.0)


def test_a_light_load_takes_the_service_time() -> None:
    moment = step(1.0, 1.0, 0.0, capacity(4, 1.0, 0.1), 0.5, 10.0)
    assert moment.p50 == moment.p95 == pytest.approx(0.1)
    assert step(0.0, 1.0, 0.0, capacity(1, 1.0, 0.1), 0.5, 10.0).late == pytest.approx(0.0)


def test_a_promise_under_the_service_time_is_never_kept() -> None:
    assert step(1.0, 1.0, 0.0, capacity(4, 1.0, 0.1), 0.05, 10.0).late == 1.0


def test_overload_becomes_a_backlog_that_is_worked_off() -> None:
    serving = capacity(1, 1.0, 0.1)
    over = step(15.0, 2.0, 0.0, serving, 0.5, 10.0)
    assert over.backlog == pytest.approx(10.0)
    assert over.done == pytest.approx(10.0)
    assert over.used == 1.0
    # waits grow from 0 to 10/10 = 1 s; with 0.1 s of service 0.5 is passed at 0.4 of 1 s
    assert over.late == pytest.approx(0.6)
    after = step(0.0, 1.0, over.backlog, serving, 0.5, 10.0)
    assert after.backlog == pytest.approx(0.0)
    assert after.done == pytest.approx(10.0)


def test_callers_give_up_after_their_patience() -> None:
    moment = step(30.0, 10.0, 0.0, capacity(1, 1.0, 0.1), 0.5, 5.0)
    assert moment.backlog == pytest.approx(50.0)  # 10/s x 5 s
    assert moment.lost == pytest.approx(200.0 - 50.0)
    assert moment.late <= 1.0


def test_without_replicas_all_wait_and_none_is_in_time() -> None:
    moment = step(5.0, 2.0, 0.0, capacity(0, 1.0, 0.1), 0.5, 10.0)
    assert (moment.backlog, moment.late, moment.done) == (10.0, 1.0, 0.0)
    assert step(0.0, 2.0, 0.0, capacity(0, 1.0, 0.1), 0.5, 10.0).late == 0.0
