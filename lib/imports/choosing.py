"""Which sheet of a workbook holds the data."""

from lib.core.errors import InvalidInput
from lib.core.i18n import N_
from lib.imports.headings import find_headings
from lib.imports.specs import SheetSpec
from lib.imports.workbook import Sheet, UnreadableFile, Workbook


class WhichSheet(InvalidInput):
    """The person must say which sheet is meant; `names` are the sheets that hold anything, in the order of the file."""

    message = N_("Tệp có nhiều trang có thể nhập: {sheets}. Hãy chọn trang cần nhập.")

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(sheets=", ".join(f"«{name}»" for name in names))
        self.names = names


def choose_sheet(workbook: Workbook, spec: SheetSpec, name: str | None = None) -> Sheet:
    """The sheet called `name`, or the only one that can be meant.

    Raises `WhichSheet` when several have all required columns, or when a hidden sheet stands first or is the one
    that fits: what nobody sees is not read unasked. Raises `UnreadableFile` when nothing is filled in.
    """
    filled = tuple(workbook.filled())
    if not filled:
        raise UnreadableFile(
            N_("Tệp «{file}» không có dữ liệu. Hãy kiểm tra lại đã chọn đúng tệp chưa."), file=workbook.file_name
        )
    if name is not None:
        for sheet in filled:
            if sheet.name == name:
                return sheet
        raise UnreadableFile(
            N_("Tệp «{file}» không có trang «{sheet}» chứa dữ liệu."), file=workbook.file_name, sheet=name
        )
    candidates = _fitting(filled, spec) or [sheet for sheet in filled if not sheet.hidden]
    if len(candidates) == 1 and not candidates[0].hidden and not filled[0].hidden:
        return candidates[0]
    raise WhichSheet(tuple(sheet.name for sheet in filled))


def _fitting(sheets: tuple[Sheet, ...], spec: SheetSpec) -> list[Sheet]:
    """The sheets with all required columns, without those in which far fewer columns are recognised."""
    found = ((sheet, find_headings(sheet, spec)) for sheet in sheets)
    recognised = {sheet.name: len(set(h.mapping.values())) for sheet, h in found if h and not h.missing}
    enough = max(recognised.values(), default=0) / 2
    return [sheet for sheet in sheets if recognised.get(sheet.name, 0) > 0 and recognised[sheet.name] >= enough]
