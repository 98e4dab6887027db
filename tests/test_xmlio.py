"""XML is read child by child, and does nothing else that XML can do."""

import io

import pytest

from labelqa.errors import BadFile
from labelqa.xmlio import Element, children, document, grown, root_tag, written

LAUGHS = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'


def tags(data):
    return [child.tag for child in children(io.BytesIO(data), "a.xml")]


def test_the_root_comes_first_then_its_children_whole():
    root, first, second = children(io.BytesIO(b'<a x="1">t<b><c>2</c></b><d/></a>'), "a.xml")
    assert (root.tag, root.attrib, len(root)) == ("a", {"x": "1"}, 0)
    assert (first.find("c").text, second.tag) == ("2", "d")
    assert [child.tag for child in document(io.BytesIO(b"<a><b/><c/></a>"), "a.xml")] == ["b", "c"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (LAUGHS, "document type or entities"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document type or entities"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1/">]><a>&x;</a>', "document type or entities"),
        (b"<a>&x;</a>", "no XML from here on: undefined entity"),
        (b"<a><b></a>", "line 1, column 9: it is no XML from here on: mismatched tag"),
        (b"<a>", "no element found"),
        (b"", "no element found"),
        (b"\xff\xfe\x00", "no XML"),
        (b"<?xml version='1.0' encoding='klingon'?><a/>", "encoding that is not read"),
        (b"<a>" + b"<b>" * 40, "deeper than 32"),
        (b"<a " + b" ".join(b"k%d='1'" % i for i in range(300)) + b"/>", "300 attributes"),
    ],
)
def test_what_is_no_plain_document_is_refused(data, said):
    with pytest.raises(BadFile, match=said):
        tags(data)


def test_one_child_is_bounded(monkeypatch):
    monkeypatch.setattr("labelqa.xmlio.NODES", 10)
    assert len(tags(b"<a>" + b"<b/>" * 100 + b"</a>")) == 101
    with pytest.raises(BadFile, match="one element that is larger"):
        tags(b"<a><b>" + b"<c/>" * 100 + b"</b></a>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_the_encoding_that_the_document_names_is_used(encoding):
    text = f"<?xml version='1.0' encoding='{encoding}'?><a><b n='né'/></a>"
    assert list(children(io.BytesIO(text.encode(encoding)), "a"))[1].get("n") == "né"


@pytest.mark.parametrize(
    ("head", "tag"), [(b"<?xml?>\n<!-- <x> --><a b='1'>", "a"), (b"{}", None), (LAUGHS, "a"), (b"", None)]
)
def test_the_root_is_told_by_the_first_bytes(head, tag):
    assert root_tag(head) == tag


def test_what_is_written_is_read_back_to_the_last_character():
    text = " a<b>&\"'\r\n\t é\u2028 "
    root = Element("a", {"k": text})
    grown(root, "b", text=text)
    grown(root, "c", {"k": ""})
    data, replaced = written(root)
    found = document(io.BytesIO(data), "a.xml")
    assert (found.get("k"), found.findtext("b"), found.find("c").get("k"), replaced) == (text, text, "", 0)


def test_characters_that_xml_has_not_are_replaced_and_counted():
    data, replaced = written(Element("a", {"k": "x\uffff\x00\ud800y"}))
    assert document(io.BytesIO(data), "a.xml").get("k") == "x\ufffd\ufffd\ufffdy"
    assert replaced == 3


def test_a_document_that_breaks_below_its_root_is_an_error_of_ours():
    with pytest.raises(BadFile, match="no XML from here on"):
        document(io.BytesIO(b"<a><b/><c></a>"), "a.xml")
