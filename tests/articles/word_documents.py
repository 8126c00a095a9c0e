"""Texts as Word and Wix put them on the clipboard."""

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><title>Pores</title>
<style><!-- p.MsoNormal {margin:0in;font-family:"Calibri",sans-serif;} --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
</head><body lang=EN-US style='tab-interval:.5in'><!--StartFragment-->
<h1 style='margin-top:12.0pt'><span style='font-size:16.0pt;color:#2F5496'>Why pores look large<o:p></o:p></span></h1>
<p class=MsoNormal><span style='font-family:"Arial",sans-serif'>Pores are <b style='mso-bidi-font-weight:normal'>mostly
genetic</b>, says <st1:place w:st="on">Santa Monica</st1:place>, and <i>often</i> unseen.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Sun<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:1.0in;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp;</span></span><![endif]>At noon<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>Age<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp;</span></span><![endif]>First</p>
<p class=MsoNormal>See <a href="https://www.fda.gov/medical-devices"><span style='color:blue'>the FDA</span></a>.</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr style='height:10pt'>
<td width=100 valign=top style='width:75pt'><p class=MsoNormal>Day 1<o:p></o:p></p></td>
<td><p class=MsoNormal>Pink</p></td></tr></table>
<!--EndFragment--></body></html>"""

WIX = """<div data-hook="rcv-block1"></div><div class="_3hHLE" type="heading"><h2 class="m-heading font_4" dir="auto"
id="viewer-abc"><span class="color_15 wixui-rich-text__text"><span style="font-weight:bold">What to expect</span></span>
</h2></div><div data-hook="rcv-block2"><div class="kt0L4"><p class="font_8 wixui-rich-text__text" dir="auto"
style="font-size:16px;line-height:1.5em"><span style="font-size:16px" class="color_15"><span
style="font-style:italic">Mild</span> redness is <span style="font-weight:700">usual</span>.</span></p></div></div>
<div data-hook="rcv-block3"><p class="font_8"><span class="wixGuard">\u200b</span></p></div>
<div class="list"><ul class="font_8 color_15"><li dir="auto" aria-level="1"><p class="font_8"><span>Gentle
cleanser</span></p></li><li><div><a href="/questions/" target="_self" class="link"><u>Questions</u></a></div></li></ul>
</div><div>Loose words<br>in a box</div>"""
