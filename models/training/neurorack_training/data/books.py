"""Recipe books: the kinds of designed sounds of a model, and its selection of raw sounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from . import metal_recipes, recipes, tone_recipes
from .canvas import Canvas
from .clip import Clip


@dataclass(frozen=True)
class Book:
    """Kinds with their shares, and per kind the recipe, minimum and maximum length in seconds, and room (wet, maximum decay)."""

    kinds: dict[str, float]
    recipes: dict[str, Callable[[Canvas], None]]
    lengths: dict[str, tuple[float, float]]
    rooms: dict[str, tuple[float, float]]
    #: Share of the sounds driven into saturation, and maximum drive.
    driven: tuple[float, float]
    #: Selects the raw sounds of the book; None: it needs no material.
    takes: Callable[[Clip], bool] | None


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
    "tones": Book(tone_recipes.KINDS, tone_recipes.RECIPES, tone_recipes.LENGTHS, tone_recipes.ROOMS, (0.0, 1), None),
}
