"""What the web server is told wherever it is started from this folder: it reads this file by
itself.
"""

forwarder_headers = ""  # else whoever sends a SCRIPT_NAME or PATH_INFO would say which page it is
# letters of an address, the most it knows; beyond them it answers without a page
limit_request_line = 8190
