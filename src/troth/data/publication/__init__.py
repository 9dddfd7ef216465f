"""A data set made ready for others: which files, what must not be in them, and a folder that appears whole.

>>> from pathlib import Path
>>> from troth.data.publication import exposed, files_of
>>> from troth.standard import read
>>> files = files_of(read(Path("charter.yaml")), {})            # doctest: +SKIP
>>> [(one.name, one.size) for one in files]                     # doctest: +SKIP
[('data/train.csv', 25941), ('data/test.csv', 34110)]
>>> [one for file in files for one in exposed(file)]            # doctest: +SKIP
[]

`files_of` names the files of a charter, `exposed` what the charter calls personal and lies open in one, `consentless`
rows of who withdrew their consent, `known` where a person is named, `looked` what is found personal in its texts, of
which `Acknowledged` is what the publisher says to know. `described` is the charter of the files as they lie in a
release, `document` all that papers are made of. A `Folder` is filled under another name and appears at once.
"""

from troth.data.publication.acknowledged import Acknowledged
from troth.data.publication.consent import consentless, unconsented
from troth.data.publication.described import described
from troth.data.publication.document import Said, document, found_by_column, told
from troth.data.publication.exposed import Exposed, exposed
from troth.data.publication.files import DataFile, files_of
from troth.data.publication.folder import Folder
from troth.data.publication.known import Known, known, undeclared
from troth.data.publication.looked import Found, Looked, looked, together
from troth.data.publication.versions import check_version, following

__all__ = [
    "Acknowledged",
    "DataFile",
    "Exposed",
    "Folder",
    "Found",
    "Known",
    "Looked",
    "Said",
    "check_version",
    "consentless",
    "described",
    "document",
    "exposed",
    "files_of",
    "following",
    "found_by_column",
    "known",
    "looked",
    "together",
    "told",
    "unconsented",
    "undeclared",
]
