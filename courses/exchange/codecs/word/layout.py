"""What a .docx consists of beside its text: styles, page, footer, and the list of parts."""

from courses.exchange.codecs.word import names

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

DOCUMENT_START = (
    f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{_OFFICE}"><w:body>'  # all text is between these
)
DOCUMENT_END = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1300" w:bottom="1300" w:left="1300" w:header="720"'
    ' w:footer="720" w:gutter="0"/></w:sectPr></w:body></w:document>'
)

CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_ML}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_ML}.styles+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_ML}.footer+xml"/></Types>'
)
PACKAGE_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
DOCUMENT_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/footer" Target="footer1.xml"/></Relationships>'
)
_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
    ' {} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
FOOTER = (
    f'{HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    f"{_FIELD.format('PAGE')}<w:r><w:t> / </w:t></w:r>{_FIELD.format('NUMPAGES')}</w:p></w:ftr>"
)

STEPS = (
    # style, size in half points, bold, properties of the paragraph
    (names.TITLE, 36, True, '<w:spacing w:after="160"/><w:jc w:val="center"/>'),
    (names.NOTE, 22, False, '<w:spacing w:after="240"/><w:jc w:val="center"/>'),
    (
        names.SECTION,
        26,
        True,
        '<w:keepNext/><w:spacing w:before="360" w:after="120"/><w:outlineLvl w:val="0"/>',
    ),
    (names.STEM, 24, False, '<w:keepNext/><w:keepLines/><w:spacing w:before="180"/>'),
    (
        names.PART,
        24,
        False,
        '<w:keepNext/><w:keepLines/><w:spacing w:before="100"/><w:ind w:left="420"/>',
    ),
    (names.OPTION, 24, False, '<w:keepLines/><w:ind w:left="900" w:hanging="420"/>'),
    (names.SHOWN, 24, False, '<w:keepLines/><w:ind w:left="480"/>'),
    (names.SPACE, 24, False, '<w:spacing w:before="60"/><w:ind w:left="480"/>'),
    (
        names.KEY_TITLE,
        32,
        True,
        '<w:keepNext/><w:pageBreakBefore/><w:spacing w:after="200"/><w:jc w:val="center"/>',
    ),
    (names.KEY, 22, False, '<w:keepLines/><w:spacing w:before="40"/>'),
    (names.KEY_PART, 22, False, '<w:keepLines/><w:ind w:left="420"/>'),
)


def _style(identity: str, size: int, bold: bool, properties: str) -> str:
    face = '<w:rFonts w:eastAsia="黑体"/><w:b/>' if bold else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{identity}">'
        f'<w:name w:val="{names.NAMES[identity]}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{properties}</w:pPr><w:rPr>{face}"
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def styles() -> str:
    """styles.xml: Chinese body text in 宋体, headings in 黑体."""
    own = "".join(_style(*step) for step in STEPS)
    return (
        f'{HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"'
        ' w:cs="Times New Roman"/><w:sz w:val="24"/><w:szCs w:val="24"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:line="340" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        '<w:name w:val="Normal"/></w:style>'
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{names.SLOT}">'
        f'<w:name w:val="{names.NAMES[names.SLOT]}"/></w:style>{own}</w:styles>'
    )
