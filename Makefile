# make run | test | soak | bench | clean. Needs Python 3.11 or newer; everything else goes to .venv.
#   TORCH=cpu|cuda|none   which PyTorch (default: CUDA where an NVIDIA driver answers, else the CPU)
#   PLAIN=1               the line-by-line app, for screen readers
#   PYTHON=/path          which Python makes .venv
#   ARGS="..."            what to pass on to the app, to pytest or to a benchmark
#   BENCH=file.py         only that benchmark

TORCH ?=
PLAIN ?=
PYTHON ?=
ARGS ?=
BENCH ?= $(sort $(wildcard benchmarks/*.py))
BIN := .venv/bin
set_up = python=$$(PYTHON="$(PYTHON)" sh scripts/find-python.sh) && "$$python" scripts/set_up.py --torch "$(TORCH)"
TYPED := quizapp engines tests scripts $(wildcard benchmarks)

# Every command starts far sooner when its modules are compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test soak bench clean
.DEFAULT_GOAL := run

run:
	@$(set_up) app
	@exec $(BIN)/quizapp $(if $(filter-out 0 no,$(PLAIN)),--plain) $(ARGS)

test:
	@$(set_up) tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)
	$(BIN)/lint-imports
	$(BIN)/python -P -m pytest -n 4 --dist worksteal $(ARGS)

soak:
	@$(set_up) tests
	SOAK=1 $(BIN)/python -P -m pytest -m soak --timeout 7200 $(ARGS)

bench:
	@$(set_up) tests
	@for script in $(BENCH); do echo "== $$script"; $(BIN)/python -P "$$script" $(ARGS) || exit 1; done

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
