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


def stages() -> dict[str, list[tuple[str, str]]]:
    """By name, the last one by "": the instructions of each stage, `FROM` first."""
    made: dict[str, list[tuple[str, str]]] = {}
    for word, rest in steps():
        if word == "FROM":
            mine = made.setdefault(rest.partition(" AS ")[2], [])
        mine.append((word, rest))
    return made


def target(name: str = "") -> list[tuple[str, str]]:
    """The instructions that make an image, those of the stages it goes on from first."""
    own = stages()[name]
    before = own[0][1].partition(" AS ")[0]
    return [*(target(before) if before in stages() else own[:1]), *own[1:]]
