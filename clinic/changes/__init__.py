"""Change notifications: how a process hears at once of what others committed, and what it may keep
until then.
"""
