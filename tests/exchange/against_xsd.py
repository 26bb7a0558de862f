"""By hand: every item of the bank and of the samples against the published schema of QTI 2.1, which may not be copied here.

python -m tests.exchange.against_xsd imsqti_v2p1.xsd [imscp_v1p1.xsd]
"""

from __future__ import annotations

import io
import sys
import warnings
import zipfile

import xmlschema

from course.exchange.formats import export
from tests.exchange.samples import EVERY, NOW, asked, whole_bank


def main(schema: str, manifest: str = "") -> int:
    """Prints what does not fit; the number of errors."""
    warnings.simplefilter("ignore")  # MathML and XInclude, which the schema imports, are not used
    package = zipfile.ZipFile(io.BytesIO(export("qti", [*asked(*EVERY), *whole_bank()], NOW).data))
    items = xmlschema.XMLSchema(schema, validation="lax")
    names = [name for name in package.namelist() if name.startswith("items/")]
    errors = [(name, error) for name in names for error in items.iter_errors(package.read(name).decode())]
    if manifest:
        packages = xmlschema.XMLSchema(manifest, validation="lax")
        errors += [
            ("imsmanifest.xml", error) for error in packages.iter_errors(package.read("imsmanifest.xml").decode())
        ]
    for name, error in errors:
        print(f"{name} {error.path}: {error.reason}")
    print(f"{len(names)} items, {len(errors)} errors")
    return len(errors)


if __name__ == "__main__":
    sys.exit(min(main(*sys.argv[1:3]), 1))
