"""One component for one meaning: tag groups that repeat a facet become part of its component."""

from collections import defaultdict
from dataclasses import replace

from matching.retrieval.aspects import Echo, folds_into
from matching.retrieval.query import Component


def folded(parts: list[Component]) -> list[Component]:
    """The same score from fewer components: weights add up, values are shared out."""
    facets = {part.key: part for part in parts if part.key.startswith("facet:")}
    joined: dict[str, list[Component]] = defaultdict(list)
    rest = []
    for part in parts:
        found = folds_into(part.key, part.direction)
        if found is not None and found[0] in facets and _belongs(part, found[1], facets[found[0]]):
            joined[found[0]].append(part)
        elif part.key not in facets:
            rest.append(part)
    return rest + [_joined(facet, joined[key]) for key, facet in facets.items()]


def _belongs(tag: Component, echo: Echo, facet: Component) -> bool:
    if echo.folded == "always":
        return True
    middle = (float(facet.parameters["low"]) + float(facet.parameters["high"])) / 2
    return (1 if middle >= 0.5 else -1) == tag.direction * echo.sign


def _joined(facet: Component, tags: list[Component]) -> Component:
    weight = facet.weight + sum(tag.weight for tag in tags)
    shares = {tag.key: tag.direction * tag.weight / weight for tag in tags}
    sources = dict.fromkeys(source for part in (facet, *tags) for source in part.sources)
    return replace(
        facet,
        weight=weight,
        sources=tuple(sources),
        parameters={**facet.parameters, **shares},
    )
