from tests.factories.desk import as_li, as_qian, desk, qian

__all__ = ["as_li", "as_qian", "desk", "qian"]
