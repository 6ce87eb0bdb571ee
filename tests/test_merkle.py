"""Facts about Merkle trees: the published vectors of RFC 6962, and every proof of every small tree."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.audit.merkle import Inclusion, inclusions, root, root_from

SIZES = range(1, 41)
# The test data of the authors of RFC 6962 (certificate-transparency, merkletree).
PUBLISHED = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
RIGHT = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
LATTER = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
FIFTH = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"


def leaves(size: int) -> list[bytes]:
    """Return so many leaves, no two alike."""
    return [b"record %d" % number for number in range(size)]


def root_by_definition(data: list[bytes]) -> bytes:
    """Hash a tree as RFC 6962, section 2.1, words it: by the largest power of two below its size."""
    if not data:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    half = 1
    while half * 2 < len(data):
        half *= 2
    return hashlib.sha256(
        b"\x01" + root_by_definition(data[:half]) + root_by_definition(data[half:])
    ).digest()


def path_by_definition(index: int, data: list[bytes]) -> list[str]:
    """Make the audit path as RFC 6962, section 2.1.1, words it."""
    if len(data) == 1:
        return []
    half = 1
    while half * 2 < len(data):
        half *= 2
    if index < half:
        return [*path_by_definition(index, data[:half]), root_by_definition(data[half:]).hex()]
    return [*path_by_definition(index - half, data[half:]), root_by_definition(data[:half]).hex()]


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots(size: int) -> None:
    """The roots of the first leaves of the published data are those published, from none to eight."""
    assert root(PUBLISHED[:size]) == ROOTS[size]


@pytest.mark.parametrize(
    ("size", "index", "path"),
    [
        (1, 0, []),
        (3, 2, [ROOTS[2]]),
        (5, 1, [ROOTS[1], RIGHT, FIFTH]),
        (8, 0, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", RIGHT, LATTER]),
        (8, 5, [FIFTH, "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0", ROOTS[4]]),
    ],
)
def test_the_published_paths(size: int, index: int, path: list[str]) -> None:
    """The audit paths of the published data are those published."""
    found = list(inclusions(PUBLISHED[:size]))[index]

    assert found == Inclusion(ROOTS[size], size, index, tuple(path))


@pytest.mark.parametrize("size", [0, *SIZES])
def test_roots_and_paths_are_those_of_the_definition(size: int) -> None:
    """For every size the root and all paths are what the recursive words of RFC 6962 give."""
    data = leaves(size)

    assert root(data) == root_by_definition(data).hex()
    assert [list(each.path) for each in inclusions(data)] == [
        path_by_definition(index, data) for index in range(size)
    ]


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_any_leaves_have_the_root_of_the_definition(data: list[bytes]) -> None:
    """Whatever the leaves are, also alike or empty, root and proofs are those of the definition."""
    expected = root_by_definition(data).hex()

    assert root(data) == expected
    assert [root_from(leaf, proof) for leaf, proof in zip(data, inclusions(data), strict=True)] == [
        expected
    ] * len(data)


@pytest.mark.parametrize("size", SIZES)
def test_a_proof_is_for_one_leaf_at_one_place(size: int) -> None:
    """Each proof leads from its leaf to the root, and from no other leaf, index or record."""
    data = leaves(size)
    top = root(data)
    for index, proof in enumerate(inclusions(data)):
        assert proof == Inclusion(top, size, index, proof.path)
        assert root_from(data[index], proof) == top
        assert root_from(b"another record", proof) != top
        for other in range(size):
            if other != index:
                assert root_from(data[other], proof) != top
                assert root_from(data[index], replace(proof, index=other)) != top


@pytest.mark.parametrize("size", SIZES)
def test_a_proof_with_its_path_changed_leads_nowhere(size: int) -> None:
    """A path that is longer, shorter or has one hash changed does not lead to the root."""
    data = leaves(size)
    top = root(data)
    for index, proof in enumerate(inclusions(data)):
        path = proof.path
        assert root_from(data[index], replace(proof, path=(*path, "0" * 64))) is None
        for at in range(len(path)):
            assert root_from(data[index], replace(proof, path=path[:at] + path[at + 1 :])) is None
            changed = (*path[:at], "0" * 64, *path[at + 1 :])
            assert root_from(data[index], replace(proof, path=changed)) != top


@pytest.mark.parametrize(
    ("size", "index"), [(0, 0), (5, 5), (5, -1), (5, 999_999_999_999_999), (-1, 0), (0, -1)]
)
def test_a_place_that_the_tree_does_not_have(size: int, index: int) -> None:
    """An index outside the tree, or a tree without leaves, has no proof."""
    proof = list(inclusions(leaves(5)))[2]

    assert root_from(leaves(5)[2], replace(proof, size=size, index=index)) is None


@pytest.mark.parametrize("size", [1, 2, 3, 4, 9, 16, 17, 999_999_999_999_999])
def test_a_tree_of_another_shape(size: int) -> None:
    """A size under which the path has another length leads nowhere, however large it is said to be."""
    data = leaves(5)
    proof = list(inclusions(data))[2]

    assert root_from(data[2], replace(proof, size=size)) != root(data)


def test_a_leaf_is_no_node() -> None:
    """The hashes of two nodes put together and offered as a record do not prove the root."""
    data = leaves(2)
    pair = b"".join(hashlib.sha256(b"\x00" + each).digest() for each in data)

    assert root_from(pair, Inclusion(root(data), 1, 0, ())) != root(data)
    assert root_from(b"\x01" + pair, Inclusion(root(data), 1, 0, ())) != root(data)
