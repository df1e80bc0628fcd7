# Needs a JDK 17 (or newer) and make. Maven is fetched by ./mvnw where there is none.
.DEFAULT_GOAL := help
.SUFFIXES:
SHELL := /bin/sh

PREFIX ?= /usr/local
ARGS ?=
JAVA ?= $(if $(JAVA_HOME),$(JAVA_HOME)/bin/java,java)

# mvn where it is 3.8 or newer, else the wrapper.
MVN ?= $(shell mvn -v 2>/dev/null \
  | sed -n 's/.*Apache Maven \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' \
  | { read -r major minor && [ "$$((major * 100 + minor))" -ge 308 ] && echo mvn || echo ./mvnw; })
MVN_FLAGS ?= -B -ntp

BUF_VERSION := 1.75.0
TOOLS := target/tools
BUF := $(TOOLS)/node_modules/.bin/buf

SERVER_JAR := server/target/larder-server.jar
SERVER_LAUNCHER := server/target/larder-server
CLI_JAR := client/cli/target/larder.jar
BENCHMARKS_JAR := benchmarks/target/larder-benchmarks.jar
BENCHMARKS_WORK ?= benchmarks/target/work

build_files := pom.xml .mvn/jvm.config proto/pom.xml
server_sources := $(build_files) server/pom.xml \
  $(shell find proto/src server/src/main -type f 2>/dev/null)
cli_sources := $(build_files) client/java/pom.xml client/cli/pom.xml \
  $(shell find proto/src client/java/src/main client/cli/src/main -type f 2>/dev/null)

benchmarks_sources := $(server_sources) benchmarks/pom.xml client/java/pom.xml \
  $(shell find client/java/src/main benchmarks/src/main -type f 2>/dev/null)

package = $(MVN) $(MVN_FLAGS) -q -Dmaven.test.skip=true -am package

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build the two runnable jars, larder-server.jar and larder.jar
	@if $(MAKE) -s -q $(SERVER_JAR) $(CLI_JAR) $(SERVER_LAUNCHER); then \
	  echo "Up to date: $(SERVER_JAR) $(CLI_JAR)"; \
	else \
	  echo "Building Larder (the first time downloads its dependencies) ..."; \
	  $(package) -pl server,client/cli && touch $(SERVER_JAR) $(CLI_JAR) \
	    && $(MAKE) -s $(SERVER_LAUNCHER) && echo "Built $(SERVER_JAR) and $(CLI_JAR)"; \
	fi

# The jars are touched because Maven leaves them alone when no class has changed.
$(SERVER_JAR): $(server_sources)
	@echo "Building the server (the first time downloads its dependencies) ..."
	@$(package) -pl server
	@touch $@

$(CLI_JAR): $(cli_sources)
	@echo "Building the command line (the first time downloads its dependencies) ..."
	@$(package) -pl client/cli
	@touch $@

# With the archive of classes for a fast start, which only this very jar and this very Java can use. Without it the server
# runs as well.
$(SERVER_LAUNCHER): $(SERVER_JAR) deploy/larder-launcher.sh deploy/archive/MakeArchive.java
	@rm -f server/target/larder-server.jsa server/target/larder-server.aot
	@"$(JAVA)" -cp $(SERVER_JAR) deploy/archive/MakeArchive.java $(SERVER_JAR) >server/target/archive.log 2>&1 || \
	  echo "No archive of classes could be made, so the server starts more slowly: see server/target/archive.log."
	@sed 's|@PROGRAM@|larder-server|g; s|@JVM_FLAGS@|-XX:+ExitOnOutOfMemoryError|g' deploy/larder-launcher.sh > $@
	@chmod +x $@

.PHONY: run
run: $(SERVER_LAUNCHER) ## Start a server; ARGS="--port 7071" is passed on to it
	@exec $(SERVER_LAUNCHER) $(ARGS)

.PHONY: test
test: ## Build everything and run all tests
	@echo "Building Larder and running all tests ..."
	@$(MVN) $(MVN_FLAGS) verify

.PHONY: lint
lint: lint-java lint-proto ## Check the formatting of Java, and the proto files with buf (needs npm)

.PHONY: lint-java
lint-java:
	@echo "Checking the formatting of the Java code ..."
	@$(MVN) $(MVN_FLAGS) -q spotless:check

.PHONY: lint-proto
lint-proto: $(BUF)
	@echo "Checking the proto files ..."
	@$(BUF) lint proto/src/main/proto
	@$(BUF) format --diff --exit-code proto/src/main/proto

.PHONY: format
format: ## Format the Java code, and the proto files where npm is there
	@echo "Formatting ..."
	@$(MVN) $(MVN_FLAGS) -q spotless:apply
	@if command -v npm >/dev/null; then $(MAKE) -s $(BUF) && $(BUF) format --write proto/src/main/proto; \
	else echo "npm is not installed: the proto files are left as they are."; fi

$(BUF): Makefile
	@command -v npm >/dev/null || { \
	  echo "npm is not installed; buf, which checks the proto files, comes from npm. 'make lint-java' needs none." >&2; \
	  exit 1; }
	@echo "Installing buf $(BUF_VERSION) into $(TOOLS) ..."
	@mkdir -p $(TOOLS)
	@npm install --prefix $(TOOLS) --no-save --no-package-lock --no-audit --no-fund --ignore-scripts \
	  --loglevel=error @bufbuild/buf@$(BUF_VERSION) >/dev/null
	@touch $@

.PHONY: demo
demo: build ## Import over 100,000 real records and walk through what Larder does
	@integration-tests/demo.sh

$(BENCHMARKS_JAR): $(benchmarks_sources)
	@echo "Building the benchmarks (the first time downloads their dependencies) ..."
	@$(package) -pl benchmarks
	@touch $@

.PHONY: bench
bench: build $(BENCHMARKS_JAR) ## Measure into docs/benchmarks.md; ONLY=reads,jmh for these chapters, SCALE=0.1 for a trial elsewhere
	@mkdir -p "$(BENCHMARKS_WORK)"
	@exec "$(JAVA)" -jar $(BENCHMARKS_JAR) --server-jar $(SERVER_JAR) --benchmarks-jar $(BENCHMARKS_JAR) \
	  --work "$(BENCHMARKS_WORK)" --docs docs $(if $(ONLY),"--only=$(ONLY)") $(if $(SCALE),"--scale=$(SCALE)")

.PHONY: install
install: build ## Install larder and larder-server below PREFIX (default /usr/local)
	@deploy/install.sh "$(PREFIX)"

.PHONY: docs
docs: $(SERVER_JAR) ## Write docs/configuration.md anew from the code
	@mkdir -p target && "$(JAVA)" -cp $(SERVER_JAR) dev.larder.bootstrap.ConfigurationReference > target/configuration.md
	@mv target/configuration.md docs/configuration.md

.PHONY: clean
clean: ## Remove everything that was built
	@$(MVN) $(MVN_FLAGS) -q clean
