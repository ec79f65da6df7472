"""What a city shows once it is quiet."""
from dataclasses import dataclass, field


@dataclass
class Evidence:
    journals: dict = field(default_factory=dict)
    history: list = field(default_factory=list)
    damages: list = field(default_factory=list)


def observe(city):
    city.settle()
    return Evidence()
