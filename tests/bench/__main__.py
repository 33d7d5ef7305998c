"""``make bench``: every measurement of the house in one run, each with its own heading."""

from __future__ import annotations

import importlib
import sys

BENCHES = ("reading", "displacement", "routes", "geoparse", "front", "ui", "sheets")
"""Modules of this folder with a ``main()``, in the order they are run."""


def main(wanted: list[str]) -> int:
    """Run the named benches (all by default); a bench that fails is named and the rest is run."""
    failed = []
    for name in wanted or BENCHES:
        print(f"\n=== {name} ===", flush=True)
        try:
            importlib.import_module(f"tests.bench.{name}").main()
        except (ModuleNotFoundError, FileNotFoundError) as error:
            failed.append(name)
            print(f"not run: {error}")
    return 1 if failed and wanted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
