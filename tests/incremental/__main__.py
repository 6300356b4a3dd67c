"""`python -m tests.incremental [--examples N] [--steps N] [--to FORMATS]`."""

from __future__ import annotations

import argparse
import sys

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.incremental.machine import Machine


def main() -> int:
    """Change vaults at random; 0 where every incremental build was what a cold one is."""
    parser = argparse.ArgumentParser(prog="python -m tests.incremental", description=__doc__)
    parser.add_argument("--examples", type=int, default=100, help="vaults")
    parser.add_argument("--steps", type=int, default=20, help="changes of each")
    parser.add_argument("--to", default="html,epub,email,json,pdf,site", help="formats")
    options = parser.parse_args()
    Machine.formats = tuple(options.to.split(","))
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=options.examples,
            stateful_step_count=options.steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
    sys.stdout.write(f"{options.examples} vaults, {options.steps} changes each: all the same\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
