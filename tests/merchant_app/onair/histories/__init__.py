"""Made-up histories of rights and shops, and the judge who tells what may play in them."""

import pytest

pytest.register_assert_rewrite("tests.merchant_app.onair.histories.world")
