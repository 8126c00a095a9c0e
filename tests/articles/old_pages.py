"""Made-up pages of an old site, with what such pages have: odd spacing, signs that nobody sees,
bullets typed by hand, the clinic's contact block and a disclaimer, the frame around a post.
"""

from base64 import b64encode
from io import BytesIO

from PIL import Image


def data_uri(size=(640, 420), color="#8FAE9F"):
    file = BytesIO()
    Image.new("RGB", size, color).save(file, "PNG")
    return f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"


WIX = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Sun and Your Pores | Old Clinic Site</title>
<link rel="canonical" href="https://www.acupuncturyla.com/post/sun-and-your-pores?lang=en">
<meta name="description" content="Why pores look larger in summer, and what may calm them.">
<style>.font_8{{color:#333}}</style><script>document.title = "Q1: Is this run? No."</script></head>
<body onload="alert(1)"><div id="SITE_CONTAINER"><header><a href="/">Home</a></header>
<div data-hook="post-title"><h1 class="m-heading"><span>\u200bSun\u00a0and  Your&nbsp;Pores\ufeff</span></h1></div>
<div><ul><li><span>Jan 5</span></li></ul><p>3 min read</p></div>
<div data-hook="rcv1"><p class="font_8" dir="auto" style="line-height:1.5em"><span style="font-size:16px">Sun makes\u200b pores
look   larger. Shade, time and rest may calm them.</span></p></div>
<div data-hook="rcv2"><p class="font_8"><span class="wixGuard">\u200b</span></p></div>
<div type="heading"><h2 class="m-heading font_4"><span style="font-weight:bold">Why they look larger</span></h2></div>
<div><p class="font_8"><span>Pores do <em>not</em> open and close. Their size is <span style="font-weight:700">mostly
genetic</span>. They stand out more when skin is:</span></p>
<p class="font_8"><span>\u2022&nbsp;&nbsp;\u200bthin, or slack</span></p>
<p class="font_8"><span>\u2022 oily &amp; inflamed</span></p>
<p class="font_8"><span>\u2022\u00a0 sun-damaged &lt;often&gt;</span></p></div>
<figure><img src="{data_uri()}" alt="A leaf in the shade"></figure>
<div><h3 class="font_5">On the nose</h3><p>There it is seen most.</p></div>
<figure><img src="https://static.example.com/media/beach.jpg" alt="A beach"></figure>
<div type="heading"><h2>What microneedling may help with</h2></div>
<div><p>- uneven texture<br>- stretched pores</p></div>
<div type="heading"><h2>What it can\u2019t do</h2></div>
<div><p>\u2013 change genetic pore size</p><p>\u2013 replace sunscreen</p></div>
<div type="heading"><h2>Frequently Asked Questions</h2></div>
<div><p><strong>Q1: Does it hurt?</strong></p><p>A: Mostly it is a light pressure.</p>
<p><strong>Q2:&nbsp;How long am I pink?</strong> Usually <em>1 to 3</em> days.</p><p>Sunscreen helps.</p></div>
<div type="heading"><h2>Contact Us</h2></div>
<div><p>1150 Yale St, Suite 10, Santa Monica</p><p>Call or text (424) 252\u20111210</p><p>@acupunctury</p></div>
<p><em>Disclaimer: this post is for educational purposes and is no medical advice. See a licensed professional.</em></p>
<h2>Comments</h2><p>Write a comment...</p></div></body></html>"""

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta http-equiv=Content-Type content="text/html; charset=windows-1252"><title>Draft 7 FINAL</title>
<!--[if gte mso 9]><xml><o:Pages>2</o:Pages></xml><![endif]--></head><body lang=EN-US>
<p class=MsoTitle>After&nbsp; a session\u00ad: what to keep away from<o:p></o:p></p>
<p class=MsoNormal>Skin heals while it is left alone. It asks for little, and for some patience.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoHeading1 style='mso-outline-level:1'>The first days</p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>\u00b7<span>&nbsp;&nbsp;</span></span><![endif]>direct sun</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>\u00b7<span>&nbsp;&nbsp;</span></span><![endif]>strong exfoliants</p>
<p class=MsoNormal>1)&nbsp; Cleanse gently.</p><p class=MsoNormal>2)&nbsp; Moisturize.</p>
<p class=MsoHeading1 style='mso-outline-level:1'>It may help</p>
<p class=MsoNormal>*&nbsp; a calm evening</p><p class=MsoNormal>*&nbsp; a soft \u201cpillow\u201d</p>
<p class=MsoHeading1 style='mso-outline-level:1'>Book your complimentary consultation</p>
<p class=MsoNormal>Book your free consultation today.</p></body></html>"""

PLAIN = """Why we begin with a talk

Nobody is treated on a first call. We listen, and say what may help and what may not.

What we ask
Which products you use, and what your skin does after them.
•   sleep
•   stress

Q1: Does it cost something? A1: The talk is complimentary.
Q: May I bring somebody?
Yes.

Phone: (424) 252-1210
"""
