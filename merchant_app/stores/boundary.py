"""How sure a track must be before it is offered in a store: five steps with names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from matching.intent.boundary import DEFAULT_BOUNDARY
from merchant_app.stores.models import Store


@dataclass(frozen=True)
class Step:
    """value: the least chance of acceptance, 0..1; None takes the product's default."""

    name: str
    value: float | None
    title: str | Promise
    hint: str | Promise


USUAL = "usual"
#: The learner counts what a boundary half as high would let in: each step is at most half the next.
_CAREFUL, _SURE = 0.3, 0.6


STEPS: Sequence[Step] = (
    Step("adventurous", DEFAULT_BOUNDARY / 4, pgettext_lazy("boundary", "adventurous"),
         gettext_lazy("nearly everything that may be played, the best first")),
    Step("curious", DEFAULT_BOUNDARY / 2, pgettext_lazy("boundary", "curious"),
         gettext_lazy("surprises are welcome")),
    Step(USUAL, None, pgettext_lazy("boundary", "as usual"),
         gettext_lazy("what probably fits")),
    Step("careful", _CAREFUL, pgettext_lazy("boundary", "careful"),
         gettext_lazy("rather short than doubtful")),
    Step("sure", _SURE, pgettext_lazy("boundary", "only what surely fits"),
         gettext_lazy("a short list until you have taught enough")),
)  # fmt: skip
BY_NAME = {step.name: step for step in STEPS}


def step_of(store: Store) -> Step:
    """The step the store is on: the nearest one to its value."""
    if store.boundary is None:
        return BY_NAME[USUAL]
    named = [step for step in STEPS if step.value is not None]
    return min(named, key=lambda step: abs((step.value or 0.0) - (store.boundary or 0.0)))


def lower_step(store: Store) -> Step | None:
    """One step more adventurous; None where there is none."""
    place = STEPS.index(step_of(store))
    return STEPS[place - 1] if place else None


def boundary_set(*, store: Store, step: Step) -> None:
    """It holds from the next round on, for every playlist of the store."""
    store.boundary = step.value
    store.save(update_fields=["boundary"])
