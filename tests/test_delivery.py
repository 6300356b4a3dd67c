"""Builds brought to an S3 server on this computer, as `--out s3://…` does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from tests.commands import Call, Ended
from tests.stores import s3_server

BUCKET = "books"
OUT = f"s3://{BUCKET}/made"


class Store:
    """A bucket, looked into by Amazon's own library."""

    def __init__(self, endpoint: str) -> None:
        self.client = boto3.client("s3", endpoint_url=endpoint)

    def __getitem__(self, name: str) -> bytes:
        return bytes(self.client.get_object(Bucket=BUCKET, Key=name)["Body"].read())

    def __setitem__(self, name: str, data: bytes) -> None:
        self.client.put_object(Bucket=BUCKET, Key=name, Body=data)

    def kind(self, name: str) -> str:
        return str(self.client.head_object(Bucket=BUCKET, Key=name)["ContentType"])

    def written(self) -> dict[str, object]:
        """When each object was written."""
        found = self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {each["Key"]: each["LastModified"] for each in found}


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    with s3_server() as server:
        yield server


@pytest.fixture
def bucket(server: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty bucket; who it belongs to is where Amazon's own tools look."""
    for name, value in server.items():
        monkeypatch.setenv(name, value)
    store = Store(server["AWS_ENDPOINT_URL"])
    store.client.create_bucket(Bucket=BUCKET)
    yield store
    for name in store.written():
        store.client.delete_object(Bucket=BUCKET, Key=name)
    store.client.delete_bucket(Bucket=BUCKET)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in ("One", "Two"):
        (folder / f"{name}.md").write_text(f"# {name}\n\nText.\n", "utf-8")
    return folder


def build(exporter: Call, *more: str, out: str = OUT) -> Ended:
    return exporter("build", "notes", "--to", "html", "--out", out, *more)


def test_what_is_made_lies_at_the_address_as_in_a_folder(
    exporter: Call, bucket: Store, notes: Path, tmp_path: Path
) -> None:
    ended = build(exporter, "--site")
    assert ended.code == 0, ended.err
    assert f"written {OUT}/One.html" in ended.out
    build(exporter, "--site", out="here")
    here = {
        file.relative_to(tmp_path / "here").as_posix(): file.read_bytes()
        for file in (tmp_path / "here").rglob("*")
        if file.is_file() and not file.relative_to(tmp_path / "here").as_posix().startswith(".")
    }
    assert "site/one/index.html" in here
    assert {name: bucket[f"made/{name}"] for name in here} == here
    assert {name.removeprefix("made/") for name in bucket.written()} == set(here)
    # a browser that opens it shows a page, and does not save a file
    assert bucket.kind("made/One.html") == "text/html"


def test_only_what_changed_is_sent_again(exporter: Call, bucket: Store, notes: Path) -> None:
    build(exporter)
    before = bucket.written()
    assert "2 unchanged" in build(exporter).out
    assert bucket.written() == before
    bucket["made/Two.html"] = b"changed there"
    (notes / "One.md").write_text("# One\n\nOther.\n", "utf-8")
    assert build(exporter).code == 0
    assert b"Other." in bucket["made/One.html"]
    assert bucket["made/Two.html"] == b"changed there"


def test_what_no_note_stands_for_leaves_and_what_is_not_ours_stays(
    exporter: Call, bucket: Store, notes: Path
) -> None:
    bucket["made/CNAME"] = b"example.org"
    build(exporter)
    (notes / "Two.md").unlink()
    build(exporter)
    assert set(bucket.written()) == {"made/CNAME", "made/One.html"}


def test_what_could_not_be_sent_is_sent_the_next_time(
    exporter: Call, bucket: Store, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ConnectionError("the line is cut")

    with monkeypatch.context() as patched:
        patched.setattr("exporter.output.delivery.send", breaks)
        ended = build(exporter)
        assert ended.code != 0
        assert f"not all could be brought to {OUT}: the line is cut" in ended.err
    assert bucket.written() == {}
    ended = build(exporter)
    assert "2 unchanged" in ended.out
    assert set(bucket.written()) == {"made/One.html", "made/Two.html"}


def test_an_address_that_can_not_be_reached_is_told_before_anything_is_made(
    exporter: Call, bucket: Store, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    ended = build(exporter, out="s3://elsewhere/made")
    assert ended.code == 2
    assert "s3://elsewhere/made can't be reached" in ended.err
    assert not (notes / ".exporter/notes").exists()


def test_a_bucket_that_is_not_there_is_told_before_anything_is_made(
    exporter: Call, bucket: Store, notes: Path
) -> None:
    ended = build(exporter, out="s3://elsewhere/made")
    assert ended.code == 2
    assert "there is no bucket “elsewhere” for s3://elsewhere/made" in ended.err
    assert not (notes / ".exporter/notes").exists()


def test_a_store_that_nothing_is_installed_for_is_told(exporter: Call, notes: Path) -> None:
    ended = build(exporter, out="gs://bucket/made")
    assert ended.code == 2
    assert "what is needed for gs://bucket/made is not installed" in ended.err


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("s3://", "names no place in a store"),
        ("https://example.org/books", "can only be read"),
        ("file:///tmp/books", "is a folder of this computer\nhint: name it so: --out /tmp/books"),
        ("zip://books::file:///not/there.zip", "can't be reached: "),
    ],
)
def test_an_address_that_is_no_store_is_told(
    exporter: Call, notes: Path, address: str, told: str
) -> None:
    ended = build(exporter, out=address)
    assert (ended.code, told in ended.err) == (2, True), ended.err


def test_no_vault_chooses_an_address(exporter: Call, notes: Path) -> None:
    (notes / "exporter.toml").write_text('[build]\nout = "s3://books/made"\n', "utf-8")
    ended = exporter("build", "notes", "--to", "html")
    assert ended.code == 2
    assert "an address stands in no file" in ended.err


def test_watching_needs_a_folder(exporter: Call, bucket: Store, notes: Path) -> None:
    ended = build(exporter, "--watch")
    assert (ended.code, "this computer, and needs no address" in ended.err) == (2, True)
