"""Pictures, files and sound through the running product: refused by default, else what leaves is what was read."""

import base64
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from tests.flows.inside import Product, message_of, product
from tests.support.documents import data_url, docx, drawn, encoded, pdf, xlsx
from tests.support.replies import Reply

from sluis.content.ocr import read_picture

POLICY = """\
extends: gdpr
content:
  files: extract
  images: ocr
"""
NAME, MAIL = "Ada Vermeer", "ada.vermeer@posteo.net"
PRIVATE = ("Ada", "Vermeer", "posteo")


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Product]:
    (tmp_path / "reads.yaml").write_text(POLICY)
    async with product(policy=str(tmp_path / "reads.yaml")) as running:
        yield running


def file_part(data: bytes, filename: str, media_type: str = "application/octet-stream") -> dict[str, Any]:
    return {"type": "file", "file": {"file_data": data_url(media_type, data), "filename": filename}}


def picture_part(picture: Any, form: str = "PNG", **more: Any) -> dict[str, Any]:
    url = data_url(f"image/{form.lower()}", encoded(picture, form, **more))
    return {"type": "image_url", "image_url": {"url": url, "detail": "low"}}


async def ask(shop: Product, *parts: dict[str, Any], said: str = "What does it say?") -> httpx.Response:
    return await shop.chat([{"role": "user", "content": [{"type": "text", "text": said}, *parts]}])


def content_that_left(shop: Product) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = shop.model.seen[-1].body["messages"][-1]["content"]
    return content


def picture_that_left(shop: Product, index: int = -1) -> Any:
    url = content_that_left(shop)[index]["image_url"]["url"]
    return Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))


def reads(picture: Any) -> str:
    return read_picture(picture.convert("RGB"), 30)[1].text


def code_of(response: httpx.Response) -> str:
    assert response.status_code >= 400, response.text
    code: str = response.json()["error"]["code"]
    return code


FILES = {
    "letter.pdf": pdf(f"Dear {NAME},", f"write to {MAIL}"),
    "letter.docx": docx(f"Dear {NAME},", f"write to {MAIL}"),
    "people.xlsx": xlsx({"People": [["Name", "E-mail"], [NAME, MAIL]]}),
    "people.csv": f"Name,E-mail\n{NAME},{MAIL}\n".encode(),
    "letter.html": f"<html><body><p>Dear {NAME},<p>write to <b>{MAIL}</b></body></html>".encode(),
    "letter.txt": f"Dear {NAME},\nwrite to {MAIL}\n".encode(),
    "customer.json": json.dumps({"name": NAME, "email": MAIL}).encode(),
}


@pytest.mark.parametrize("filename", FILES)
async def test_of_a_file_its_text_leaves_with_pseudonyms_and_the_answer_is_restored(
    shop: Product, filename: str
) -> None:
    shop.say(Reply(text=r"Mail «([\w.+-]+@[\w.-]+\w)»"))
    response = await ask(shop, file_part(FILES[filename], filename))
    assert message_of(response)["content"] == f"Mail {MAIL}"
    assert [part["type"] for part in content_that_left(shop)] == ["text", "text"]
    assert not [word for word in PRIVATE if word in shop.left]
    assert "files=1" in response.headers["x-sluis-coverage"]


async def test_the_name_of_a_file_is_inspected_too(shop: Product) -> None:
    await ask(shop, file_part(b"Dear Ada Vermeer, welcome.", "CV_Ada-Vermeer.txt"))
    left = content_that_left(shop)[-1]["text"]
    assert left.startswith("[File: CV ")
    assert not [word for word in PRIVATE if word in left]


async def test_of_a_picture_the_personal_places_are_painted_over_and_the_rest_stays(shop: Product) -> None:
    picture = drawn("Invoice for the kitchen", f"Name: {NAME}", f"E-mail: {MAIL}", "Thank you for your order")
    response = await ask(shop, picture_part(picture))
    assert response.status_code == 200, response.text
    seen = reads(picture_that_left(shop))
    assert "Invoice for the kitchen" in seen
    assert "Thank you for your order" in seen
    assert not [word for word in PRIVATE if word in seen]
    assert content_that_left(shop)[-1]["image_url"]["detail"] == "low"
    assert "painted=2" in response.headers["x-sluis-coverage"]
    assert "pictures=1" in response.headers["x-sluis-coverage"]
