"""Which way up a picture is: at which angle the lines of a text in it would lie level."""

from typing import Any

QUARTERS = (90, 180, 270)
_SIDE = 600
_STEEPEST = 44
_CLEARLY = 1.15


def tilt(grey: Any) -> int:
    """Whole degrees, counter-clockwise, by which a picture lies best; 0 where none is clearly better than as it is.

    Turned so that its lines are level, a text has rows that are full and rows that are empty: the sums of the rows
    differ most then.
    """
    import numpy as np
    from PIL import Image, ImageOps

    small = grey.copy()
    small.thumbnail((_SIDE, _SIDE))
    edges = np.abs(np.diff(np.asarray(ImageOps.autocontrast(small), dtype=np.float32), axis=1))
    # Cut to the circle that every turn keeps: else the corners that come in would count as edges.
    ys, xs = np.mgrid[0 : edges.shape[0], 0 : edges.shape[1]]
    middle = np.hypot(ys - edges.shape[0] / 2, (xs - edges.shape[1] / 2)) <= max(edges.shape) / 2
    seen = Image.fromarray(np.where(middle & (edges > 40), 255, 0).astype(np.uint8))

    def level(angle: int) -> float:
        rows = np.asarray(seen.rotate(angle, expand=True), dtype=np.float32).sum(axis=1)
        return float(np.square(np.diff(rows)).sum())

    as_is = level(0)
    best = max(range(-_STEEPEST, _STEEPEST + 1, 2), key=level)
    best = max(range(best - 1, best + 2), key=level)
    return best if level(best) > _CLEARLY * as_is else 0


def turned(picture: Any, angle: int) -> Any:
    """The picture turned counter-clockwise, its new corners in the colour of its edge."""
    from PIL import Image

    if angle % 90 == 0:
        return picture.rotate(angle, expand=True) if angle else picture
    return picture.rotate(
        angle, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=picture.getpixel((0, picture.height // 2))
    )
