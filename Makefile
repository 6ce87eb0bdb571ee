# Everything runs in .venv, which each target sets up when it is missing or out of date. Only Python 3.11+ and make are needed.
PYTHON ?= python3
# Compiled once, not again in every process.
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin
PARINDEX := $(BIN)/parindex
EXAMPLES := docs/examples
# A module's tests stay together, and who has none left takes over some of another's.
SPREAD := --numprocesses auto --dist worksteal
# The modules whose every branch the tests must take.
GATE := */exact.py,*/formula/*,*/scales/*,*/scoring.py,*/classification.py,*/ranking.py,*/ruleset/*,*/readers/*,*/audit/*,*/reporting/*,*/analysis/*,*/comparison/*,*/reproduction/*,*/survey/*,*/annex/*,*/site/*,*/batch/*,*/simulation/*
# The joint sets of two rulesets are proven against brute force; a few lines for odd scales are not reached in ordinary runs.
# What runs on Spark runs in processes of its own.
UNGATED := */comparison/cells.py,*/comparison/crossing.py,*/comparison/joint.py,*/comparison/shared.py,*/comparison/sides.py,*/comparison/strays.py,*/comparison/witness.py,*/batch/spark.py

.PHONY: help demo test thorough promises lint format coverage schema bench mutants verifier site clean

help:
	@echo "make demo      score real and example units, with explanations"
	@echo "make test      all tests"
	@echo "make thorough  long campaigns: 1,000,000 random assessments against the oracle"
	@echo "make promises  how far the promises were tested: writes docs/promises.md"
	@echo "make lint      ruff, mypy, import-linter"
	@echo "make coverage  100 % branch coverage of the engine"
	@echo "make schema    write the JSON Schemas again"
	@echo "make bench     benchmarks, as tables"
	@echo "make mutants   mutation testing of the engine"
	@echo "make verifier  the small verifier: one file, Python alone"
	@echo "make site      the documentation site with the calculator, in site/"

.venv/demo: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --editable '.[cli]'
	touch $@

.venv/dev: .venv/demo
	$(BIN)/pip install --quiet --editable . --group dev
	touch $@

