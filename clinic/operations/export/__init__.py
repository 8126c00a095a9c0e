"""Export of the site: everything that is the clinic's, in open formats, for moving away."""

from clinic.operations.export.site import ExportError as ExportError
from clinic.operations.export.site import write as write
