"""Which files and rows a path leads to, in which order, under which ids."""

import hashlib
import json
import os

import pytest

from pipeline.data import Rejection
from pipeline.documents import Limits, find_sources
from pipeline.documents.formats import suffix
from pipeline.settings import load_settings
from tests.documents.reading import LIMITS, read

TEXT = "A treaty binds the states that ratify it. It enters into force later."


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_a_folder_is_walked_in_sorted_order_and_ids_are_paths_below_it(tmp_path):
    write(tmp_path, {"b.txt": TEXT, "a/z.md": TEXT, "a/b/c.txt": TEXT, "c.html": f"<p>{TEXT}</p>"})
    sources = list(find_sources([tmp_path], limits=LIMITS))
    assert [source.doc_id for source in sources] == ["a/b/c.txt", "a/z.md", "b.txt", "c.html"]
    assert sources[2].content_hash == hashlib.sha256(TEXT.encode()).hexdigest()
    assert sources[2].origin == str(tmp_path / "b.txt")


def test_a_single_file_goes_by_its_name(tmp_path):
    write(tmp_path, {"deep/folder/note.txt": TEXT})
    (source,) = find_sources([str(tmp_path / "deep/folder/note.txt")], limits=LIMITS)
    assert source.doc_id == "note.txt"


def test_the_same_sources_come_out_again_and_again(tmp_path):
    write(tmp_path, {"a.txt": TEXT, "r.jsonl": json.dumps({"id": 1, "text": TEXT})})
    assert list(find_sources([tmp_path], limits=LIMITS)) == list(find_sources([tmp_path], limits=LIMITS))


def test_files_that_describe_a_folder_and_media_are_passed_over(tmp_path):
    names = [
        ".hidden.txt",
        "_manifest.jsonl",
        "README.md",
        "README",
        "pic.PNG",
        "style.css",
        ".git/config.txt",
        "_x/a.txt",
    ]
    write(tmp_path, {"a.txt": TEXT} | dict.fromkeys(names, TEXT))
    documents, rejections = read(tmp_path)
    assert list(documents) == ["a.txt"]
    assert rejections == []


@pytest.mark.parametrize(
    ("name", "cause"), [("a.doc", ".doc"), ("table.xlsx", ".xlsx"), ("notes", "no ending"), ("a.xyz", ".xyz")]
)
def test_other_kinds_of_document_in_a_folder_are_rejected_with_a_remedy(tmp_path, name, cause):
    write(tmp_path, {"a.txt": TEXT, name: TEXT})
    documents, rejections = read(tmp_path)
    assert list(documents) == ["a.txt"]
    assert [rejection.origin for rejection in rejections] == [str(tmp_path / name)]
    assert cause in rejections[0].cause


@pytest.mark.parametrize("name", ["notes", "NOTES.XYZ", ".hidden.txt", "README.md", "_draft.txt"])
def test_a_file_that_the_user_names_is_read_whatever_its_name(tmp_path, name):
    write(tmp_path, {name: TEXT})
    documents, rejections = read(tmp_path / name)
    assert rejections == []
    assert documents[name].text == TEXT


def test_symbolic_links_are_not_followed_in_a_folder(tmp_path):
    write(tmp_path, {"in/a.txt": TEXT, "out/secret.txt": "Not for everybody to read, I should say."})
    root = tmp_path / "in"
    links = {
        "leaves.txt": tmp_path / "out/secret.txt",
        "leaves": tmp_path / "out",
        "dangling.txt": tmp_path / "nothing",
        "loop": root,
    }
    for name, target in links.items():
        (root / name).symlink_to(target)
    (root / "self.txt").symlink_to(root / "self.txt")
    (root / "same.txt").symlink_to(root / "a.txt")
    documents, rejections = read(root)
    assert list(documents) == ["a.txt"]
    assert {rejection.origin.rpartition("/")[2]: rejection.cause for rejection in rejections} == {
        "leaves.txt": "is a symbolic link that leaves the folder, and is not followed",
        "leaves": "is a symbolic link that leaves the folder, and is not followed",
        "dangling.txt": "is a symbolic link to something that does not exist",
        "loop": "is a symbolic link to a folder that it stands in, and is not followed",
        "self.txt": "is a symbolic link that leads back to itself",
    }


def test_a_link_that_the_user_names_is_followed(tmp_path):
    write(tmp_path, {"a.txt": TEXT})
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    documents, rejections = read(tmp_path / "link.txt")
    assert (list(documents), rejections) == (["link.txt"], [])


def test_a_very_deep_folder_is_walked_without_recursion(tmp_path):
    folder = tmp_path
    for _ in range(400):
        folder = folder / "d"
    os.makedirs(folder)
    (folder / "a.txt").write_text(TEXT)
    documents, rejections = read(tmp_path)
    assert (len(documents), rejections) == (1, [])


def test_an_empty_folder_is_said_to_be_one(tmp_path):
    _, rejections = read(tmp_path)
    assert [str(each) for each in rejections] == [
        f"{tmp_path}: is a folder without documents; give a folder that holds some."
    ]


def test_an_id_that_comes_twice_names_both_places(tmp_path):
    write(tmp_path, {"one/a.txt": TEXT, "two/a.txt": TEXT + " Changed."})
    documents, rejections = read(tmp_path / "one", tmp_path / "two")
    assert documents["a.txt"].text == TEXT
    assert rejections[0].origin == str(tmp_path / "two/a.txt")
    assert str(tmp_path / "one/a.txt") in rejections[0].cause


def test_a_file_name_that_is_no_text_is_rejected(tmp_path):
    name = os.fsencode(tmp_path) + b"/bad\xff\nname.txt"
    with open(name, "w") as stream:
        stream.write(TEXT)
    documents, rejections = read(tmp_path)
    assert documents == {}
    assert "id that cannot be used" in rejections[0].cause
    assert str(rejections[0]).isprintable()


def test_nothing_is_read_before_it_is_asked_for(tmp_path):
    write(tmp_path, {"a.txt": TEXT, "b.txt": TEXT})
    sources = find_sources([tmp_path], limits=LIMITS)
    next(sources)
    (tmp_path / "b.txt").unlink()
    (last,) = sources
    assert isinstance(last, Rejection)


def test_limits_come_from_the_settings():
    limits = Limits.from_settings(load_settings(environ={"TRAVAUX_MAX_FILE_MB": "1.5", "TRAVAUX_MAX_PAGES": "7"}))
    assert (limits.max_file_bytes, limits.max_pages) == (1_500_000, 7)


@pytest.mark.parametrize(
    ("name", "ending"),
    [("a.TXT", ".txt"), ("a.jsonl.gz", ".jsonl.gz"), ("a", ""), (".profile", ""), ("a.b.md", ".md"), ("x.gz", ".gz")],
)
def test_ending_of_a_name(name, ending):
    assert suffix(name) == ending
