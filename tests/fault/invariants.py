"""I1 to I12."""
ALL = []


def check(evidence):
    return {f.__name__: f(evidence) for f in ALL}
