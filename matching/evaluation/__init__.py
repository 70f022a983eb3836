"""Metrics, synthetic catalogues, simulated owners and benchmarks."""
