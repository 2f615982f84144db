# Two commands do it all: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' 2>/dev/null)
ONCE ?=
# all but deep: PyTorch comes by `make torch`, for its wheels differ by machine
EXTRAS := auto boost catboost cluster demo dev draw explain images keep notebook objects place probe sso tables train

.DEFAULT_GOAL := help
.PHONY: help setup torch demo test check fix golden bench bench-serving bench-live bench-session bench-large bench-monitor bench-sampling bench-resources bench-elastic bench-placement bench-language bench-merge bench-mutation bench-page fuzz web-check scoreboard lock clean bench-automl bench-csv bench-overhead bench-cluster bench-start

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  \033[1m%-15s\033[0m %s\n", $$1, $$2}'

$(BIN)/uv: requirements/bootstrap.txt
	@echo "== creating the project's own environment in $(VENV)"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

$(VENV)/.packages: requirements/dev.txt requirements/bootstrap.txt $(BIN)/uv
	@echo "== installing the pinned packages"
	$(BIN)/uv pip sync --python $(BIN)/python --require-hashes requirements/dev.txt requirements/bootstrap.txt
	@rm -f $(VENV)/.installed; touch $@

$(VENV)/.installed: $(VENV)/.packages pyproject.toml hatch_build.py $(WEB_SOURCES)
	@echo "== installing stratum (builds the page when its sources changed)"
	$(BIN)/python hatch_build.py build
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

setup: $(VENV)/.installed ## install everything into .venv

torch: setup ## PyTorch, for layers of deep learning
	@$(BIN)/python -c 'import torch' 2>/dev/null || $(BIN)/python -m pip install --disable-pip-version-check torch==2.13.0

demo: setup ## the main job end to end on real data; ONCE=1 ends after the report
	$(BIN)/stratum demo .demo/flights $(if $(ONCE),--once)

test: setup ## run the tests: those of whole systems one by one, the others in two processes
	$(BIN)/python -m pytest tests/integration
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --ignore=tests/integration

check: setup ## import contracts, lint, format, types, page
	$(BIN)/lint-imports --no-cache
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src tests benchmarks
	$(MAKE) --no-print-directory web-check

fix: setup ## format and mend what can be mended
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

web-check: setup ## types and tests of the page
	$(BIN)/python hatch_build.py check

golden: setup ## write the golden files again, to be reviewed in the diff
	$(BIN)/python tests/golden/compiler/test_compiled_flights.py
	$(BIN)/python tests/golden/training/estimators.py
	$(BIN)/python tests/golden/language/regenerate.py
	$(BIN)/python tests/golden/live/test_transcript.py

bench: bench-serving bench-live bench-monitor bench-sampling ## all benchmarks

bench-serving: setup ## one-row predictions beside MLServer and a bare reference
	$(BIN)/python benchmarks/serving.py

bench-live: setup ## departures through broker, model and database, beside a plain loop
	$(BIN)/python benchmarks/live.py

.bench/automl/venv/.ready: requirements/bench-automl.txt $(BIN)/uv
	$(PYTHON) -m venv .bench/automl/venv
	$(BIN)/uv pip install --quiet --python .bench/automl/venv/bin/python --require-hashes -r requirements/bench-automl.txt
	@touch $@

bench-automl: setup .bench/automl/venv/.ready ## automatic training beside FLAML, AutoGluon and defaults; BUDGET=30, SETS="wine own.csv:target"
	BUDGET=$(or $(BUDGET),30) $(BIN)/python benchmarks/automl.py $(SETS)

bench-csv: setup ## from a raw CSV of 100,000 x 20 to an answer of a served model
	$(BIN)/python benchmarks/csv_to_service.py

bench-session: setup ## editing together: 20 and 200 people, a burst, stalled readers, 10,000 changes
	$(BIN)/python benchmarks/session.py

bench-monitor: setup ## what it costs to watch a model, with a shadow and all detectors
	$(BIN)/python benchmarks/monitor.py

bench-overhead: setup ## what a training run costs beside the bare library
	$(BIN)/python benchmarks/overhead.py

bench-start: setup ## how soon the package and the command line are there
	$(BIN)/python benchmarks/starting.py

bench-cluster: setup ## six candidates on a deployed cluster of one and of two workers; ROWS=12000 TURNS=3
	$(BIN)/python benchmarks/cluster.py --rows $(or $(ROWS),12000) --turns $(or $(TURNS),3)

bench-sampling: setup ## what it costs to measure 20 components every second
	$(BIN)/python benchmarks/sampling.py

bench-elastic: setup ## load that steps 20, 200, 20 requests a second; ENGINE=docker in containers
	$(BIN)/python benchmarks/elastic.py --engine $(or $(ENGINE),local)

bench-large: setup ## a CSV of GIGABYTES=2 trained, and the memory it took
	$(BIN)/python benchmarks/large.py --gigabytes $(or $(GIGABYTES),2)

bench-resources: setup ## every scaling policy on recorded load: violations and cost
	$(BIN)/python benchmarks/resources.py

bench-language: setup ## large models: read, check, check again, memory; beside other readers
	$(BIN)/python benchmarks/language.py
	$(BIN)/python benchmarks/mutation.py

bench-mutation: setup ## broken models: how many of the faults put into valid ones are found
	$(BIN)/python benchmarks/mutation.py

fuzz: setup ## malformed documents for SECONDS=600
	$(BIN)/python benchmarks/fuzz.py --seconds $(or $(SECONDS),600)

bench-page: setup ## the page in a browser: first view, a drawing of 1,000 elements opened and panned, edit to finding
	$(BIN)/python benchmarks/page.py

bench-merge: setup ## 10,000 random merges against their laws and beside git, and one of 10,000 components; PAIRS=10000
	$(BIN)/python benchmarks/merging.py --pairs $(or $(PAIRS),10000)

bench-placement: setup ## placement at 200, 1,000 and 10,000 components, beside plain CP-SAT and HiGHS; QUICK=1 without
	$(BIN)/python benchmarks/placement.py $(if $(QUICK),--quick)

lock: $(BIN)/uv ## resolve the pinned requirements again
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/bootstrap.in -o requirements/bootstrap.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $(addprefix --extra ,$(EXTRAS)) pyproject.toml -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/bench-mlserver.in -o requirements/bench-mlserver.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/bench-automl.in -o requirements/bench-automl.txt

clean: ## remove what was built; the environment stays
	rm -rf .demo .bench src/stratum/static dist build
