"""A dataset on a local Ray cluster: a killed worker, a stopped run, broken documents."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from policyclause import InputError
from policyclause.inference.bulk import classify_files

ray = pytest.importorskip("ray")
import psutil  # noqa: E402 (Ray brings it along)
import pyarrow as pa  # noqa: E402
import pyarrow.parquet  # noqa: E402
from click.testing import CliRunner  # noqa: E402
from ray.cluster_utils import Cluster  # noqa: E402

from policyclause.cli import main  # noqa: E402
from policyclause.inference.cluster import classify_dataset  # noqa: E402

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
DOCUMENTS, PART = 120, 6
BROKEN = {7: None, 50: "", 51: "   "}
RUN = "import sys; from policyclause.inference.cluster import classify_dataset as run\n"
RUN += "run(sys.argv[1], sys.argv[2], part_documents=6)"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Two machines of two cores, as far as Ray can tell."""
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    for _ in range(2):
        cluster.add_node(num_cpus=2)
    ray.init(cluster.address, log_to_driver=False)
    yield cluster
    ray.shutdown()
    cluster.shutdown()


@pytest.fixture(scope="module")
def texts() -> list[str | None]:
    parts = "一、对第{0}类企业给予补助{0}万元。\n二、加强用地保障，第{0}批项目优先安排指标。{1}\n"
    parts += "三、引导银行为第{0}批企业提供贷款。\n四、引进第{0}批高层次人才。\n"
    return [BROKEN.get(i, parts.format(i, "支持企业引进人才。" * (i % 5))) for i in range(DOCUMENTS)]


