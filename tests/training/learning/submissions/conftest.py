from tests.factories.desk import as_li, as_qian, as_shen, desk, qian

__all__ = ["as_li", "as_qian", "as_shen", "desk", "qian"]
