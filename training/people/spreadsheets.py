"""Text that goes into spreadsheets; the rule is cms.core's."""

from cms.core.spreadsheets import FORMULA_SIGNS, harmless

__all__ = ["FORMULA_SIGNS", "harmless"]
