"""Sluis: a privacy proxy between a chatbot and its LLM."""

__version__ = "0.1.0"
