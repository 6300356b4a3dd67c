"""What is built after changes is what would be built from nothing (`tests.incremental`)."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.incremental.machine import Machine

TestIncremental = Machine.TestCase
TestIncremental.settings = settings(
    max_examples=8,
    stateful_step_count=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
