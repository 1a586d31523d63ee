"""A dataset of documents to a dataset of clauses, on one machine or on a cluster: Ray Data runs it.

Each worker loads the model once and scores on one core. Ray repeats what a lost worker had in work; a run that was
stopped altogether goes on, when it is called again, from the checkpoint that Ray Data keeps beside the output.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset
import pyarrow.parquet
import ray.data
from pyarrow.fs import FileSystem, FileType
from ray.data.checkpoint import CheckpointConfig, IdColumnCheckpointManager

from policyclause.inference.classifier import Classifier
from policyclause.inference.decide import Options, decision_rule
from policyclause.inference.entries import document_entries
from policyclause.inference.errors import InputError, describe
from policyclause.inference.model import CONFIG_FILE, REMEMBERED, ModelConfig, Scorer, cores, model_directory, sha256
from policyclause.inference.rows import arrow_schema, columns, flat_row

if TYPE_CHECKING:
    from typing_extensions import Unpack

PART_DOCUMENTS = 256
_LIGHT = 0.1  # of a core: reading and writing mostly wait for storage
_SPARE = 2  # cores that Ray keeps for such tasks, however little they use of them


@dataclass(frozen=True)
class DatasetReport:
    """What the output holds: clauses, and documents without any, each with one row that says why."""

    clauses: int
    failed: int


def classify_dataset(
    source: str | Path,
    output: str | Path,
    *,
    text_column: str = "text",
    id_column: str = "id",
    model: str | Path | None = None,
    address: str | None = None,
    concurrency: int | None = None,
    part_documents: int = PART_DOCUMENTS,
    **options: Unpack[Options],
) -> DatasetReport:
    """Classify documents in Parquet and write one row a clause, in Parquet; called again after a stop, it goes on.

    The columns are ``id_column``, those that a bulk run writes to Parquet but ``document``, and ``error``. A document
    that cannot be classified, or has no clause, gives one row, empty but for its id and ``error``; it stops nothing.

    Args:
        source: Parquet file, directory or URI (``s3://…``).
        output: directory or URI to write; on a cluster, a place that all its machines see. It is complete when this
            returns; until then ``OUTPUT.checkpoint-…`` is beside it.
        text_column: documents as they were found.
        id_column: what tells documents apart: each value once, no nulls.
        model: model directory, the same on every machine; None for the packaged model.
        address: of a Ray cluster, as ``ray.init`` takes it. None for ``RAY_ADDRESS`` or, without it, this machine.
        concurrency: most workers, one core each; by default as many as the cluster has cores now.
        part_documents: documents of one task and of one output file: what the loss of a worker costs at most.
        options: how labels are decided, as in ``Classifier.classify``.

    Raises:
        InputError: no such columns, an option out of range, or ``output`` exists and is not of this run.
        ModelError: the model directory is faulty.
    """
    source, output = _location(source), _location(output)
    directory = model_directory(model).absolute()
    config = ModelConfig.read(directory / CONFIG_FILE)
    decision_rule(config, **options)  # faulty options are an error here, not one of every document
    schema = _clause_schema(config.labels, id_column)
    made_by = [sha256(directory / CONFIG_FILE), version("policyclause")]
    chosen = {name: value for name, value in options.items() if value is not None}  # None is what is left out
    identity = [source, id_column, text_column, *made_by, chosen, schema.names]
    checkpoint = f"{output}.checkpoint-{_short_hash(identity)}"
    resumed = _exists(checkpoint)
    if _exists(output) != resumed:
        alone = checkpoint if resumed else f"{output} (another model, version or option has another checkpoint)"
        raise InputError(
            f"expected both or none of {output} and {checkpoint}, got only {alone}: remove it, or name another output"
        )
    with _ray(address):
        documents = _read(source, [id_column, text_column])
        documents.context.checkpoint_config = CheckpointConfig(
            id_column=id_column, checkpoint_path=checkpoint, checkpoint_manager_cls=_CheckpointedDocuments
        )
        settings = (model and directory, schema, text_column, id_column, options)
        _write_clauses(documents, output, settings, concurrency, part_documents)
    if resumed:
        _drop_repeated(output, id_column)
    return _report(output)


def _write_clauses(
    documents: ray.data.Dataset, output: str, settings: tuple[Any, ...], concurrency: int | None, part_documents: int
) -> None:
    """Run the pipeline: documents, their clauses, rows of clauses, files. ``settings`` are those of ``_Worker``."""
    documents.context.op_resource_reservation_ratio = 0.0  # nearly all cores score; by default half of them would
    workers = concurrency or int(ray.cluster_resources().get("CPU", 1))
    classified = documents.repartition(target_num_rows_per_block=part_documents).map_batches(
        _Worker,
        fn_constructor_args=settings,
        batch_size=None,
        batch_format="pyarrow",
        num_cpus=1,
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=workers),
    )
    clauses = classified.map_batches(_clauses, batch_size=None, batch_format="pyarrow", num_cpus=_LIGHT)
    clauses.write_parquet(output, compression="zstd", ray_remote_args={"num_cpus": _LIGHT})


class _Worker:
    """What each actor holds: the model, on one core."""

    def __init__(
        self, model: Path | None, schema: pa.Schema, text_column: str, id_column: str, options: Options
    ) -> None:
        self._classifier = Classifier(Scorer.load(model, remember=REMEMBERED, threads=1))
        self._type = pa.list_(pa.struct(schema))
        self._nothing = {name: kind() for name, kind in columns(self._classifier.labels).items()}
        self._text_column, self._id_column, self._options = text_column, id_column, options

    def __call__(self, batch: pa.Table) -> pa.Table:
        """One row a document still: Ray cuts its blocks between rows, and a document must not be cut."""
        clauses = pa.array(map(self._rows, batch[self._text_column].to_pylist()), self._type)
        return pa.table([batch[self._id_column], clauses], names=[self._id_column, f"clauses of {self._id_column}"])

    def _rows(self, text: object) -> list[dict[str, Any]]:
        try:
            if not isinstance(text, str):
                raise InputError(f"expected a text, got {type(text).__name__}")
            document = self._classifier.classify(text, **self._options)
            if not document.clauses:
                raise InputError("expected a document with clauses, got none")
        except Exception as error:  # one document never stops the others
            return [{**self._nothing, "error": describe(error)}]
        return [{**flat_row(entry), "error": ""} for entry in document_entries("", document)]


def _clauses(batch: pa.Table) -> pa.Table:
    """One row a clause. Ray runs this in the task that writes, so the clauses of a document stay in one file."""
    clauses = batch[1].combine_chunks()
    ids = batch[0].take(pc.list_parent_indices(clauses))
    return pa.Table.from_struct_array(clauses.flatten()).add_column(0, batch.column_names[0], ids)


def _clause_schema(labels: tuple[str, ...], id_column: str) -> pa.Schema:
    schema = arrow_schema(labels)
    schema = schema.remove(schema.get_field_index("document")).append(pa.field("error", pa.string()))
    if id_column in schema.names:
        raise InputError(f"expected a name for the ids that is no column of the output, got {id_column!r}")
    return schema


class _CheckpointedDocuments(IdColumnCheckpointManager):  # type: ignore[misc, unused-ignore]  # with and without Ray
    """Reads a checkpoint, which has the id of a document for each of its clauses, as ids of documents."""

    def _preprocess_data_pipeline(self, checkpoint_ds: ray.data.Dataset) -> ray.data.Dataset:
        return checkpoint_ds.map_batches(_distinct, batch_size=None, batch_format="pyarrow")


def _distinct(batch: pa.Table) -> pa.Table:
    return batch.group_by(batch.column_names).aggregate([])


def _read(source: str, names: list[str]) -> ray.data.Dataset:
    try:
        documents = ray.data.read_parquet(source, num_cpus=_LIGHT)
    except (FileNotFoundError, ValueError) as error:
        raise InputError(f"expected Parquet files in {source}: {error}") from error
    if missing := set(names) - set(columns_there := documents.schema().names):
        raise InputError(f"expected the columns {names} in {source}, got {columns_there}: no {sorted(missing)}")
    return documents.select_columns(names)


def _drop_repeated(output: str, id_column: str) -> None:
    """Leave each document once: writers of a killed run can live long enough to finish a part that is done again."""
    filesystem, _ = FileSystem.from_uri(output)
    seen: set[Any] = set()
    for fragment in pyarrow.dataset.dataset(output, format="parquet").get_fragments():
        ids = set(fragment.to_table(columns=[id_column])[id_column].to_pylist())
        if repeated := ids & seen:
            rest = fragment.to_table(filter=~pc.field(id_column).isin(list(repeated)))
            if rest.num_rows:  # before the other goes: a stop in between leaves documents twice, and none out
                path = fragment.path.removesuffix(".parquet") + "-rest.parquet"
                pyarrow.parquet.write_table(rest, path, filesystem=filesystem, compression="zstd")
            filesystem.delete_file(fragment.path)
        seen |= ids


def _report(output: str) -> DatasetReport:
    rows = pyarrow.dataset.dataset(output, format="parquet")
    failed = rows.count_rows(filter=pc.field("error") != "")
    return DatasetReport(rows.count_rows() - failed, failed)


def _location(path: str | Path) -> str:
    """A URI without a last ``/``, behind which nothing could be beside it; a path as workers elsewhere find it."""
    return path.rstrip("/") if isinstance(path, str) and "://" in path else str(Path(path).absolute())


def _short_hash(identity: list[Any]) -> str:
    listed = json.dumps(identity, sort_keys=True, default=repr)
    return hashlib.sha256(listed.encode()).hexdigest()[:12]


def _exists(location: str) -> bool:
    filesystem, path = FileSystem.from_uri(location)
    return bool(filesystem.get_file_info(path).type != FileType.NotFound)


@contextmanager
def _ray(address: str | None) -> Iterator[None]:
    """Ray as the caller has started it, or a cluster's, or for the block on all cores of this machine."""
    address = address or os.environ.get("RAY_ADDRESS")
    if ray.is_initialized():
        yield
    elif address:
        with ray.init(address):
            yield
    else:
        with ray.init("local", num_cpus=cores() + _SPARE):
            yield
