from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from policyclause import Classifier

pytest.importorskip("starlette")

from starlette.testclient import TestClient

from policyclause.inference.entries import document_entries
from policyclause.inference.serve import LARGEST, build_app

TEXT = "关于支持企业的若干措施\n一、对新上规模的企业，由财政给予一次性奖励10万元。\n二、办好展会。"


@pytest.fixture(scope="module")
def client(packaged: Classifier) -> TestClient:
    return TestClient(build_app(packaged), raise_server_exceptions=False)


def test_json_is_what_jsonl_has(client: TestClient, packaged: Classifier) -> None:
    response = client.post("/classify", json={"text": TEXT})
    assert response.status_code == 200
    assert response.json() == json.loads(json.dumps(list(document_entries("", packaged.classify(TEXT)))))
    assert response.json()[-2]["labels"] == ["subsidy"]
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"text=x", "got no JSON"),
        (b"\xff", "got no JSON"),
        (b"[" * 100_000, "got no JSON"),
        (b"[]", "got list"),
        (b'{"txt": "x"}', r"got the keys \['txt'\]"),
        (b'{"text": 5}', "got int as text"),
        (b'{"text": " "}', "expected the text of a document, got none"),
    ],
)
def test_bad_requests_are_told_what_was_expected(client: TestClient, body: bytes, message: str) -> None:
    response = client.post("/classify", content=body)
    assert response.status_code == 400
    assert "expected" in response.json()["error"] and re.search(message, response.json()["error"])


def test_large_requests_are_refused_with_the_limit(client: TestClient) -> None:
    for content in (b" " * (LARGEST + 1), iter([b" " * LARGEST, b" "])):  # with a length, and in chunks
        response = client.post("/classify", content=content)
        assert response.status_code == 413 and f"at most {LARGEST:,} bytes" in response.json()["error"]
    response = client.post("/", files={"file": ("a.txt", b"x" * LARGEST)})
    assert response.status_code == 413 and f"at most {LARGEST:,} bytes" in response.text


def test_a_text_without_clauses_gives_an_empty_list(client: TestClient) -> None:
    response = client.post("/classify", json={"text": "打印本页 关闭窗口"})
    assert response.status_code == 200 and response.json() == []


def test_a_file_goes_before_pasted_text(client: TestClient) -> None:
    page = client.post("/", data={"text": "一、优先供地。"}, files={"file": ("a.txt", TEXT.encode())}).text
    assert "一次性奖励" in page and "优先供地" not in page


def test_half_a_surrogate_pair_does_no_harm(client: TestClient) -> None:
    response = client.post("/classify", content=b'{"text": "\\u4e00\\u3001\\ud83d\\u7ed9\\u4e88\\u8865\\u52a9\\u3002"}')
    assert response.status_code == 200 and len(response.json()) == 1


def test_wrong_methods_and_places(client: TestClient) -> None:
    for method, place, allowed in (("GET", "/classify", {"POST"}), ("PUT", "/", {"GET", "HEAD"})):
        response = client.request(method, place)
        assert response.status_code == 405 and {*response.headers["allow"].split(", ")} >= allowed
    assert client.get("/nothing").json() == {"error": "Not Found"}


def test_page_takes_text_and_files(client: TestClient) -> None:
    form = client.get("/").text
    assert 'name="text"' in form and 'name="file"' in form
    pasted = client.post("/", data={"text": TEXT}, files={"file": ("", b"")})
    uploaded = client.post("/", files={"file": ("某<文>.txt", TEXT.encode("gb18030"))})
    for page in (pasted.text, uploaded.text):
        assert "<mark" in page and "一次性奖励" in page
    assert "某&lt;文&gt;.txt" in uploaded.text
    for page in (form, pasted.text):
        assert "<script" not in page and not re.search(r"""(src|href)=["']?(https?:)?//""", page)


def test_page_says_what_is_wrong(client: TestClient) -> None:
    empty = client.post("/", data={"text": ""})
    assert empty.status_code == 400 and "expected the text of a document" in empty.text
    rtf = client.post("/", files={"file": ("a.rtf", b"{\\rtf1")})
    assert rtf.status_code == 400 and "got an RTF file" in rtf.text


def test_the_command_serves_many_at_once_and_ends_with_ctrl_c() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "policyclause.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        assert server.stderr is not None
        assert any("running on" in line for line in server.stderr)

        def ask(i: int) -> str:
            body = json.dumps({"text": f"一、给予补助{i}万元。"}).encode()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/classify", body) as answer:
                return str(json.load(answer)[0]["text"])

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(ask, range(24)))
        assert all(f"补助{i}万元" in answer for i, answer in enumerate(answers))
        os.kill(server.pid, signal.SIGINT)
        assert server.wait(10) == 0
        assert "Traceback" not in server.stderr.read()
    finally:
        server.kill()
        server.wait()
