"""A real LibreOffice without a screen: what it makes of a file, cell by cell."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
SEMICOLON_UTF8 = "CSV:59,34,76,1"
"""Cells apart by `;`, texts between quotation marks, UTF-8, from the first line."""


def soffice() -> str:
    """Find LibreOffice; missing, it skips here with the remedy and fails in CI."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        message = "geen LibreOffice: apt-get install libreoffice-calc"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


def opened(path: Path, folder: Path, *, reading: str = "") -> list[list[etree._Element]]:
    """Open a file and return the cells of its first sheet as LibreOffice understood them."""
    command = [
        soffice(), f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--norestore",
        *([f"--infilter={reading}"] if reading else []),
        "--convert-to", "fods", "--outdir", str(folder), str(path),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    tree = etree.parse(folder / f"{path.stem}.fods")
    sheet = tree.find(f".//{{{_TABLE}}}table")
    assert sheet is not None
    return [cells for row in sheet.iter(f"{{{_TABLE}}}table-row") if (cells := _cells(row))]


def _cells(row: etree._Element) -> list[etree._Element]:
    """Return the cells that hold something; equal neighbours stand there once, with how often."""
    return [
        cell
        for cell in row.findall(f"{{{_TABLE}}}table-cell")
        for _ in range(int(cell.get(f"{{{_TABLE}}}number-columns-repeated", "1")))
        if cell.get(f"{{{_OFFICE}}}value-type")
    ]


def formula(cell: etree._Element) -> str | None:
    """Return the formula of a cell, where it has one."""
    found = cell.get(f"{{{_TABLE}}}formula")
    return None if found is None else str(found)


def kind(cell: etree._Element) -> str:
    """Return what LibreOffice takes the cell for: string, float, date, time."""
    return str(cell.get(f"{{{_OFFICE}}}value-type"))


def text(cell: etree._Element) -> str:
    """Return what a person sees."""
    return "\n".join("".join(line.itertext()) for line in cell.findall(f"{{{_TEXT}}}p"))
