# A fresh machine needs Python 3.11 or later and make; everything else goes into .venv.
.DEFAULT_GOAL := help
.PHONY: help demo test lint types docs compiled unit reference bench bench-ingest bench-text bench-kill bench-coordination bench-media bench-words bench-mouths lock clean
BIN := .venv/bin

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 20

demo: .venv/.run  ## a synthetic campaign, from captures to report and drafts
	$(BIN)/undertow demo --force

# The longest first: what is started last is what a core would otherwise wait for.
test: .venv/.dev  ## every check that CI makes
	$(MAKE) --jobs 2 compiled types docs lint
	$(MAKE) unit

lint: .venv/.dev  ## style, import contracts, spelling
	$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/lint-imports --no-logo
	$(BIN)/codespell src scripts docs *.md

types: .venv/.dev  ## static types, strict
	$(BIN)/mypy

docs: .venv/.dev  ## the documentation, into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

# Two that test side by side would otherwise both compile the same for a minute and a half. What is
# compiled once is not compiled again by every command, also where Python is told not to write it.
compiled: export OMP_NUM_THREADS = 1
compiled: .venv/.dev
	$(BIN)/python -m compileall -q src
	$(BIN)/python scripts/compile.py

# Two run side by side, so a process has one core, and a short-lived Java compiles in haste.
unit: export OMP_NUM_THREADS = 1
unit: export JDK_JAVA_OPTIONS = -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
unit: .venv/.dev  ## the tests
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --durations 25

reference: .venv/.dev  ## write docs/reference again from the code
	$(BIN)/python scripts/reference.py

bench: .venv/.dev  ## detection against labelled data: make bench DATA=folder
	$(BIN)/undertow evaluate ira --data $(or $(DATA),$(error give the labelled data: make bench DATA=folder))

bench-ingest: .venv/.dev  ## ingest against a loop that only decodes: a million records
	$(BIN)/python bench/ingest.py

bench-text: .venv/.dev  ## texts: speed and memory beside two peers: make bench-text [DATA=folder]
	$(BIN)/python bench/text.py $(if $(DATA),--data $(DATA))

bench-coordination: .venv/.dev  ## pairs of accounts: a sort, an exact join, a peer; growth
	$(BIN)/python bench/coordination.py

bench-media: .venv/.dev  ## media: disguises found, the index, speed: make bench-media [DATA=folder]
	$(BIN)/python bench/media.py $(if $(DATA),--data $(DATA))

bench-words: .venv/.dev  ## words in pictures: lines read exactly, in three languages (extra ocr)
	$(BIN)/python bench/words.py

bench-mouths: .venv/.dev  ## soundtracks that do not drive a mouth: level and power on made faces
	$(BIN)/python bench/dubs.py

bench-kill: .venv/.dev  ## fifty kills during an ingest
	$(BIN)/python bench/kill.py

lock: .venv/.run  ## resolve the dependencies of pyproject.toml into uv.lock
	$(BIN)/uv lock --no-config --python $(BIN)/python --default-index https://pypi.org/simple

clean:  ## remove everything that make made
	rm -rf .venv site build dist demo-case .cache .*_cache .hypothesis

.venv/.%: pyproject.toml uv.lock scripts/install
	scripts/install $*
