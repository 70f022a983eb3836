"""Measures the editors' list of tracks at 100,000 of them: `make bench`.

Each filter's page, and beside it the same question asked plainly through the ORM.
"""
