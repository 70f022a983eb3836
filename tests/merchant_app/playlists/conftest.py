"""The doors of the product, for the tests of this folder."""

from tests.merchant_app.doors import api, api_zh, cafe, grant, page, shelf

__all__ = ["api", "api_zh", "cafe", "grant", "page", "shelf"]
