# `make pdf epub` and `make test` do all the set-up that they need. `make help` lists the rest.

CONTENT ?= content
OUT ?= out
VENV ?= .venv

BIN := $(VENV)/bin
FORMATS := pdf epub html email
# `all` beside a format is still all
asked := $(if $(filter all,$(MAKECMDGOALS)),,$(filter $(FORMATS),$(MAKECMDGOALS)))
to := $(if $(asked),$(asked),$(FORMATS))
empty :=
comma := ,
joined := $(subst $(empty) $(empty),$(comma),$(strip $(to)))
# Homebrew's libraries lie where macOS does not look; its shell drops the variable when exported
LIBRARIES := $(if $(filter Darwin,$(shell uname)),DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/local/lib)

.DEFAULT_GOAL := help
.PHONY: $(FORMATS) all build serve test conservation overfull epubs letters mailing faults incremental site-check cluster hostile fuzz accept lint bench docs lock clean help

$(FORMATS): build  ## Make CONTENT in that format; several at once, as in `make pdf epub`.
	@:
all: build  ## All four formats.

# one call for all formats that are asked for
build: $(VENV)/.installed $(if $(filter pdf,$(to)),$(VENV)/.pango)
	@$(LIBRARIES) $(BIN)/exporter build "$(CONTENT)" --to $(joined) --out "$(OUT)"

serve: $(VENV)/.installed $(VENV)/.pango  ## CONTENT as a web site on this computer, as it is written.
	@$(LIBRARIES) $(BIN)/exporter serve "$(CONTENT)" --out "$(OUT)" --open

test: $(VENV)/.installed-dev $(VENV)/.pango  ## The test tools, then all tests.
	@sh tests/oracles/install.sh
	@$(LIBRARIES) $(BIN)/pytest

# some ten minutes; NOTES=20 takes so many notes of each corpus
CORPORA ?= $(wildcard ../shared/corpora/*/)
NOTES ?= 0
conservation: $(VENV)/.installed-dev $(VENV)/.pango  ## Account for every word of CORPORA in all formats.
	@sh tests/oracles/install.sh
	@$(LIBRARIES) $(BIN)/python -m tests.conservation $(CORPORA) --to $(joined) --notes $(NOTES)

overfull: $(VENV)/.installed-dev $(VENV)/.pango  ## Look at every page of CORPORA for what leaves it or covers other things.
	@$(LIBRARIES) $(BIN)/python -m tests.overfull $(CORPORA) --notes $(NOTES)

epubs: $(VENV)/.installed-dev  ## Check the EPUB of every note and book of CORPORA and of CONTENT.
	@sh tests/oracles/install.sh
	@$(BIN)/python -m tests.epub_validity $(CORPORA) "$(CONTENT)" --notes $(NOTES)

# some five minutes; pictures of the specimen lie in $(OUT)/letters
letters: $(VENV)/.installed-dev  ## Look at the letters of all issues of CORPORA, and photograph a specimen.
	@sh tests/oracles/install.sh
	@$(BIN)/python -m tests.letters $(CORPORA) --pictures "$(OUT)/letters"

# some minutes; with Debian's opensmtpd and as root, that server, too
mailing: $(VENV)/.installed-dev  ## Send to 10,000 subscribers, and kill server and sender meanwhile.
	@$(BIN)/python -m tests.mailing

# some ten minutes; as root, with full and read-only disks, too
KILLS ?= 50
faults: $(VENV)/.installed-dev  ## Kill, starve and crash builds, and look at what is left.
	@$(BIN)/python -m tests.faults --kills $(KILLS)

# some ten minutes; EXAMPLES=1000 changes so many vaults
EXAMPLES ?= 100
incremental: $(VENV)/.installed-dev $(VENV)/.pango  ## Change vaults at random, and compare with builds from nothing.
	@$(LIBRARIES) $(BIN)/python -m tests.incremental --examples $(EXAMPLES)

# some minutes
site-check: $(VENV)/.installed-dev  ## Check every page, link and anchor of the sites of CORPORA and of CONTENT.
	@sh tests/oracles/install.sh
	@$(BIN)/python -m tests.site_check $(CORPORA) "$(CONTENT)"

# some minutes; VAULT=folder builds another
VAULT ?= $(CONTENT)
cluster: $(VENV)/.installed-dev $(VENV)/.pango  ## Build on a Dask cluster, kill a worker, bring results to an S3 server.
	@$(LIBRARIES) $(BIN)/python -m tests.cluster "$(VAULT)" --to $(joined)

# some minutes; strace, which is installed with the judges, sees what every process opens and calls
hostile: $(VENV)/.installed-dev $(VENV)/.pango  ## Build a vault that attacks whoever does, watched.
	@sh tests/oracles/install.sh
	@$(LIBRARIES) $(BIN)/python -m tests.hostile

fuzz: $(VENV)/.installed-dev $(VENV)/.pango  ## Look for notes that break a build, until Ctrl-C.
	@$(LIBRARIES) $(BIN)/python -m tests.hostile.fuzz

accept: $(VENV)/.installed-dev $(VENV)/.pango  ## Rewrite the expected outputs of the golden tests: read the diff.
	@$(LIBRARIES) $(BIN)/pytest tests/test_golden.py --accept

lint: $(VENV)/.installed-dev  ## ruff and mypy.
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

# some 40 minutes; PARTS="start garden" measures these alone, QUICK=1 a tenth of the notes
bench: $(VENV)/.installed $(VENV)/.pango  ## Measure, beside a loop of pandoc, and write docs/benchmarks.md.
	@$(LIBRARIES) $(BIN)/python -m benchmarks $(PARTS) $(if $(QUICK),--quick)

docs: $(VENV)/.installed-dev  ## Write the pages of docs/ that come from the program.
	@$(BIN)/python scripts/diagnostics_page.py > docs/diagnostics.md
	@$(BIN)/python scripts/licences_page.py > docs/licences.md
	@test ! -d ../shared/corpora || $(BIN)/python -m tests.pandoc_oracle --page

# needs uv; LOCK=--upgrade takes newer releases
lock:  ## Lock the dependencies of pyproject.toml.
	uv pip compile $(LOCK) $(COMPILE) --extra diagrams --group build pyproject.toml -o requirements.lock
	uv pip compile $(LOCK) $(COMPILE) --all-extras --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

COMPILE := --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

clean:  ## Remove what was made; the environment in .venv stays.
	rm -rf "$(OUT)" dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

help:  ## This list.
	@echo "make pdf epub    documents of the notes in $(CONTENT)/, written to $(OUT)/"
	@echo "make test        all tests"
	@echo
	@sed -n 's/^\([$$(A-Za-z)]*\):.*  ## \(.*\)/\1	\2/p' Makefile | sed 's/$$(FORMATS)/$(FORMATS)/' | expand -t 24
	@echo
	@echo "Variables: CONTENT=folder or note, OUT=folder, VENV=folder of the environment"

$(VENV)/.installed: requirements.lock pyproject.toml scripts/environment.sh
	@sh scripts/environment.sh "$(VENV)" requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@sh scripts/environment.sh "$(VENV)" requirements-dev.lock
	@touch $@

$(VENV)/.pango: $(VENV)/.installed scripts/pango.sh
	@$(LIBRARIES) sh scripts/pango.sh "$(BIN)/python"
	@touch $@
