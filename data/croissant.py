"""Metadata of the dataset in Croissant 1.0 (MLCommons, 2024), JSON-LD that catalogues and loaders read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from policyclause.data.annotations import ANNOTATIONS
from policyclause.data.records import COMPOSED, META, SPLITS, split_files
from policyclause.inference.errors import InputError
from policyclause.labels import instruments

Node = dict[str, Any]

CROISSANT = Path("data/croissant.json")
_LABELS = "Policy instruments used, names as in the record set instruments; empty for none."
_PASSES = "Labels of each annotator: the writer, a blind second one, an adjudicator where the two differ."
_RECORD = {
    "id": "Identifier of the clause.",
    "document": "Identifier of its document; no document is in two splits.",
    "kind": "clause, preamble, closing or heading.",
    "path": "Headings above the clause, outermost first.",
    "text": "Text of the clause, its sentences joined.",
    "labels": _LABELS + " Union of the labels of its sentences.",
    "rules": "Border rules of the codebook that the labels turn on (rich and hard part); 0: a mention is not a use.",
}
_SENTENCE = {"text": "Text of the sentence.", "labels": _LABELS, "passes": _PASSES}
_ANNOTATION = {
    "source": "Collection, as in annotations/sources.json.",
    "address": "Where the document is published.",
    "paragraph": "Place of the paragraph in the document.",
    "sentence": "Number of the sentence in the paragraph, from 0.",
    "sha256": "First 24 digits of the SHA-256 of the normalised sentence.",
    "labels": _LABELS,
    "passes": _PASSES,
}
_LISTS = ("path", "labels", "passes", "rules")
_NUMBERS = ("sentence", "rules")
_CONTEXT: Node = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{
        name: f"cr:{name}"
        for name in (
            *("citeAs", "column", "equivalentProperty", "extract", "field", "fileObject", "fileProperty", "fileSet"),
            *("format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet"),
            *(
                "references",
                "regex",
                "repeated",
                "replace",
                "samplingRate",
                "separator",
                "source",
                "subField",
                "transform",
            ),
        )
    },
}


def write_croissant(output: Path = CROISSANT) -> None:
    """Write the metadata of the dataset in the directory of ``output`` to that file.

    Raises:
        InputError: the directory has no dataset in it.
    """
    text = json.dumps(metadata(output.parent), ensure_ascii=False, indent=2)
    output.write_text(text + "\n", encoding="utf-8")


def metadata(root: Path = CROISSANT.parent) -> Node:
    """The metadata as a JSON object; every file is named relative to ``root`` and has its hash.

    Raises:
        InputError: there is no dataset in ``root``.
    """
    composed = [path for split in SPLITS for path in split_files(split, root / COMPOSED.name)]
    annotations = sorted((root / ANNOTATIONS.name).glob("*.jsonl"))
    if not annotations:
        raise InputError(f"expected annotations in {root / ANNOTATIONS.name}, got none")
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": "policyclause",
        "description": (
            "Clauses of Chinese policy documents, every sentence labelled with the policy instruments it uses. "
            "The clauses were composed for this dataset by language models as writers and annotators; they are "
            "not cut from real documents. Beside them, labels of sentences of real documents, without their text."
        ),
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "citeAs": "policyclause developers: policyclause, Chinese policy clauses by policy instrument.",
        "creator": {"@type": "sc:Organization", "name": "policyclause developers"},
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "version": version("policyclause"),
        "inLanguage": "zh",
        "keywords": ["policy instruments", "Chinese", "multi-label classification", "synthetic text"],
        "isLiveDataset": False,
        "distribution": [
            *(_file(path, root) for path in (*composed, *annotations)),
            _file_set("composed", "Clauses, JSON lines."),
            _file_set("annotations", "Labels of real sentences, JSON lines."),
        ],
        "recordSet": [_splits(), _instruments(), _clauses(), _annotations()],
    }


def _file(path: Path, root: Path) -> Node:
    url = path.relative_to(root).as_posix()
    data = path.read_bytes()
    return {
        "@type": "cr:FileObject",
        "@id": url,
        "name": path.name,
        "contentUrl": url,
        "contentSize": f"{len(data)} B",
        "encodingFormat": "application/jsonlines",
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def _file_set(name: str, description: str) -> Node:
    return {
        "@type": "cr:FileSet",
        "@id": f"{name}-files",  # record sets have the bare names
        "name": f"{name}-files",
        "description": description,
        "encodingFormat": "application/jsonlines",
        "includes": f"{name}/*.jsonl",
    }


def _splits() -> Node:
    return _table("splits", "Splits of the composed clauses.", "cr:Split", [{"name": name} for name in SPLITS])


def _instruments() -> Node:
    rows = [{"name": i.name, "title": i.title_zh} for i in instruments()]
    return _table("instruments", "The labels and their Chinese titles.", "sc:Enumeration", rows)


def _table(name: str, description: str, kind: str, rows: list[dict[str, str]]) -> Node:
    """A record set whose rows are in the metadata; ``name`` is their key."""
    return {
        **_record_set(name, description, [_plain(f"{name}/{column}", column) for column in rows[0]]),
        "dataType": kind,
        "key": {"@id": f"{name}/name"},
        "data": [{f"{name}/{column}": value for column, value in row.items()} for row in rows],
    }


def _clauses() -> Node:
    name_of_split = {"extract": {"fileProperty": "filename"}, "transform": {"regex": r"^(\w+)-\d+\.jsonl$"}}
    split = {
        **_plain("clauses/split", "Split, from the name of the file."),
        "source": {"fileSet": {"@id": "composed-files"}, **name_of_split},
        "references": {"field": {"@id": "splits/name"}},
    }
    fields = [
        split,
        *_columns("clauses", "composed", _RECORD),
        _nested("sentences", "The sentences, in order.", _SENTENCE, repeated=True),
        _nested("meta", "About the document.", META, repeated=False),
    ]
    return _record_set("clauses", "Composed clauses with their sentences and labels.", fields)


def _annotations() -> Node:
    about = "Labels of sentences of real documents; 'policyclause data join' brings them and the documents together."
    return _record_set("annotations", about, _columns("annotations", "annotations", _ANNOTATION))


def _record_set(name: str, description: str, fields: Iterable[Node]) -> Node:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": description,
        "field": list(fields),
    }


def _plain(place: str, description: str) -> Node:
    """A field without a source, of text unless its name is one of ``_NUMBERS``."""
    name = place.rpartition("/")[2]
    kind = "sc:Integer" if name in _NUMBERS else "sc:Text"
    return {"@type": "cr:Field", "@id": place, "name": name, "description": description, "dataType": kind}


def _columns(record_set: str, folder: str, columns: dict[str, str]) -> list[Node]:
    return [
        {
            **_plain(f"{record_set}/{name}", description),
            **({"repeated": True} if name in _LISTS else {}),
            "source": {"fileSet": {"@id": f"{folder}-files"}, "extract": {"column": name}},
        }
        for name, description in columns.items()
    ]


def _nested(name: str, description: str, parts: dict[str, str], repeated: bool) -> Node:
    """A field of clauses that holds an object, or a list of objects."""
    return {
        "@type": "cr:Field",
        "@id": f"clauses/{name}",
        "name": name,
        "description": description,
        **({"repeated": True} if repeated else {}),
        "subField": [
            {
                **_plain(f"clauses/{name}/{part}", about),
                **({"repeated": True} if part in _LISTS else {}),
                "source": {
                    "fileSet": {"@id": "composed-files"},
                    "extract": {"column": name},
                    "transform": {"jsonPath": part},
                },
            }
            for part, about in parts.items()
        ],
    }
