"""The aims, in the order of the table. A figure without an aim is told beside them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Aim:
    """One line: its key, its words, its unit, and the most it should be."""

    key: str
    title: str
    unit: str = ""
    most: float | None = None
    step: str = ""
    """The step whose profile explains a miss; empty when no profile would."""


def _page(step: str, title: str, cpu: float | None, queries: float | None) -> tuple[Aim, ...]:
    return (
        Aim(f"{step}.cpu", f"{title}：服务器 CPU", "ms", cpu, step),
        Aim(f"{step}.queries", f"{title}：查询", "次", queries, step),
    )


def _visit(name: str, title: str) -> tuple[Aim, ...]:
    return (
        Aim(f"visit-{name}.requests", f"{title}：请求", "次", 8),
        Aim(f"visit-{name}.kb", f"{title}：传输（压缩后，不含照片）", "kB", 60),
    )


def _office(size: int) -> tuple[Aim, ...]:
    many = f"{size:,} 人"
    return (
        *_page(f"report-{size}", f"统计总览，{many}", 25, 25),
        Aim(f"people-{size}.cpu", f"人员名单第一页，{many}：服务器 CPU", "ms"),
        Aim(
            f"csv-{size}.s",
            f"导出 CSV，{many}",
            "s",
            1.0 if size == 10_000 else None,
            f"csv-{size}",
        ),
        Aim(
            f"xlsx-{size}.s",
            f"导出 Excel，{many}",
            "s",
            4 if size == 10_000 else None,
            f"xlsx-{size}",
        ),
    )


STARTING = (
    Aim("fresh.first", "新克隆到第一页（软件包缓存已热）", "s", 120),
    Aim("fresh.second", "新克隆里第二次 make run", "s", 5),
    Aim("run.second", "第二次 make run", "s", 5),
    Aim("cold.s", "服务冷启动到首次应答", "s", 2),
    Aim("pss.web", "空闲内存（PSS），网站", "MiB", 180),
    Aim("pss.jobs", "空闲内存（PSS），网站和后台任务进程", "MiB", 300),
    Aim("pss.after", "全部测完之后的内存（PSS），网站", "MiB"),
)
PAGES = (
    *_page("home", "代表首页（测速班）", 10, 12),
    *_page("pack-home", "代表首页（随附内容）", 10, 12),
    *_page("lesson", "一课（测速班）", 10, 12),
    *_page("pack-lesson", "一课（随附内容，各课平均；查询取最多的一课）", 10, 12),
    *_page("lesson-recorded", "打开一课并记录学完", 10, None),
    *_visit("home", "首次打开首页"),
    *_visit("lesson", "首次打开一课"),
    Aim("visit-home.again", "再次打开首页：传输", "kB"),
    Aim("floor.cpu", "地板：什么也不做的 Django 应答", "ms"),
    Aim("floor.python", "地板：一段固定的 Python 运算", "ms"),
)
ATTEMPTS = (
    *_page("start", "开始 20 题的作答", 13, 12),
    *_page("save", "保存一题", 3, 6),
    *_page("submit", "交卷、评分、看成绩", 20, 30),
    Aim("whole.cpu", "整次作答（开始、20 次保存、交卷）", "CPU s", 0.095, "save"),
    Aim("at-once.p95", "65 人同时作答，整次 p95", "s", 4, "save"),
    Aim("at-once.errors", "65 人同时作答：出错", "人", 0),
    Aim("at-once.lost", "65 人同时作答：丢失的答案", "题", 0),
    Aim("at-once.wrong", "65 人同时作答：错的答案", "题", 0),
    Aim("at-once.wrong-marks", "65 人同时作答：分数不对", "人", 0),
    Aim("at-once.saves", "65 人同时作答：保存", "次/s"),
    Aim("floor.upserts", "地板：SQLite 单行写入（FULL）", "次/s"),
    Aim("sign-in.all", "65 人同时登录", "s", 6),
    Aim("sign-in.refused", "65 人同时登录：没有登录成", "人", 0),
    Aim("sign-in.cpu", "登录：服务器 CPU", "ms"),
)


def aims(sizes: list[int]) -> list[tuple[str, tuple[Aim, ...]]]:
    """Every line of the table by heading, for classes of these sizes."""
    office = tuple(aim for size in sizes for aim in _office(size))
    memory = Aim("xlsx.pss", "导出 Excel 时的最大内存（PSS），最大的班", "MiB")
    return [
        ("启动和内存", STARTING),
        ("代表的页面", PAGES),
        ("测验", ATTEMPTS),
        ("统计和导出", (*office, memory)),
    ]
