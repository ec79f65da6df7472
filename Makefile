# Dandang. Two commands: `make run` and `make test`; both install what is missing (deploy/packages.txt), then build.
# Sources are found by wildcard: adding a file needs no edit here. BUILD may point anywhere.

BUILD ?= build
V ?=
JOBS ?= $(shell nproc)
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(JOBS) --no-print-directory
endif
Q := $(if $(V),,@)
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
PYTHON := /usr/bin/python3
SERVICES := personnel training assessment accountability welfare gateway ballot
DOMAIN := personnel training assessment accountability welfare ballot
GEN := $(BUILD)/gen

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wpointer-arith -Wundef -Wvla -Wformat=2 -Wimplicit-fallthrough -Wdate-time -Werror
OPT ?= -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2
SAN ?=
CFLAGS := -std=c17 -D_GNU_SOURCE $(OPT) $(SAN) -fno-omit-frame-pointer -pthread -MMD -MP
INCLUDE := -Icommon -Iservices -I$(GEN)
LIBS := -linih -lzmq -luv -llmdb -lprotobuf-c -ljansson -lcrypto -lm
# sooner than with bfd
LDFLAGS := $(SAN) -pthread -fuse-ld=gold

all: $(GEN)/.stamp
	@$(MAKE) programs tests
build: $(GEN)/.stamp
	@$(MAKE) programs

# ---- dependencies -------------------------------------------------------------------------------
# A line of the list is a package, or a package and the one target that needs it (bench).
packages_for = $(shell awk '!/^\#/ && (NF == 1 || $$2 == "$(1)") { print $$1 }' deploy/packages.txt)
deps: PACKAGES = $(call packages_for,)
deps-bench: PACKAGES = $(call packages_for,bench)
deps deps-bench:
	@missing=; for p in $(PACKAGES); do \
		dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q '^install ok installed' || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then echo "installing:$$missing"; \
		sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
		$$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null; fi

