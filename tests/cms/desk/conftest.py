from tests.factories.desk import as_li, as_shen, desk

__all__ = ["as_li", "as_shen", "desk"]
