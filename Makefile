# Every target sets up what it needs, once, in $(VENV); nothing outside the checkout is touched.
# Options:  make PYTHON=python3.12 test    which interpreter to build the environment with
#           make test ARGS="-k history"    what to hand to pytest or to the benchmarks
# Paths are relative throughout, so a checkout may have spaces in its own path.

PYTHON ?=
VENV = .venv
ARGS =

python = $(VENV)/bin/python
pip = $(python) -m pip --disable-pip-version-check install -qq
pytest = $(python) -m pytest
peer = lsst-pex-config stpipe

# Settings of the surrounding shell that would mix foreign packages into the environment.
unexport PYTHONHOME PYTHONPATH

.SUFFIXES:
.NOTPARALLEL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@echo 'usage: make TARGET [PYTHON=python3.x] [ARGS="..."]'
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-12s %s\n", $$1, $$2 }'

.PHONY: demo
demo: $(VENV)/.with-ccd ## reduce a real CCD frame and ask who set what
	@$(python) examples/ccd/demo.py $(ARGS)

.PHONY: test
test: $(VENV)/.with-test ## run the tests and the examples in docstrings and documents
	@$(pytest) --numprocesses=auto --maxprocesses=8 $(ARGS)

.PHONY: test-deep
test-deep: $(VENV)/.with-fuzz ## search for half an hour: 50,000 cases of the oracle, every reader fuzzed, 200 runs killed
	@STEPCONFIG_DEEP=1 $(pytest) -q --numprocesses=auto --maxprocesses=8 tests/oracle tests/steps/test_reliability.py $(ARGS)
	@HYPOTHESIS_PROFILE=deep $(pytest) -q --numprocesses=auto --maxprocesses=8 tests/formats $(ARGS)
	@$(python) fuzz/fuzz_readers.py all 60

.PHONY: test-all
test-all: ## run the tests with every supported Python on this machine
	@bin/find-python --all | { failed=; \
	while read -r version path; do \
	    echo "== Python $$version"; \
	    $(MAKE) --no-print-directory test VENV=".venv-$$version" PYTHON="$$path" </dev/null || failed="$$failed $$version"; \
	done; \
	[ -z "$$failed" ] || { echo "failed with Python$$failed"; exit 1; }; }

.PHONY: check
check: check-format check-lint check-types check-public-types check-floors check-docs check-examples ## everything but the tests
	@echo '== all checks passed'

.PHONY: check-format check-lint check-types check-public-types check-floors check-docs check-examples
check-format: $(VENV)/.with-check
	@echo '== format (ruff format)'
	@$(python) -m ruff format --check --quiet --diff .

check-lint: $(VENV)/.with-check
	@echo '== lint (ruff check)'
	@$(python) -m ruff check --quiet .

check-types: $(VENV)/.with-check
	@echo '== types of the package and of the typing tests (mypy --strict)'
	@$(python) -m mypy --strict python/stepconfig tests/typing

check-public-types: $(VENV)/.with-check
	@echo '== types as a user sees them, in examples and typing tests (basedpyright)'
	@$(python) -m basedpyright --level error

check-floors: $(VENV)/.with-check
	@echo '== floors of the package (import-linter)'
	@$(python) $(VENV)/bin/lint-imports --no-logo

check-docs: $(VENV)/.with-docs
	@echo '== documentation without a warning (sphinx)'
	@$(sphinx)

check-examples: $(VENV)/.with-test
	@echo '== examples in documents and docstrings'
	@$(pytest) -q tests/test_documents.py python/stepconfig examples/ccd/ccdreduce

.PHONY: format
format: $(VENV)/.with-check ## lay out the code as check wants it
	@$(python) -m ruff check --quiet --fix-only .
	@$(python) -m ruff format --quiet .

.PHONY: bench
bench: $(VENV)/.with-ccd .venv-bench/.made ## measure against pex_config and stpipe, in an environment of theirs
	@$(python) -m compileall -q python/stepconfig # as an installed package is, and pex_config too
	@$(python) benchmarks/run.py --peer-python .venv-bench/bin/python $(ARGS)

# Read afresh each time: a warning must not pass the second time because its page is already built.
sphinx = $(python) -m sphinx --fresh-env --fail-on-warning --keep-going --quiet --jobs auto --builder html doc doc/_build/html

.PHONY: docs
docs: $(VENV)/.with-docs ## build the documentation
	@$(sphinx)
	@echo 'documentation: doc/_build/html/index.html'

.PHONY: clean
clean: ## remove the environments and everything else that was built
	@rm -rf .venv .venv-bench .venv-3.* build dist doc/_build doc/api examples/*/output examples/*/*_hook[0-9]*.asdf examples/cpp_control/_deconvolve.*.so
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .fuzz
	@find . -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is written last, so that an interrupted set-up is done again. The first one holds the place of the
# checkout: an environment in a copied or moved checkout would go on importing the package it was made for.
where := $(shell $(python) -c '' 2>/dev/null && cat $(VENV)/.made 2>/dev/null)
ifneq ($(where),$(shell pwd -P))
$(VENV)/.made: FORCE
endif
.PHONY: FORCE
FORCE:

$(VENV)/.made:
	@path=$$(bin/find-python $(if $(PYTHON),'$(PYTHON)')) && \
	echo "setting up $(VENV) with $$("$$path" --version) ..." && \
	"$$path" -m venv --clear $(VENV) && \
	pwd -P > $@

$(VENV)/.with-%: pyproject.toml $(VENV)/.made
	@echo 'installing into $(VENV): stepconfig[$*] ...'
	@$(pip) --editable '.[$*]'
	@touch $@

.venv-bench/.made: $(VENV)/.made
	@echo 'installing into .venv-bench: $(peer) ...'
	@$(python) -m venv --clear .venv-bench
	@.venv-bench/bin/python -m pip --disable-pip-version-check install -qq $(peer)
	@touch $@
