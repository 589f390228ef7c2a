# 履职学堂 · 两个命令：make run（运行）、make test（检查）。make help 列出全部。

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
MANAGE = .venv/bin/python manage.py

.PHONY: help setup run test test-full backup restore messages lock bench bench-class bench-phone bench-insight faults fuzz python ready
.DEFAULT_GOAL := help

help: ## 列出全部命令
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

setup: python ## 准备环境和数据库
	@$(PYTHON) -m tools.prepare

run: python ## 运行网站（可加 PORT=8001 HOST=0.0.0.0）
	@$(PYTHON) -m tools.serve

test: python ## 全部检查，两核上约二十分钟
	@$(PYTHON) -m tools.check

test-full: python ## 全部检查，两种数据库各跑一遍，一小时以内
	@$(PYTHON) -m tools.check --full

backup: ready ## 备份数据库、上传文件和密钥
	@$(MANAGE) backup

restore: ready ## 恢复一个备份：make restore FILE=var/backups/….tar.gz
	@test -n "$(FILE)" || { echo "请指明备份文件：make restore FILE=var/backups/….tar.gz" >&2; exit 2; }
	@$(MANAGE) restore "$(FILE)" --yes

messages: ready ## 收集界面文字，更新英文目录
	@$(PYTHON) -m tools.environment --checking
	@.venv/bin/python -m tools.messages

lock: python ## 由 requirements*.in 重新生成两个锁定文件
	@$(PYTHON) -m tools.lock

bench: ready ## 测速，结果写入 benchmarks/results
	@$(PYTHON) -m tools.environment --checking
	@.venv/bin/python -m benchmarks.run $(ARGS)

bench-class: ready ## 测班次：签到 65 人和 500 人、课堂提问 500 人、证书 650 份、名册 10000 行，约十分钟
	@$(PYTHON) -m tools.environment --checking
	@.venv/bin/python -m benchmarks.checkin --people 65 --window 10
	@.venv/bin/python -m benchmarks.checkin --people 500 --window 30
	@.venv/bin/python -m benchmarks.live --people 500
	@.venv/bin/python -m benchmarks.certificates
	@.venv/bin/python -m benchmarks.roster

bench-phone: ready ## 测慢手机上的页面：首次绘制、阻塞、脚本和全页大小，约五分钟
	@$(PYTHON) -m tools.environment --checking
	@.venv/bin/python -m benchmarks.phone $(ARGS)

bench-insight: ready ## 测统计：65 人到 100 万人，SQLite 和 PostgreSQL，约四十分钟
	@$(PYTHON) -m tools.environment --checking
	@.venv/bin/python -m benchmarks.insight $(ARGS)

faults: ready ## 考试中反复杀进程、断连接、抢着交卷，看有没有丢答案，约半小时
	@$(PYTHON) -m tools.environment --checking
	@.venv/bin/python -m benchmarks.faults --both $(ARGS)
	@MACHINE_EXAMPLES=10000 .venv/bin/python -m pytest -q -p no:cacheprovider -n 2 -m full \
		tests/training/learning/attempts/test_machine.py

fuzz: ready ## 拿两万个弄坏的题目文件去导入，看会不会崩、卡住或只进去一半，约十分钟
	@$(PYTHON) -m tools.environment --checking
	@FUZZ=20000 .venv/bin/python -m pytest -q -p no:cacheprovider -n 2 \
		tests/courses/exchange/hostile/test_fuzz.py tests/courses/exchange/hostile/test_doors.py

python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新的版本。请运行：sudo apt-get install python3 python3-venv" >&2; exit 2; }

ready: python
	@test -x .venv/bin/python || { echo "还没有运行环境。请先运行：make setup" >&2; exit 2; }
