"""Drawings as pixels: what is made once from the SVG files of `static/img/`, and checked in."""
