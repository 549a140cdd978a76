"""Where the frozen app begins: as ``python -m foleystudio`` does."""

from __future__ import annotations

import multiprocessing
import sys

from foleystudio.__main__ import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # training's workers are this same program, started again
    sys.exit(main())
