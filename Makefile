# make demo     try the program on invented people; needs Python 3.11 or newer and, the first time, a network
# make test     the tests, on one Python
# make test-all the tests, on every Python from 3.11 that this machine has
# make lint     style, types and the direction of imports
# make bench    measure; make pictures  redraw the pictures of docs/
# make faults   the long run of tests/faults and tests/terminal: kills, power cuts, disks, payloads (an hour)
# make wheel    build the wheel and try it outside the clone
# make lock     resolve the requirements anew (UV_FLAGS=--upgrade to move to newer ones)
#
# PYTHON=/path/to/python chooses the Python; PYTEST_ARGS is handed to pytest.

.PHONY: demo test test-all faults lint bench wheel lock pictures

PYTHON ?=
PYTEST_ARGS ?=
UV_FLAGS ?=
export PYTHON

VENV = sh requirements/venv

demo:
	@python=$$($(VENV) run) && exec $$python -m caseload_tui demo

test:
	@python=$$($(VENV) dev) && exec $$python -m pytest -q $(PYTEST_ARGS)

# Goes on after a Python whose tests fail, so that one run shows them all.
test-all:
	@failed=""; \
	found=$$(PYTHON= $(VENV) all) || exit 1; \
	for base in $$found; do \
		python=$$(PYTHON=$$base $(VENV) dev) || exit 1; \
		version=$$($$python -c 'import platform; print("Python", platform.python_version())'); \
		echo "== $$version =="; \
		$$python -m pytest -q $(PYTEST_ARGS) || failed="$$failed, $$version"; \
	done; \
	[ -z "$$failed" ] || { echo "Failed on$${failed#,}"; exit 1; }

faults:
	@python=$$($(VENV) dev) && CASELOAD_FAULTS=long exec $$python -m pytest -q -s tests/faults tests/terminal $(PYTEST_ARGS)

lint:
	@python=$$($(VENV) dev) && bin=$${python%/*} && set -x && \
	$$bin/ruff check . && $$bin/ruff format --check . && $$bin/mypy && $$bin/lint-imports --no-logo

bench:
	@python=$$($(VENV) dev) && exec $$python -m benchmarks

pictures:
	@python=$$($(VENV) dev) && exec $$python -m docs.pictures

wheel:
	@python=$$($(VENV) dev) && rm -rf dist && \
	$$python -m build --wheel --no-isolation --outdir dist && \
	sh .ci/try-wheel "$$($(VENV) find)" dist/*.whl

# One file is good for every Python from 3.11 and every system; no address of a registry goes into it.
COMPILE = .venv/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate $(UV_FLAGS)

lock: .venv/uv/bin/uv
	$(COMPILE) pyproject.toml -o requirements/run.txt
	$(COMPILE) pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	$(COMPILE) --group lock -o requirements/uv.txt

.venv/uv/bin/uv: requirements/uv.txt
	python=$$($(VENV) find) && $$python -m venv --clear .venv/uv
	.venv/uv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/uv.txt
	touch $@
