#!/usr/bin/python3
"""The checks of `make years` on one small year, written in two orders."""
import os
import sys

os.environ["SCALE"] = "small"
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import years  # noqa: E402

if __name__ == "__main__":
    sys.exit(years.main())
