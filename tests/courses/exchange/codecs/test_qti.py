"""QTI 2.x as other systems export it, and the packages we write."""

import io
import zipfile
from xml.etree import ElementTree

import pytest

from courses.exchange.codecs import codec_called
from courses.exchange.contract import Reading, Unreadable
from courses.questions.kinds.registry import KINDS
from courses.questions.kinds.sheets import read_sheet
from tests.courses.exchange.codecs.written import LIMITS, exported, same, written
from tests.courses.exchange.hostile.cast import QUESTIONS

SPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"


def item(
    declared: str,
    body: str,
    *,
    cardinality: str = "single",
    kind: str = "identifier",
    more: str = "",
) -> str:
    return (
        f'<assessmentItem xmlns="{SPACE}" identifier="i" title="题"><responseDeclaration '
        f'identifier="RESPONSE" cardinality="{cardinality}" baseType="{kind}">{declared}'
        f"</responseDeclaration><itemBody>{body}</itemBody>{more}</assessmentItem>"
    )


def correct(*values: str) -> str:
    return f"<correctResponse>{''.join(f'<value>{v}</value>' for v in values)}</correctResponse>"


def mapped(**worths: str) -> str:
    entries = "".join(f'<mapEntry mapKey="{k}" mappedValue="{v}"/>' for k, v in worths.items())
    return f'<mapping defaultValue="0">{entries}</mapping>'


def choices(name: str, *texts: str, prompt: str = "", **attributes: str) -> str:
    made = "".join(
        f'<simpleChoice identifier="{chr(65 + n)}">{t}</simpleChoice>' for n, t in enumerate(texts)
    )
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    asked = f"<prompt>{prompt}</prompt>" if prompt else ""
    return f'<{name} responseIdentifier="RESPONSE"{given}>{asked}{made}</{name}>'


def read(content: str | bytes) -> Reading:
    made = content if isinstance(content, bytes) else content.encode()
    return codec_called("qti").read(made, "题包.zip", LIMITS)


def package(*items: str, manifest: str = "") -> bytes:
    out = io.BytesIO()
    listed = "".join(
        f'<resource identifier="r{n}" type="imsqti_item_xmlv2p1" href="a/{n}.xml"/>'
        for n in range(len(items))
    )
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(
            "imsmanifest.xml", manifest or f"<manifest><resources>{listed}</resources></manifest>"
        )
        for number, one in enumerate(items):
            made.writestr(f"a/{number}.xml", one)
    return out.getvalue()


