"""Sluis: a privacy proxy between a chatbot and its LLM."""

import os

__version__ = "0.1.0"

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy loads; for sums so small its threads only wait
