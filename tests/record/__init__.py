"""Snapshots of everything that people meet, as files, to compare two versions of the code."""
