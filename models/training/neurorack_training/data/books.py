"""The recipe books: what a model's designed sounds are, and which raw sounds stand beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from . import metal_recipes, recipes
from .canvas import Canvas
from .clip import Clip


@dataclass(frozen=True)
class Book:
    """Kinds with their shares, and for each its recipe, shortest and longest sound in seconds, and room (wet, longest decay)."""

    kinds: dict[str, float]
    recipes: dict[str, Callable[[Canvas], None]]
    lengths: dict[str, tuple[float, float]]
    rooms: dict[str, tuple[float, float]]
    #: Share that is driven into saturation, and the most it is.
    driven: tuple[float, float]
    #: Which raw sounds belong to it.
    takes: Callable[[Clip], bool]


BOOKS = {
    "impacts": Book(recipes.KINDS, recipes.RECIPES, recipes.LENGTHS, recipes.ROOMS, (0.4, 8), lambda clip: True),
    "metal": Book(
        metal_recipes.KINDS,
        metal_recipes.RECIPES,
        metal_recipes.LENGTHS,
        metal_recipes.ROOMS,
        (0.12, 4),
        metal_recipes.is_metal,
    ),
}
