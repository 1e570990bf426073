"""The instructions of docker/Dockerfile."""

from tests.project.sources import ROOT


def steps() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order, lines joined, comments left out."""
    lines = [
        line for line in (ROOT / "docker" / "Dockerfile").read_text("utf-8").splitlines() if not line.startswith("#")
    ]
    joined = "\n".join(lines).replace("\\\n", " ")
    found = [line.split(None, 1) for line in joined.splitlines() if line.strip()]
    return [(words[0], " ".join(words[1].split())) for words in found]


def stages() -> list[list[tuple[str, str]]]:
    made: list[list[tuple[str, str]]] = []
    for word, rest in steps():
        if word == "FROM":
            made.append([])
        made[-1].append((word, rest))
    return made