@pytest.fixture(scope="module")
def source(texts: list[str | None], tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("in")
    table = pa.table({"id": range(DOCUMENTS), "text": texts, "other": range(DOCUMENTS)})
    for i in range(3):
        pa.parquet.write_table(table.slice(i * 40, 40), directory / f"{i}.parquet")
    return directory


@pytest.fixture(scope="module")
def expected(texts: list[str | None], tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """The same documents as files, by the single process of a bulk run; ``document`` is the file."""
    directory = tmp_path_factory.mktemp("files")
    for i, text in enumerate(texts):
        (directory / f"{i:03}").write_text(text or "", encoding="utf-8")
    classify_files([directory], directory.parent / "expected.parquet")
    return pa.parquet.read_table(directory.parent / "expected.parquet")


NONE = "document with clauses, got none"


def _check(output: Path, expected: pa.Table) -> None:
    """The rows of the bulk run, each once, and one for each broken document; nothing beside the output."""
    found = pa.parquet.read_table(output).sort_by([("id", "ascending"), ("start", "ascending")])
    failed = {row["id"]: row["error"] for row in found.to_pylist() if row["error"]}
    assert failed == {i: f"expected a {'text, got NoneType' if t is None else NONE}" for i, t in BROKEN.items()}
    clauses = found.filter(pa.compute.field("error") == "")
    assert clauses.num_rows == expected.num_rows == 4 * (DOCUMENTS - len(BROKEN))
    assert clauses["id"].to_pylist() == [int(Path(name).name) for name in expected["document"].to_pylist()]
    assert clauses.drop_columns(["id", "error"]).equals(expected.drop_columns("document"))
    assert not list(output.parent.glob(f"{output.name}.*"))


class _Background(threading.Thread):
    """A run of its own thread."""

    def __init__(self, run: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.run_it, self.result = run, None
        self.start()

    def run(self) -> None:
        self.result = self.run_it()


def _wait(for_: Callable[[], Any], still: Callable[[], bool]) -> Any:
    end = time.monotonic() + 300
    while not (found := for_()):
        assert still(), "it came to an end before it was disturbed"
        assert time.monotonic() < end, "it did not come so far in time"
        time.sleep(0.01)
    return found


def _workers() -> dict[int, psutil.Process]:
    """Processes of the actors that hold a model."""
    found = {}
    for process in psutil.Process().children(recursive=True):
        try:
            if "_Worker" in " ".join(process.cmdline()):
                found[process.pid] = process
        except psutil.Error:
            continue
    return found


def test_a_killed_worker_costs_nothing(cluster: Cluster, source: Path, expected: pa.Table, tmp_path: Path) -> None:
    output = tmp_path / "out"
    run = _Background(lambda: classify_dataset(source, output, part_documents=PART, concurrency=2))
    _wait(lambda: len(list(output.glob("*.parquet"))) >= 2 and len(_workers()) == 2, run.is_alive)
    before = _workers()
    next(iter(before.values())).send_signal(signal.SIGKILL)
    _wait(lambda: set(_workers()) - set(before), run.is_alive)
    assert len(list(output.glob("*.parquet"))) < DOCUMENTS // PART
    run.join()
    assert (run.result.clauses, run.result.failed) == (expected.num_rows, len(BROKEN))
    _check(output, expected)


def test_a_stopped_run_goes_on(cluster: Cluster, source: Path, expected: pa.Table, tmp_path: Path) -> None:
    output = tmp_path / "out"
    with subprocess.Popen([sys.executable, "-c", RUN, str(source), str(output)]) as process:
        _wait(lambda: len(list(tmp_path.glob("out.checkpoint-*/*[0-9].parquet"))), lambda: process.poll() is None)
        process.kill()
    done = {path.name: path.read_bytes() for path in output.iterdir()}
    assert 1 <= len(done) < DOCUMENTS // PART
    with pytest.raises(
        InputError, match=r"expected both or none of .*, got only .*/out \(another model, version or opt"
    ):
        classify_dataset(source, output, part_documents=PART, top_k=1)
    classify_dataset(source, output, part_documents=PART)
    assert sum(done.get(path.name) == path.read_bytes() for path in output.iterdir())
    _check(output, expected)
    with pytest.raises(InputError, match="expected both or none of"):
        classify_dataset(source, output, part_documents=PART)


def test_a_document_is_never_cut(
    cluster: Cluster, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However small Ray's blocks are: a document in two files could be done in one of them only."""
    monkeypatch.setattr(ray.data.DataContext.get_current(), "target_max_block_size", 500)
    report = classify_dataset(source / "0.parquet", tmp_path / "out", part_documents=20, concurrency=2)
    files = [
        set(pa.parquet.read_table(path, columns=["id"])["id"].to_pylist()) for path in (tmp_path / "out").iterdir()
    ]
    assert len(files) > 2 and sum(map(len, files)) == len(set.union(*files)) == 40
    assert (report.clauses, report.failed) == (156, 1)
    assert ray.data.DataContext.get_current().checkpoint_config is None


def test_the_same_run_has_the_same_checkpoint_beside_its_output(source: Path, tmp_path: Path) -> None:
    """However it is called: the command line names every option, and URIs may end in a slash."""
    output = tmp_path / "out"
    output.mkdir()
    checkpoints = set()
    for location, options in ((output.as_uri(), {}), (f"{output.as_uri()}/", {"min_precision": None, "top_k": None})):
        with pytest.raises(InputError, match="expected both or none of") as error:
            classify_dataset(source, location, **options)
        checkpoints.add(str(error.value).partition(", got ")[0].partition(" and ")[2])
    (checkpoint,) = checkpoints
    assert checkpoint.startswith(f"{output.as_uri()}.checkpoint-")


def test_command_and_its_errors(cluster: Cluster, source: Path, tmp_path: Path) -> None:
    def run(*arguments: str | Path) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["classify-dataset", *map(str, arguments)])
        return result.exit_code, result.output

    code, printed = run(source / "1.parquet", tmp_path / "out", "--top-k", "1", "--concurrency", "2")
    assert code == 1 and "152 clauses" in printed and "2 documents without clauses" in printed
    assert max(map(len, pa.parquet.read_table(tmp_path / "out")["labels"].to_pylist())) == 1
    for arguments, message in [
        ((source, tmp_path / "out"), "expected both or none of"),
        ((source, tmp_path / "new", "--text-column", "texts"), "expected the columns ['id', 'texts']"),
        ((source, tmp_path / "new", "--id-column", "title"), "no column of the output, got 'title'"),
        ((tmp_path / "nowhere", tmp_path / "new"), "expected Parquet files in"),
        ((source, tmp_path / "new", "--top-k", "0"), "top_k"),
    ]:
        code, printed = run(*arguments)
        assert code == 1 and "Error: " in printed and message in printed
    assert not (tmp_path / "new").exists()
