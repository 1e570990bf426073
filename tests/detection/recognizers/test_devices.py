"""IMEI and SIM numbers, device ids and coordinates beside their words."""

import pytest
from tests.detection.finding import found, types_in


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("IMEI 490154203237518", "490154203237518", "IMEI"),
        ("imei: 49-015420-323751-8", "49-015420-323751-8", "IMEI"),
        ("ICCID 8931440300000000000", "8931440300000000000", "DEVICE_ID"),
        ("device id 550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000", "DEVICE_ID"),
        ("GPS 52.3702157, 4.8951679", "52.3702157, 4.8951679", "COORDINATES"),
        ("https://maps.example/?q=52.3702,4.8951", "52.3702,4.8951", "COORDINATES"),
    ],
)
def test_devices_and_places_are_found(text: str, value: str, kind: str) -> None:
    assert (value, kind) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "490154203237518",
        "id 550e8400-e29b-41d4-a716-446655440000",
        "x = 52.3702157; y = 4.8951679",
        "scores 0.987, 0.912",
        "sim city 2000",
    ],
)
def test_without_a_word_they_stay(text: str) -> None:
    assert not types_in(text) & {"IMEI", "DEVICE_ID", "COORDINATES"}
