"""The demo network's training, as far as it can be tried within seconds."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from training import train
from training.arrange import finished
from training.pixels import resized, scaled
from training.train import Settings, make_optimizer


@pytest.mark.parametrize("steps", [1, 2, 60, 100, 101, 3200])
def test_the_learning_rate_rises_and_falls_however_few_the_steps(steps: int) -> None:
    rate = make_optimizer(Settings(steps=steps))._learning_rate
    rates = [float(rate(step)) for step in range(steps + 1)]
    top = rates.index(max(rates))
    assert rates[top] == pytest.approx(Settings.learning_rate)
    assert rates[:top] == sorted(rates[:top])
    assert rates[-1] == pytest.approx(0, abs=1e-9)


def test_the_default_warm_up_is_that_of_the_committed_network() -> None:
    rate = make_optimizer(Settings())._learning_rate
    assert (rate.warmup_steps, rate.decay_steps) == (100, 3100)


@pytest.mark.parametrize("steps", ["0", "-5", "many", "1.5"])
def test_steps_that_are_none_are_a_sentence(
    steps: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["train", "--steps", steps])
    with pytest.raises(SystemExit):
        train.main()
    assert "is not a whole number from 1 on" in capsys.readouterr().err


def test_photographs_are_brought_to_size_by_averaging() -> None:
    """Fine stripes become grey: what only samples them would leave stripes that are not there."""
    stripes = np.zeros((448, 448, 3), np.uint8)
    stripes[:, ::2] = 200
    for small in (scaled(stripes, 0.25), resized(stripes, 112, 112), finished(stripes)):
        np.testing.assert_array_equal(small, np.full((112, 112, 3), 100))
