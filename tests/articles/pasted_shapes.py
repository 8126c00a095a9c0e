"""Shapes that people paste, each with what its reader read, as the editor stores it.

Word's are as its clipboard writes them, those of Google Docs, Pages, Wix, LibreOffice and Outlook
as they come from there; cut down to what each is about.
"""

from typing import NamedTuple


class Shape(NamedTuple):
    pasted: str
    stored: str


def item(words: str, number: str = "·", level: int = 1, of: int = 0) -> str:
    """One of Word's paragraphs that look like a list."""
    font = "Symbol" if number == "·" else "Calibri"
    return (
        f"<p class=MsoListParagraph style='text-indent:-.25in;mso-list:l{of} level{level} lfo1'>"
        f"<![if !supportLists]><span style='font-family:{font}'><span style='mso-list:Ignore'>"
        f"{number}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span></span>"
        f"<![endif]>{words}<o:p></o:p></p>"
    )


SHAPES = {
    "Word: what was struck out in tracked changes": Shape(
        "<p class=MsoNormal>It is <del cite='mailto:Ines' datetime='2026-05-03T09:00'>not </del>"
        "<ins cite='mailto:Ines' datetime='2026-05-03T09:00'>often </ins>mild.</p>",
        "<p>It is often mild.</p>",
    ),
    "Word: a comment and the words that it is about": Shape(
        "<p class=MsoNormal>Keep <a style='mso-comment-reference:I_1'>out of the sun</a>"
        "<span class=MsoCommentReference><span style='font-size:8.0pt'><![if !supportAnnotations]>"
        "<a class=msocomanchor href='#_msocom_1'>[I1]</a><![endif]><span style='mso-special-character:"
        "comment'>&nbsp;</span></span></span>.</p><div style='mso-element:comment-list'><hr class=msocomoff>"
        "<div style='mso-element:comment'><div id='_com_1' class=msocomtxt><p class=MsoCommentText>Really?"
        "</p></div></div></div>",
        "<p>Keep out of the sun.</p>",
    ),
    "Word: hidden text": Shape(
        "<p class=MsoNormal>Rest<span style='display:none;mso-hide:all'> (ask the owner)</span> first.</p>",
        "<p>Rest first.</p>",
    ),
    "Word: a footnote": Shape(
        "<p class=MsoNormal>Skin heals.<a style='mso-footnote-id:ftn1' href='#_ftn1' name='_ftnref1' title=''>"
        "<span class=MsoFootnoteReference><span style='mso-special-character:footnote'>[1]</span></span></a></p>"
        "<div style='mso-element:footnote-list'><hr size=1><div style='mso-element:footnote' id=ftn1>"
        "<p class=MsoFootnoteText><a href='#_ftnref1'><span class=MsoFootnoteReference>[1]</span></a> In weeks."
        "</p></div></div>",
        "<p>Skin heals.[1]</p><p>[1] In weeks.</p>",
    ),
    "Word: a title and a heading by their styles": Shape(
        "<p class=MsoTitle>Pores</p><p class=MsoNormal style='mso-outline-level:2'>Why</p>"
        "<p class=MsoNormal>Because.</p>",
        "<h3>Pores</h3><h3>Why</h3><p>Because.</p>",
    ),
    "Word: a heading with its number": Shape(
        "<h1 style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>2."
        "<span>&nbsp;&nbsp;</span></span><![endif]>The day after</h1>",
        "<h3>2. The day after</h3>",
    ),
    "Word: a list in a list": Shape(
        item("Sun") + item("At noon", "o", 2) + item("Age"),
        "<ul><li><p>Sun</p><ul><li><p>At noon</p></li></ul></li><li><p>Age</p></li></ul>",
    ),
    "Word: a numbered list that goes on after a paragraph": Shape(
        item("Cleanse", "1.")
        + item("Rest", "2.")
        + "<p class=MsoNormal>Wait a day.</p>"
        + item("Go out", "3."),
        "<ol><li><p>Cleanse</p></li><li><p>Rest</p></li></ol><p>Wait a day.</p>"
        '<ol start="3"><li><p>Go out</p></li></ol>',
    ),
    "Word: two numbered lists, one after the other": Shape(
        item("One", "1.") + item("Two", "2.") + item("Other", "1.", of=1),
        "<ol><li><p>One</p></li><li><p>Two</p></li></ol><ol><li><p>Other</p></li></ol>",
    ),
    "Word: a list in letters": Shape(
        item("One", "a)") + item("Two", "b)"),
        '<ol type="a"><li><p>One</p></li><li><p>Two</p></li></ol>',
    ),
    "Outlook: a list whose bullets are letters of its text": Shape(
        "<p class='MsoListParagraph' style='text-indent:-18pt'><span style='font-family:Symbol'>·<span>"
        "&nbsp;&nbsp;&nbsp;&nbsp; </span></span>Sun</p><p class='MsoListParagraph'><span>·<span>&nbsp;&nbsp; "
        "</span></span><b>Age</b></p>",
        "<ul><li><p>Sun</p></li><li><p><strong>Age</strong></p></li></ul>",
    ),
    "Word: signs of the fonts Wingdings and Symbol": Shape(
        "<p class=MsoNormal><span style='font-family:Wingdings'><span style='mso-char-type:symbol;"
        "mso-symbol-font-family:Wingdings'>û</span></span> Sun, rest <span style='font-family:Symbol'>£</span>"
        " 3 days <span style='font-family:Wingdings'>&#61664;</span> calm</p>",
        "<p>✗ Sun, rest ≤ 3 days → calm</p>",
    ),
    "Word: a quotation by its style, and a tab": Shape(
        "<p class=MsoIntenseQuote>Skin takes its time.</p><p class=MsoNormal>Day 1<span style='mso-tab-count:1'>"
        "&nbsp;&nbsp;&nbsp;&nbsp; </span>Pink</p>",
        "<blockquote><p>Skin takes its time.</p></blockquote><p>Day 1 Pink</p>",
    ),
    "Word: conditional comments, a picture and empty paragraphs": Shape(
        "<!--[if gte vml 1]><v:shape id='p'><v:imagedata src='file:///C:/p.png'/></v:shape><![endif]-->"
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal><![if !vml]><img width=20 height=20 "
        "src='data:image/png;base64,iVBORw0KGgo=' alt='A leaf, drawn'><![endif]>“Soft” – it’s "
        "calm…</p><p class=MsoNormal>&nbsp;</p>",
        "<p>“Soft” – it’s calm…</p>",
    ),
    "Word: figures above and below the line": Shape(
        "<p class=MsoNormal>10<sup>6</sup> cells per cm<span style='vertical-align:super'>2</span>, O<sub>2</sub>, "
        "the 1<sup>st</sup> day</p>",
        "<p>10⁶ cells per cm², O₂, the 1st day</p>",
    ),
    "Word: a table with a cell across two": Shape(
        "<table class=MsoTableGrid><tr><td colspan=2><p class=MsoNormal><b>After</b></p></td></tr><tr><td>"
        "<p class=MsoNormal>Day 1</p></td><td><p class=MsoNormal>Pink<br>and warm</p></td></tr></table>",
        '<table><tbody><tr><td colspan="2"><p><strong>After</strong></p></td></tr><tr><td><p>Day 1</p></td>'
        "<td><p>Pink</p><p>and warm</p></td></tr></tbody></table>",
    ),
    "Word on the web: a heading by its role": Shape(
        "<div class='OutlineElement'><p class='Paragraph' role='heading' aria-level='1'><span class='TextRun'>"
        "<span class='NormalTextRun'>Why</span></span><span class='EOP'>&nbsp;</span></p></div>"
        "<div class='OutlineElement'><p class='Paragraph'><span class='TextRun' style='font-weight:bold;"
        "font-style:italic'>Because</span></p></div>",
        "<h3>Why</h3><p><strong><em>Because</em></strong></p>",
    ),
    "Google Docs: its wrapper, and emphasis by style": Shape(
        "<meta charset='utf-8'><b style='font-weight:normal;' id='docs-internal-guid-1'><p dir='ltr'><span style="
        "'font-weight:400'>Plain, </span><span style='font-weight:700;font-style:italic'>both</span><span style="
        "'font-style:italic'>, so</span></p><br class='Apple-interchange-newline'></b>",
        "<p>Plain, <strong><em>both</em></strong><em>, so</em></p>",
    ),
    "Google Docs: a word that is struck through": Shape(
        "<b style='font-weight:normal'><p><span>It is </span><span style='text-decoration:line-through;"
        "vertical-align:baseline'>not </span><span>usual.</span></p></b>",
        "<p>It is usual.</p>",
    ),
    "Google Docs: a list in a list": Shape(
        "<ul><li aria-level='1'><p role='presentation'><span>Sun</span></p></li><ul><li aria-level='2'><p><span>"
        "At noon</span></p></li></ul><li aria-level='1'><p><span>Age</span></p></li></ul>",
        "<ul><li><p>Sun</p><ul><li><p>At noon</p></li></ul></li><li><p>Age</p></li></ul>",
    ),
    "Google Docs: a checklist": Shape(
        "<ul><li role='checkbox' aria-checked='true'><img src='data:image/png;base64,iVBOR' alt='checked' "
        "aria-roledescription='checkbox'><p><span style='text-decoration:line-through'>No retinol</span></p></li>"
        "<li role='checkbox' aria-checked='false'><p><span>Sunscreen</span></p></li></ul>",
        "<ul><li><p>☑ No retinol</p></li><li><p>☐ Sunscreen</p></li></ul>",
    ),
    "Google Docs: links that lead through Google, and into the document": Shape(
        "<p><a href='https://www.google.com/url?q=https://www.fda.gov/devices&amp;sa=D&amp;source=editors'><span "
        "style='color:#1155cc'>the FDA</span></a>, <a href='#heading=h.abc'>above</a><sup><a href='#ftnt1' "
        "id='ftnt_ref1'>[1]</a></sup><a href='#cmnt1' id='cmnt_ref1'>[a]</a></p>",
        '<p><a href="https://www.fda.gov/devices">the FDA</a>, above[1]</p>',
    ),
    "Pages: spans of its own, and spaces that it made": Shape(
        "<p class='p1'><span class='s1'><b>After</b></span><span class='Apple-converted-space'>&nbsp;</span>"
        "<span class='s1'>a day</span></p><p class='p2'><br></p><ul class='ul1'><li class='li1'><span class='s2'>"
        "</span>Rest</li></ul>",
        "<p><strong>After</strong> a day</p><ul><li><p>Rest</p></li></ul>",
    ),
    "Wix: a heading, spans and a list": Shape(
        "<h2 class='font_2 wixui-rich-text__text'><span style='font-weight:bold' class='color_15'>After</span></h2>"
        "<p class='font_8'><span class='wixGuard'>\u200b</span></p><p class='font_8' style='font-size:16px'><span "
        "style='color:#C00000'>No sun</span> for a <span style='text-decoration:underline'>week</span>.</p>",
        "<h3><strong>After</strong></h3><p>No sun for a week.</p>",
    ),
    "Wix: lines and boxes": Shape(
        "<div><div>Mild</div><div>Usual<br>Short</div></div>",
        "<p>Mild</p><p>Usual</p><p>Short</p>",
    ),
    "LibreOffice: letters of a font of its own": Shape(
        "<p style='line-height:100%'><font face='Wingdings'>\uf0fc</font><font color='#ff0000'> Sunscreen</font>"
        "<strike> and retinol</strike></p>",
        "<p>✓ Sunscreen</p>",
    ),
    "A page: terms, an address, a quotation and an emoji": Shape(
        "<dl><dt>Redness</dt><dd>A day or two</dd></dl><address>1150 Yale St</address><p>She said <q>calm</q> "
        "<img class='emoji' src='https://s.example/1.png' alt='🌿'></p>",
        "<p>Redness</p><p>A day or two</p><p>1150 Yale St</p><p>She said “calm” 🌿</p>",
    ),
    "A mail: a quotation, and a link that a mail program wrapped": Shape(
        "<blockquote type='cite'><div>Read <a href='https://nam10.safelinks.protection.outlook.com/?url="
        "https%3A%2F%2Fwww.nih.gov%2Fskin&amp;data=05'>this</a></div></blockquote>",
        '<blockquote><p>Read <a href="https://www.nih.gov/skin">this</a></p></blockquote>',
    ),
}