# ---- the contract -------------------------------------------------------------------------------
PROTO := $(wildcard proto/*.proto services/roster/*.proto services/*/state.proto)
$(GEN)/.stamp: $(PROTO) proto/generate.py $(wildcard proto/generator/*.py proto/fields.lock proto/labels.txt)
	@mkdir -p $(GEN)
	$(Q)$(PYTHON) proto/generate.py --root . --out $(GEN) --update-lock
	@touch $@

ifneq ($(wildcard $(GEN)/.stamp),)
# ---- objects ------------------------------------------------------------------------------------
o = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
g = $(patsubst $(GEN)/%.c,$(BUILD)/obj/gen/%.o,$(1))

COMMON_SRC := $(filter-out common/journal/verify/%,$(wildcard common/*/*.c common/*/*/*.c))
CONTRACT_SRC := $(filter-out $(GEN)/contract_rows.c,$(wildcard $(GEN)/*.c))
COMMON := $(BUILD)/libcommon.a
$(COMMON): $(call o,$(COMMON_SRC)) $(call g,$(CONTRACT_SRC))
	@rm -f $@; ar rcs $@ $^

$(BUILD)/obj/gen/%.pb-c.o: $(GEN)/%.pb-c.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -w $(INCLUDE) -I$(dir $<) -c $< -o $@
# contract_rows names every service's rows
$(BUILD)/obj/gen/contract_rows.o: $(GEN)/contract_rows.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(WARN) $(INCLUDE) -c $< -o $@
$(BUILD)/obj/gen/%.o: $(GEN)/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(WARN) $(INCLUDE) -I$(dir $<) -c $< -o $@
$(BUILD)/obj/common/%.o: common/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(WARN) $(INCLUDE) -c $< -o $@

# The test files of a folder are linked into one program, and each is a link to it; what replaces malloc (test_*memory.c) stays alone.
TEST_CFLAGS := -O0 -Wall -Wextra -Werror
test_program = $(BUILD)/test/$(1)/program
together = $(filter-out %memory.c,$(1))

# One service: its own folder, the roster sources compiled against its rows, its generated tables. The ballot box has no roster:
# it knows nobody.
define service_rules
$(1)_SRC := $$(filter-out services/$(1)/main.c,$$(wildcard services/$(1)/*.c services/$(1)/*/*.c))
$(1)_ROSTER := $$(if $$(filter $(1),ballot),,$$(if $$(filter $(1),personnel),$$(filter-out %/people_apply.c,$$(wildcard services/roster/*.c)),$$(wildcard services/roster/*.c)))
$(1)_OBJ := $$(patsubst services/%.c,$(BUILD)/obj/$(1)/%.o,$$($(1)_SRC) $$($(1)_ROSTER)) \
	$$(call g,$$(wildcard $(GEN)/$(1)/*.c))
$(BUILD)/obj/$(1)/%.o: services/%.c
	@mkdir -p $$(@D)
	$(Q)$(CC) $(CFLAGS) $(WARN) $(INCLUDE) -I$(GEN)/$(1) -Iservices/$(1) -Iservices/roster $$(CFLAGS_$(1)) -c $$< -o $$@
$(BUILD)/lib$(1).a: $$($(1)_OBJ)
	@rm -f $$@; ar rcs $$@ $$^
$(BUILD)/bin/$(1)d: $(BUILD)/obj/$(1)/$(1)/main.o $(BUILD)/lib$(1).a $(COMMON)
	@mkdir -p $$(@D)
	$(Q)$(CC) $(LDFLAGS) -o $$@ $$^ $$(LIBS_$(1)) $(LIBS)
$(1)_TEST_SRC := $$(wildcard tests/unit/$(1)/test_*.c)
$(1)_TESTS := $$(patsubst tests/unit/$(1)/%.c,$(BUILD)/test/$(1)/%,$$($(1)_TEST_SRC))
$(BUILD)/obj/tests/unit/$(1)/%.o: tests/unit/$(1)/%.c
	@mkdir -p $$(@D)
	$(Q)$(CC) $(CFLAGS) $(TEST_CFLAGS) $(INCLUDE) -I$(GEN)/$(1) -Iservices/$(1) -Iservices/roster -Itests/lib -I. $$(CFLAGS_$(1)) -c $$< -o $$@
$$(call test_program,$(1)): $$(call o,$$(call together,$$($(1)_TEST_SRC))) $(BUILD)/lib$(1).a $(TESTLIB) $(COMMON)
	@mkdir -p $$(@D)
	$(Q)$(CC) $(LDFLAGS) -o $$@ $$^ $$(LIBS_$(1)) $$(TEST_LIBS_$(1)) $(LIBS)
$$(filter %memory,$$($(1)_TESTS)): $(BUILD)/test/$(1)/%: $(BUILD)/obj/tests/unit/$(1)/%.o $(BUILD)/lib$(1).a $(TESTLIB) $(COMMON)
	@mkdir -p $$(@D)
	$(Q)$(CC) $(LDFLAGS) -o $$@ $$^ $$(LIBS_$(1)) $(LIBS)
$$(filter-out %memory,$$($(1)_TESTS)): $$(call test_program,$(1))
	@ln -sf $$(<F) $$@
endef
CFLAGS_gateway := -DASSET_GENERATED='"$(GEN)/"'
$(BUILD)/obj/gateway/gateway/console/assets.o: $(wildcard services/gateway/console/*.html services/gateway/console/*.js services/gateway/console/*.css) $(GEN)/.stamp
CFLAGS_personnel := -I/usr/include/libxml2
LIBS_personnel := -lxml2 -lcsv
LIBS_gateway := -lsodium
TEST_LIBS_gateway := -lhttp_parser
TESTLIB := $(BUILD)/libtest.a
$(foreach s,$(SERVICES),$(eval $(call service_rules,$(s))))
# the gateway and the client know every service's rows
ALL_ROWS := $(call g,$(GEN)/contract_rows.c $(foreach s,$(DOMAIN),$(GEN)/$(s)/state.pb-c.c))
$(BUILD)/libgateway.a: $(ALL_ROWS)

CTL_SRC := $(wildcard services/ctl/*.c)
CTL_OBJ := $(patsubst services/%.c,$(BUILD)/obj/ctl/%.o,$(CTL_SRC))
$(BUILD)/obj/ctl/%.o: services/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(WARN) $(INCLUDE) -Iservices/ctl -c $< -o $@
$(BUILD)/bin/dandangctl: $(CTL_OBJ) $(COMMON)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ -lcurl $(LIBS)
$(BUILD)/bin/journal-verify: common/journal/verify/journal_verify.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(WARN) $(LDFLAGS) -o $@ $< -lcrypto

PROGRAMS := $(foreach s,$(SERVICES),$(if $(wildcard services/$(s)/main.c),$(BUILD)/bin/$(s)d)) \
	$(if $(CTL_SRC),$(BUILD)/bin/dandangctl) $(BUILD)/bin/journal-verify
programs: $(PROGRAMS)
	@:

# ---- tests --------------------------------------------------------------------------------------
TESTLIB_SRC := $(wildcard tests/lib/*.c)
$(TESTLIB): $(patsubst tests/%.c,$(BUILD)/obj/tests/%.o,$(TESTLIB_SRC))
	@rm -f $@; ar rcs $@ $^
$(BUILD)/obj/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(WARN) $(INCLUDE) -Itests/lib -c $< -o $@
PLAIN_TEST_SRC := $(wildcard $(filter-out $(SERVICES:%=tests/unit/%/test_*.c),$(addsuffix /test_*.c,$(wildcard tests/unit/*))) tests/wire/test_*.c)
PLAIN_TESTS := $(patsubst tests/%.c,$(BUILD)/test/plain/%,$(PLAIN_TEST_SRC))
$(call o,$(PLAIN_TEST_SRC)): $(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(TEST_CFLAGS) $(INCLUDE) -Itests/lib -c $< -o $@
$(call test_program,plain): $(call o,$(call together,$(PLAIN_TEST_SRC))) $(TESTLIB) $(COMMON)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)
$(filter %memory,$(PLAIN_TESTS)): $(BUILD)/test/plain/%: $(BUILD)/obj/tests/%.o $(TESTLIB) $(COMMON)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)
$(filter-out %memory,$(PLAIN_TESTS)): $(call test_program,plain)
	@mkdir -p $(@D)
	@ln -srf $< $@
TESTS := $(PLAIN_TESTS) $(foreach s,$(SERVICES),$($(s)_TESTS))
tests: $(TESTS)
	@:
.SECONDARY:

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
endif

test: deps
	@$(MAKE) all
	@BUILD=$(BUILD) tests/run.sh

# Every test again under AddressSanitizer and UndefinedBehaviorSanitizer.
asan: deps
	@$(MAKE) BUILD=$(BUILD)/asan OPT='-O1 -g' SAN='-fsanitize=address,undefined -fno-sanitize-recover=undefined' all
	@BUILD=$(BUILD)/asan FUZZ_SECONDS=0 tests/run.sh

lint: deps
	@$(MAKE) all
	@BUILD=$(BUILD) tests/lint/run.sh

run: deps
	@$(MAKE) build
	@BUILD=$(BUILD) ONCE=$(ONCE) deploy/run-sample.sh

clean:
	rm -rf $(BUILD)

# Longer suites, each with its rules in its own folder.
include $(wildcard tests/*/*.mk)

.PHONY: all build programs tests deps deps-bench test asan lint run clean
