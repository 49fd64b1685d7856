# The ways in: make demo shows the whole system at work, make test checks it.

PYTHON ?= python3
BIN := .venv/bin
DEMO ?= demo
DATA ?= ../shared/data
WORKERS ?= logical

export BENTOML_DO_NOT_TRACK := True
export MLFLOW_DISABLE_TELEMETRY := true

.PHONY: help demo test tests coverage install serve ui lint types benchmarks requirements sbom clean

help:
	@echo "make demo        from a demo country to answers over HTTP, in two to four minutes"
	@echo "make test        lint, types and all tests (one by one: WORKERS=0)"
	@echo "make tests       the tests alone"
	@echo "make coverage    all tests, and which lines they cover (a third slower)"
	@echo "make install     the environment alone (.venv)"
	@echo "make serve       the service and its page on http://127.0.0.1:3000"
	@echo "make ui          the MLflow UI on http://127.0.0.1:5000"
	@echo "make benchmarks  every benchmark beside its rivals (long)"

install: .venv/installed

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else \
		"smartspec needs Python 3.11 to 3.13, this is " + sys.version.split()[0] + \
		": say which with make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python .ci/packages.py
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: install
	$(BIN)/python -m serving.terminal.smartspec demo $(DEMO)

test: lint types tests

tests: install
	$(BIN)/python -m pytest -n $(WORKERS) --no-loadscope-reorder

coverage: install
	$(BIN)/python -m pytest -n $(WORKERS) --no-loadscope-reorder --cov

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@find features training serving -name '*.py' -exec wc -l {} + | awk \
		'$$1 > 300 && $$2 != "total" { print "long: " $$2 " has " $$1 " lines" }'

types: install
	$(BIN)/mypy

serve: install
	$(BIN)/python -m serving

ui: install
	$(BIN)/python -m training ui

.venv-rivals/installed: tests/benchmarks/requirements-rivals.txt
	$(PYTHON) -m venv .venv-rivals
	.venv-rivals/bin/pip install --quiet --requirement $<
	@touch $@

benchmarks: install .venv-rivals/installed
	$(BIN)/python -m tests.benchmarks.complexity
	$(BIN)/python -m tests.benchmarks.m3_yearly $(DATA)/m3-yearly
	$(BIN)/python -m tests.benchmarks.growth_development $(DATA)
	$(BIN)/python -m tests.benchmarks.growth_rivals $(DATA)/us-states --origins 2003,2005,2007,2010
	$(BIN)/python -m tests.benchmarks.growth_rivals $(DATA)/world --origins 2003,2004,2005,2006
	$(BIN)/python -m tests.benchmarks.order $(DATA)
	$(BIN)/python -m tests.benchmarks.breakthroughs $(DATA)/metros
	$(BIN)/python -m tests.benchmarks.breakthroughs $(DATA)/world
	$(BIN)/python -m tests.benchmarks.choice $(DATA)/us-states
	$(BIN)/python -m tests.benchmarks.value_of_choice $(DATA)/us-states --origins 2003,2005,2007,2010
	$(BIN)/python -m tests.benchmarks.value_of_choice $(DATA)/world --origins 2003,2004,2005,2006
	$(BIN)/python -m tests.benchmarks.value_of_choice $(DATA)/ru --origins 2012,2013 --horizon 3 \
		--indicator headcount
	$(BIN)/python -m tests.benchmarks.coherence
	$(BIN)/python -m tests.benchmarks.seasons
	$(BIN)/python -m tests.benchmarks.scale

requirements: install
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--group dev --custom-compile-command "make requirements" pyproject.toml -o requirements.txt

sbom: install
	$(BIN)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml \
		--output-reproducible --output-format JSON --output-file sbom.json

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache
