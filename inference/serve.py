"""The classifier as a web page and a JSON interface, for one machine or a trusted network."""

from __future__ import annotations

import io
import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from pathlib import Path

import python_multipart  # noqa: F401  starlette misses it only when the first form comes
import uvicorn
from anyio import CapacityLimiter, to_thread
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from policyclause.inference.classifier import Classifier
from policyclause.inference.document import Document
from policyclause.inference.entries import document_entries
from policyclause.inference.errors import InputError
from policyclause.inference.html_page import write_page
from policyclause.inference.read import text_of

LARGEST = 5_000_000  # bytes of a request
_AT_ONCE = 4  # documents in work; scoring uses all cores anyway, the rest waits
_FORM = Path(__file__).with_name("form.html")
_EXPECTED = 'a JSON object {"text": "…"}'


def serve(host: str, port: int, model: Path | None = None) -> None:
    """Serve until Ctrl-C.

    Raises:
        ModelError: the model directory is faulty.
    """
    uvicorn.run(build_app(Classifier.load(model)), host=host, port=port, log_level="info")


def build_app(classifier: Classifier) -> Starlette:
    """The application: ``GET /`` a form, ``POST /`` its result page, ``POST /classify`` JSON.

    No header allows other origins, so pages of other sites cannot read answers.
    """
    limiter = CapacityLimiter(_AT_ONCE)

    async def classified(text: str) -> Document:
        if not text.strip():
            raise InputError("expected the text of a document, got none")
        return await to_thread.run_sync(classifier.classify, text, limiter=limiter)

    async def form(request: Request) -> Response:
        return _form_page()

    async def result(request: Request) -> Response:
        name, text = await _submitted(request, limiter)
        page = io.BytesIO()
        write_page([(name, await classified(text))], classifier.labels, page)
        return HTMLResponse(page.getvalue())

    async def as_json(request: Request) -> Response:
        document = await classified(_text_in(await request.body()))
        return _json(list(document_entries("", document)))

    routes = [
        Route("/", form, methods=["GET"]),
        Route("/", result, methods=["POST"]),
        Route("/classify", as_json, methods=["POST"]),
    ]
    return Starlette(routes=routes, exception_handlers=_handlers(), middleware=[Middleware(_Limit)])


class _Limit:
    """Middleware that stops reading a request at ``LARGEST`` bytes; our handlers then say so."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def receive_some() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > LARGEST:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, receive_some, send)


async def _submitted(request: Request, limiter: CapacityLimiter) -> tuple[str, str]:
    """Name and text of what the form holds; a file goes before pasted text."""
    async with request.form(max_files=1, max_fields=2, max_part_size=LARGEST) as fields:
        file, pasted = fields.get("file"), fields.get("text")
        if isinstance(file, UploadFile) and file.filename:
            text = await to_thread.run_sync(text_of, await file.read(), limiter=limiter)
            return file.filename, text
        return "", pasted if isinstance(pasted, str) else ""


def _text_in(body: bytes) -> str:
    try:
        entry = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError(f"expected {_EXPECTED}, got no JSON: {error}") from error
    if not isinstance(entry, dict) or set(entry) != {"text"}:
        got = f"the keys {sorted(entry)}" if isinstance(entry, dict) else type(entry).__name__
        raise InputError(f"expected {_EXPECTED}, got {got}")
    if not isinstance(entry["text"], str):
        raise InputError(f"expected {_EXPECTED}, got {type(entry['text']).__name__} as text")
    return entry["text"]


def _handlers() -> dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]]:
    async def refused(request: Request, error: Exception) -> Response:
        return _error(request, HTTPStatus.BAD_REQUEST, str(error))

    async def failed(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        too_large = error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        message = f"expected a request of at most {LARGEST:,} bytes, got a larger one" if too_large else error.detail
        return _error(request, error.status_code, message, error.headers)

    return {InputError: refused, HTTPException: failed}


def _error(request: Request, status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """The message in the form it was asked for: on the page of the form, or as JSON."""
    if request.url.path == "/":
        return _form_page(message, status, headers)
    return _json({"error": message}, status, headers)


def _form_page(error: str = "", status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> Response:
    template = Environment(autoescape=True).from_string(_FORM.read_text(encoding="utf-8"))
    return HTMLResponse(template.render(error=error, largest=LARGEST), status, headers)


def _json(value: object, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> Response:
    """JSON in UTF-8; half a surrogate pair, which UTF-8 has no bytes for, becomes its escape."""
    content = json.dumps(value, ensure_ascii=False).encode("utf-8", errors="backslashreplace")
    return Response(content, status, headers, media_type="application/json")
