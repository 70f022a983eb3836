"""The whole bench on real music: ours above the control and above the naive way."""

from __future__ import annotations

import pytest

from matching.corpora import CorpusMissing
from matching.evaluation import text_bench
from matching.evaluation.requests.texts import bundled


@pytest.mark.slow
def test_requests_are_served_better_than_by_chance_and_by_tag_names() -> None:
    try:
        result = text_bench.run(requests=bundled()["tune"])
    except CorpusMissing as missing:
        pytest.skip(str(missing))
    (found,) = result["sets"].values()
    assert found["unjudged"] <= found["requests"] // 10
    assert abs(found["shuffled"]["precision"]) < 0.1
    assert found["ours"]["all"]["low"] > found["shuffled"]["percentile_95"]
    assert found["ours"]["all"]["low"] > found["bridge"]["all"]["precision"]
    assert found["ears"]["all"]["precision"] > found["ours"]["all"]["precision"] - 0.1
