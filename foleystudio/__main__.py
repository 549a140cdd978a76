"""Lazy dispatch: ``foleystudio`` opens the window, ``foleystudio VERB ...`` runs a headless verb."""

from __future__ import annotations


def main() -> int:
    """Entry point; answers the exit code."""
    from foleystudio import cli

    print(cli.__doc__)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
