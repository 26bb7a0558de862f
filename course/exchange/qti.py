"""QTI 2.1: a package (zip) of a manifest and one assessment item for each question."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree as ET

from course.exchange.formats import Export
from course.exchange.parts import DEPENDS, NO_LINE
from course.exchange.qti_item import QTI, item
from course.model.question import FixQuestion, OpenQuestion, OrderingQuestion, OutputQuestion, ScenarioQuestion
from course.model.quiz import Asked

CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_PLACES = {CP: "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd"}


def write(asked: Sequence[Asked], now: datetime) -> Export:
    """A package with `imsmanifest.xml` and `items/<id>.xml`."""
    made = Export()
    files: dict[str, bytes] = {}
    for one in asked:
        question = one.question
        if isinstance(question, ScenarioQuestion):
            made.leave(question, DEPENDS)
            continue
        if isinstance(question, OutputQuestion):
            made.lose(question, NO_LINE)
        if isinstance(question, OrderingQuestion):
            made.lose(question, "credit for a part of the order: it is right, or it is not")
        if isinstance(question, OpenQuestion | FixQuestion):
            made.lose(question, "that it is judged by itself: a person scores it, with the rubric in the item")
        files[f"items/{question.id}.xml"] = _bytes(item(question), QTI)
        made.written.append(question.id)
    made.data = _zipped({"imsmanifest.xml": _bytes(_manifest(files), CP), **files}, now)
    return made


def _manifest(files: dict[str, bytes]) -> ET.Element:
    root = ET.Element(f"{{{CP}}}manifest", identifier="ecs-in-30-days")
    root.set(f"{{{XSI}}}schemaLocation", f"{CP} {_PLACES[CP]}")
    about = ET.SubElement(root, f"{{{CP}}}metadata")
    ET.SubElement(about, f"{{{CP}}}schema").text = "QTIv2.1 Package"
    ET.SubElement(about, f"{{{CP}}}schemaversion").text = "1.0.0"
    ET.SubElement(root, f"{{{CP}}}organizations")
    resources = ET.SubElement(root, f"{{{CP}}}resources")
    for place, name in enumerate(files, 1):
        facts = {"identifier": f"item-{place}", "type": "imsqti_item_xmlv2p1", "href": name}
        ET.SubElement(ET.SubElement(resources, f"{{{CP}}}resource", facts), f"{{{CP}}}file", href=name)
    return root


def _bytes(root: ET.Element, namespace: str) -> bytes:
    ET.register_namespace("", namespace)
    ET.register_namespace("xsi", XSI)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _zipped(files: dict[str, bytes], now: datetime) -> bytes:
    """The manifest first; every file with the time of the export, so that the same questions give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, data)
    return buffer.getvalue()