demo: .venv/demo
	@echo "== Mười bộ, PAR INDEX 2023: chấm lại từ các phần đã in, xếp hạng =="
	@$(PARINDEX) score $(EXAMPLES)/ministries-2023/*.yaml
	@echo "== Số đã in cạnh số tính lại =="
	@$(PARINDEX) test tests/cases/national/ministries/2023
	@echo "== Vì sao Bộ Tư pháp được 89,96 =="
	@$(PARINDEX) explain $(EXAMPLES)/ministries-2023/ministry-of-justice.yaml
	@echo
	@echo "== Bộ tiêu chí minh hoạ: một sở, hơn 60 tiêu chí, hai bộ máy tính =="
	@$(PARINDEX) score $(EXAMPLES)/department-2024.yaml --cross-check
	@echo "== Cách hiểu khác đổi gì ở hai cơ quan của bộ tiêu chí minh hoạ =="
	@$(PARINDEX) score $(EXAMPLES)/department-2024.yaml $(EXAMPLES)/department-2024-c.yaml --interpretations
	@echo "== Hai năm, một đơn vị: điểm thay đổi do quy tắc, tiêu chí, kết quả hay điều tra (mã thoát 1: hai bộ khác nhau) =="
	@$(PARINDEX) diff example/department@2023 example/department@2024 --no-witnesses --assessments $(EXAMPLES)/department-2023.yaml --assessments $(EXAMPLES)/department-2024.yaml || test $$? -eq 1
	@echo "== Còn bao xa tới mức tiếp theo: một bộ, số liệu in =="
	@$(PARINDEX) distance $(EXAMPLES)/ministries-2023/ministry-of-construction.yaml
	@echo "== Bảng PAR INDEX 2023 của 17 bộ đã in: có khớp trong phạm vi làm tròn không =="
	@$(PARINDEX) reproduce rulesets/published/national-ministries-2023.csv --ruleset national/ministries@2023
	@echo "== Từng điều khoản của năm văn bản đã thành gì =="
	@$(PARINDEX) sources
	@echo "== Hà Nam 2023: việc nào trễ, đến hạn, sắp tới vào ngày 15/11/2023 =="
	@$(PARINDEX) schedule ha-nam/departments-and-districts@2023 --on 2023-11-15
	@echo "== Kế hoạch cải cách hành chính 2021 của Hà Nội: một báo cáo minh hoạ (mã thoát 1: còn chỉ tiêu chưa đạt) =="
	@$(PARINDEX) plan ha-noi/reform-plan@2021 $(EXAMPLES)/reform-plan-2021-report.yaml || test $$? -eq 1

# Public lists of hostile inputs; without them the tests that read them are skipped.
tests/suites/node_modules: tests/suites/package-lock.json
	@if command -v npm > /dev/null; then npm ci --ignore-scripts --silent --prefix tests/suites && touch $@ || echo "npm ci failed: the public suites are not tested"; \
	else echo "npm is not there: the public suites are not tested"; fi

# The search of the site; without it the tests of its script are skipped.
.cache/search/node_modules: src/parindex/site/assets/search/package-lock.json | .venv/dev
	@$(BIN)/python -c "from pathlib import Path; from parindex.site.search import packages; packages(Path('.cache/search'))" && touch $@ || echo "npm failed: the search of the site is not tested"

test: .venv/dev tests/suites/node_modules .cache/search/node_modules
	$(BIN)/pytest $(SPREAD)

# Spark is half a gigabyte, and needs Java 17.
.venv/spark: pyproject.toml
	$(PYTHON) -m venv .venv/spark
	.venv/spark/bin/pip install --quiet --upgrade pip
	.venv/spark/bin/pip install --quiet --editable '.[cli,spark]'
	touch $@

thorough: .venv/dev .venv/spark tests/suites/node_modules .cache/search/node_modules
	PARINDEX_THOROUGH=1 PARINDEX_SPARK_PYTHON=$(CURDIR)/.venv/spark/bin/python $(BIN)/pytest $(SPREAD)

promises: .venv/dev tests/suites/node_modules
	PARINDEX_THOROUGH=1 $(BIN)/pytest $(SPREAD) --quiet -m promise --promises=docs/promises.md

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

coverage: .venv/dev tests/suites/node_modules .cache/search/node_modules
	$(BIN)/pytest $(SPREAD) --ignore=tests/test_site_browser.py --quiet --cov=parindex --cov-branch --cov-report=
	$(BIN)/coverage report --fail-under=100 --include='$(GATE)' --omit='$(UNGATED)'

schema: .venv/demo
	mkdir -p rulesets/schema
	for name in assessment case diff distance fulfilment league league-verdict ledger plan plan-report ranking record reproduction ruleset sample score simulation source survey verdict what-if; do $(PARINDEX) schema $$name > rulesets/schema/$$name-v1.json; done

.venv/bench: pyproject.toml
	$(PYTHON) -m venv .venv/bench
	.venv/bench/bin/pip install --quiet --upgrade pip
	.venv/bench/bin/pip install --quiet '.[cli,batch,analysis,excel]' openfisca-core duckdb polars openpyxl
	touch $@

bench: .venv/bench .venv/dev .venv/spark .cache/search/node_modules
	.venv/bench/bin/python benchmarks/run.py
	.venv/bench/bin/python benchmarks/bench_comparison.py
	.venv/bench/bin/python benchmarks/survey.py
	.venv/bench/bin/python benchmarks/workbook.py
	$(BIN)/python benchmarks/site.py
	$(BIN)/python benchmarks/single.py
	$(BIN)/python benchmarks/scale.py --markdown docs/explanation/performance.md

mutants: .venv/dev
	$(BIN)/pip install --quiet --group mutants
	$(BIN)/python tests/mutants/run.py

verifier: .venv/demo
	$(BIN)/python -m parindex.audit.bare.build dist/parindex-verify.pyz

site: .venv/dev
	$(PARINDEX) site build -o site

clean:
	rm -rf .venv dist build site .cache mutants .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis
