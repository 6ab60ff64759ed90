# The executable documentation: what you can do here, one target each. Plain commands for people without make: README.md.
VENV := .venv
PYTHON ?= python3
PY := $(VENV)/bin/python
ADDRESS ?= 127.0.0.1
PORT ?= 8501
BENCH ?= ../shared/bench
BENCH_SETS ?= nhs_px_phase1 rwwd_covid_wave1 liveqa_medquad_nih scifact medquad_qa
BENCH_VENV := $(VENV)/bench

.PHONY: run test soak check format seed sync rebuild docs pictures bench bench-live first-paint clean
.DEFAULT_GOAL := run

run: $(VENV)/.installed ## start the app with the demo bank, on 127.0.0.1
	@$(PY) -m services seed --if-empty
	@echo "Shared Endeavour is at http://$(ADDRESS):$(PORT)  (stop it with Ctrl+C)"
	@MALLOC_ARENA_MAX=4 $(PY) -m streamlit run app.py --server.address $(ADDRESS) --server.port $(PORT)

test: $(VENV)/.installed-tests ## the fast suite, a browser journey included
	$(PY) -m pytest -n 2 --dist loadfile -m "not soak"

soak: $(VENV)/.installed-tests ## the long proofs: kills, torn files, storms, power cuts, two apps. About half an hour
	$(PY) -m pytest -s -q --timeout 3600 -m soak tests/soak

check: $(VENV)/.installed-tests ## lint, format, types, import contracts
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

format: $(VENV)/.installed-tests ## put the code into the house style
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

seed sync rebuild: $(VENV)/.installed ## the demo bank in; the index in line; the index anew
	$(PY) -m services $@

docs: $(VENV)/.installed ## write the generated tables, and take pictures of exported files where LibreOffice is
	PYTHONPATH=. $(PY) docs/tables.py
	PYTHONPATH=. $(PY) docs/exported.py

pictures: $(VENV)/.installed-tests ## take the README's pictures anew
	PYTHONPATH=. $(PY) docs/pictures.py

bench: $(BENCH_VENV)/.installed ## finding against its peers, and timed, on the test sets in BENCH (docs/finding.md)
	$(BENCH_VENV)/bin/python -m benchmarks.retrieval $(foreach set,$(BENCH_SETS),--data $(BENCH)/$(set))
	$(BENCH_VENV)/bin/python -m benchmarks.speed --data $(BENCH)/nhs_px_phase1 --data $(BENCH)/rwwd_covid_wave1

bench-live: $(VENV)/.installed-tests ## a full room on loopback: 300 people, a wall and a desk, four minutes (docs/live.md)
	PYTHONPATH=. $(PY) -m benchmarks.live --people 300 --seconds 180

first-paint: $(VENV)/.installed-tests ## how soon the first heading is there, and how long `find` takes on the demo bank
	$(PY) -m benchmarks.first_paint

clean: ## remove the environment (never the bank)
	rm -rf $(VENV)

$(VENV)/.installed: requirements.txt
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-tests: $(VENV)/.installed tests/requirements.txt
	$(PY) -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

$(BENCH_VENV)/.installed: requirements.txt benchmarks/requirements-bench.txt
	@test -x $(BENCH_VENV)/bin/python || $(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r benchmarks/requirements-bench.txt
	@touch $@
