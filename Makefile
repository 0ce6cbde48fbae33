# The two commands that do everything: `make grade` and `make test`.
# PYTHON chooses the interpreter, 3.10 to 3.13:  make grade PYTHON=python3.12
PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python
READY  := $(VENV)/.ready

.PHONY: grade test lint messages accuracy throughput readme figures test-slow oracles lock clean

grade: $(READY)  ## Grade data/submissions into build/grades.
	$(RUN) -m grader grade data/submissions --out build/grades

# Two processes, each with whole files: what a file shares is made once.
test: lint  ## Run every test but the slow ones.
	$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

BABEL := PYTHONPATH=. $(VENV)/bin/pybabel --quiet

# The grader's catalogues, and those of every subject that has a mapping of its own.
messages: $(READY)  ## Bring the translations up to date; LANGUAGE=fr begins a new one.
	$(call catalogue,grader,pyproject.toml,grader/core/messages)
	$(foreach mapping,$(wildcard */messages/babel.toml),\
		$(call catalogue,$(firstword $(subst /, ,$(mapping))),$(mapping),$(dir $(mapping))))

define catalogue
	mkdir -p build
	$(BABEL) extract --mapping $(2) --keywords "Message message translate" --add-location file \
		--sort-by-file --no-wrap --omit-header --output build/$(1).pot .
	$(if $(LANGUAGE),$(BABEL) init -D $(1) -i build/$(1).pot -d $(3) -l $(LANGUAGE))
	$(BABEL) update -D $(1) -i build/$(1).pot -d $(3) --no-wrap \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(VENV)/bin/pybabel compile -D $(1) -d $(3) --statistics

endef

accuracy: $(READY)  ## How fair the marks are, beside the usual comparers.
	$(RUN) -m benchmarks.accuracy $(SAVE)

throughput: $(READY)  ## How fast submissions are graded, as ratios within one run.
	$(RUN) -m benchmarks.throughput $(SAVE)

readme: $(READY)  ## README's tables, of what the commands have kept: make accuracy SAVE=--save.
	$(RUN) -m benchmarks.figures

figures: $(READY)  ## The handouts' figures and tables, with the network as it is now.
	$(RUN) -m grader.gradcam.experiment --solution reference_solution.py --out docs/figures --handouts

test-slow: $(READY)  ## Full-size VGG16, scale, soak.
	$(RUN) -m pytest -m slow

oracles: .venv-oracles/.ready  ## The reference beside captum, tf-keras-vis and xplique.
	.venv-oracles/bin/python -m oracles $(SAVE)
	.venv-oracles/bin/python -m oracles.cam_family

# An environment of its own that sees the packages of $(VENV) as well: the same TensorFlow.
.venv-oracles/.ready: oracles/requirements.lock $(READY)
	$(PYTHON) -m venv .venv-oracles
	$(RUN) -c "import site; print(site.getsitepackages()[0])" > \
		$$(.venv-oracles/bin/python -c "import site; print(site.getsitepackages()[0])")/shared.pth
	.venv-oracles/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --retries 1 -r $<
	touch $@

# Made anew when the lock file changes: what it no longer names is gone.
$(READY): requirements.lock
	@$(PYTHON) -m grader.cli.install
	@touch $(READY)

COMPILE := uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-header \
	--no-annotate

lock:  ## Pin the newest versions that fit pyproject.toml; the packs get those without the tests'.
	$(COMPILE) --group test --group instructor pyproject.toml -o requirements.lock
	$(COMPILE) --constraints requirements.lock pyproject.toml -o requirements-run.lock

clean:
	rm -rf $(VENV) .venv-oracles build
