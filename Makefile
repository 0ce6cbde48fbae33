# The two commands that do everything: `make grade` and `make test`.
# PYTHON chooses the interpreter, 3.10 to 3.13:  make grade PYTHON=python3.12
PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python
READY  := $(VENV)/.ready

.PHONY: grade test lint accuracy test-slow lock clean

grade: $(READY)  ## Grade data/submissions into build/grades.
	$(RUN) -m grader grade data/submissions --out build/grades

test: lint  ## Run every test but the slow ones.
	$(RUN) -m pytest

lint: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

accuracy: $(READY)  ## How fair the marks are, beside the usual comparers.
	$(RUN) -m benchmarks.accuracy

test-slow: $(READY)  ## Full-size VGG16, scale, soak.
	$(RUN) -m pytest -m slow

$(READY): requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(RUN) -m grader.opencv
	touch $(READY)

lock:  ## Pin the newest versions that fit pyproject.toml.
	uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-header \
		--group test pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) build