MATCH = (
    '<matchInteraction responseIdentifier="RESPONSE"><simpleMatchSet>'
    '<simpleAssociableChoice identifier="a">甲</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="b">乙</simpleAssociableChoice></simpleMatchSet><simpleMatchSet>'
    '<simpleAssociableChoice identifier="x">一</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="y">二</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="z">三</simpleAssociableChoice></simpleMatchSet></matchInteraction>'
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (item(correct("B"), "<p>几人？</p>" + choices("choiceInteraction", "五人", "十人", maxChoices="1")),
         {"kind": "单选题", "stem": "几人？", "B": "十人", "answer": "B"}),
        (item(correct("A"), choices("choiceInteraction", "True", "False", prompt="应当出席。", maxChoices="1")),
         {"kind": "判断题", "stem": "应当出席。", "answer": "对"}),
        (item(correct("A", "B"), choices("choiceInteraction", "甲", "乙", "丙", prompt="哪些？", maxChoices="0"),
              cardinality="multiple"),
         {"kind": "多选题", "stem": "哪些？", "answer": "AB"}),
        (item(correct("A", "B") + mapped(A="0.7", B="0.3", C="-1"),
              choices("choiceInteraction", "甲", "乙", "丙", prompt="哪些？", maxChoices="0"),
              cardinality="multiple"),
         {"kind": "多选题", "fractions": "A | 0.7\nB | 0.3\nC | -1"}),
        (item(correct("B", "A", "C"), choices("orderInteraction", "二", "一", "三", prompt="排"),
              cardinality="ordered"),
         {"kind": "排序题", "A": "一", "B": "二", "answer": "ABC"}),
        (item(correct("a x", "b y"), f"<p>配</p>{MATCH}", cardinality="multiple", kind="directedPair"),
         {"kind": "匹配题", "stem": "配", "pairs": "甲 | 一\n乙 | 二\n | 三"}),
        (item(correct("三分之二") + mapped(**{"三分之二": "1", "2/3": "1", "一半": "0.5"}),
              '<p>须有<textEntryInteraction responseIdentifier="RESPONSE"/>以上。</p>', kind="string"),
         {"kind": "填空题", "stem": "须有____以上。", "answer": "三分之二 | 2/3"}),
        (item(correct("5.5"), '<p>多少？<textEntryInteraction responseIdentifier="RESPONSE"/></p>', kind="float"),
         {"kind": "数值题", "stem": "多少？", "answer": "5.5"}),
        (item(correct("B"), '<p>由<inlineChoiceInteraction responseIdentifier="RESPONSE"><inlineChoice '
              'identifier="A">政府</inlineChoice><inlineChoice identifier="B">人大</inlineChoice>'
              "</inlineChoiceInteraction>决定。</p>"),
         {"kind": "填空题", "stem": "由____决定。", "answer": "人大"}),
        (item("", '<rubricBlock view="scorer"><p>要点</p></rubricBlock><p>谈谈。</p>'
              '<extendedTextInteraction responseIdentifier="RESPONSE"/>', kind="string"),
         {"kind": "简答题", "stem": "谈谈。", "answer": "要点"}),
    ],
)  # fmt: skip
def test_every_interaction_is_understood(content: str, expected: dict[str, str]) -> None:
    for made in (content, package(content), content.replace("v2p1", "v2p2")):
        [found] = read(made).found
        assert expected.items() <= found.columns.items(), found.columns
        assert read_sheet(found.columns)[1].problems == []


def test_what_has_no_kind_is_named_with_its_place() -> None:
    sound = item(
        correct("A"), choices("choiceInteraction", "甲", "乙", prompt="？", maxChoices="1")
    )
    reading = read(
        package(
            item("", '<hotspotInteraction responseIdentifier="RESPONSE"/>'),
            sound,
            "<assessmentItem",
            "<other/>",
            item("", "<p>说明</p>"),
        )
    )
    assert [found.row for found in reading.found] == [2]
    assert [(p.row, p.code) for p in reading.problems] == [
        (1, "type"), (3, "xml"), (4, "no_item"), (5, "description"),
    ]  # fmt: skip
    assert all(problem.message.endswith("。") for problem in reading.problems)


@pytest.mark.parametrize(
    "content",
    [
        package(manifest="<!DOCTYPE m [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><m>&x;</m>"),
        package(manifest="<a>" * 5000 + "</a>" * 5000),
        b"<assessmentItem",
        b"<other/>",
    ],
)
def test_a_package_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable, match="。"):
        read(content)


def test_a_whole_bank_comes_back_and_every_item_stands_alone() -> None:
    asked = [exported(kind, *QUESTIONS[kind], number=f"Q{kind}") for kind in KINDS]
    content = written("qti", asked)
    found = read(content).found
    assert [same(q, f.columns) for q, f in zip(asked, found, strict=True)] == [True] * len(asked)
    made = zipfile.ZipFile(io.BytesIO(content))
    items = [name for name in made.namelist() if name.startswith("items/")]
    assert len(items) == len(asked) + 1  # the case has two parts
    for name in items:
        alone = read(made.read(name))
        assert read_sheet(alone.found[0].columns)[1].problems == []
        root = ElementTree.fromstring(made.read(name))
        assert root.tag == f"{{{SPACE}}}assessmentItem"
        order = [child.tag.rpartition("}")[2] for child in root]
        assert order == sorted(order, key=SEQUENCE.index)


SEQUENCE = [
    "responseDeclaration",
    "outcomeDeclaration",
    "itemBody",
    "responseProcessing",
    "modalFeedback",
]
