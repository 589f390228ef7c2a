"""Word documents as people and programs make them, built piece by piece."""

import io
import zipfile
from xml.sax.saxutils import escape

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def t(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*runs: str, number: tuple[int, int] | None = None, style: str = "") -> str:
    """A paragraph of runs; plain texts become runs. `number` is (list, depth)."""
    own = "".join(run if run.startswith("<") else t(run) for run in runs)
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        listed, depth = number
        properties += f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{listed}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{own}</w:p>"


def table(*rows: list[str]) -> str:
    made = "".join(
        "<w:tr>" + "".join(f"<w:tc>{c if c.startswith('<w:p') else p(c)}</w:tc>" for c in row)
        + "</w:tr>"
        for row in rows
    )  # fmt: skip
    return f"<w:tbl><w:tblPr/>{made}</w:tbl>"


PICTURE = (
    "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill/></pic:pic>"
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


def box(*paragraphs: str) -> str:
    """A text box as Word writes it: twice, for new and old readers."""
    inside = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><a:graphic>"
        f"<a:graphicData><wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData>"
        f"</a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def numbering(*lists: list[tuple[str, str]], restart: tuple[int, ...] = ()) -> str:
    """Lists 1, 2, …, each with its levels as (format, text); lists named in `restart` count
    with the pattern of list 1 from 1 on."""
    made = ""
    for place, levels in enumerate(lists):
        own = "".join(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
            for depth, (form, text) in enumerate(levels)
        )
        made += f'<w:abstractNum w:abstractNumId="{place}">{own}</w:abstractNum>'
    for place in range(len(lists)):
        made += f'<w:num w:numId="{place + 1}"><w:abstractNumId w:val="{place}"/></w:num>'
    for number in restart:
        made += (
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{len(lists) - 1}"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    return f"<w:numbering {NAMESPACES}>{made}</w:numbering>"


def document(*blocks: str, **parts: str) -> bytes:
    """A .docx of paragraphs and tables; `parts` are further members of word/."""
    body = f"<w:document {NAMESPACES}><w:body>{''.join(blocks)}</w:body></w:document>"
    return package({"word/document.xml": body} | {f"word/{n}.xml": x for n, x in parts.items()})


def package(members: dict[str, str | bytes]) -> bytes:
    """A zip file of members, with the two every .docx has."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS,
            **members,
        }.items():
            made.writestr(name, content)
    return out.getvalue()
