from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sources:
    src: str
    srcset: str


def sources(name: str) -> Sources:
    return Sources(name, "")
