# Fuzz targets (libFuzzer): what they are and how to run them is in tests/fuzz/README.md. `make fuzz MINUTES=n`,
# `make coverage`. The programs are built with the tests, by clang, with objects of their own: every decoder that takes
# bytes from outside, under AddressSanitizer and UndefinedBehaviorSanitizer.
FUZZ := $(BUILD)/fuzz
FUZZ_CC ?= clang
FUZZ_GUIDE ?= -fsanitize=fuzzer-no-link
FUZZ_SAN ?= -fsanitize=address,undefined -fno-sanitize-recover=undefined
MINUTES ?= 1

ifneq ($(wildcard $(GEN)/.stamp),)
FUZZ_CFLAGS := -std=c17 -D_GNU_SOURCE -O1 -g -fno-omit-frame-pointer -pthread -MMD -MP
FUZZ_INCLUDE = $(INCLUDE) -I$(GEN)/personnel -Iservices/personnel -Iservices/roster -Iservices/gateway -Itests/fuzz -I.
FUZZ_LIBS := $(LIBS) $(LIBS_personnel)
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,$(FUZZ)/%,$(wildcard tests/fuzz/fuzz_*.c))

FUZZ_SRC := $(filter-out common/journal/verify/%,$(wildcard common/base/*.c common/digest/*.c common/wire/*.c common/policy/*.c \
	common/journal/*.c common/store/*.c)) \
	$(addprefix common/bus/,stream_producer.c stream_follower.c stream_receive.c stream_check.c allow.c keys.c) \
	$(addprefix common/runtime/,config.c key.c keys.c query.c row.c fold.c ledger.c platform.c decision.c bulk.c pipeline.c \
	pipeline_command.c pipeline_foreign.c suspect.c) \
	$(wildcard services/personnel/import/*.c) \
	$(addprefix services/personnel/,cadre_fields.c labels.c) \
	$(addprefix services/gateway/,http/buffer.c http/gate.c http/gate_head.c http/target.c api/position_text.c session/credentials.c) \
	services/ctl/moment.c \
	tests/fuzz/pool.c
FUZZ_OBJ := $(patsubst %.c,$(FUZZ)/obj/%.o,$(FUZZ_SRC))
# Tables of the contract: data only, so neither guided by nor watched over.
FUZZ_TABLES := $(patsubst $(GEN)/%.c,$(FUZZ)/obj/gen/%.o,$(CONTRACT_SRC))
# Rows have one name in every service, so a target that needs a service's rows links them by itself.
FUZZ_ROWS_personnel := $(patsubst %,$(FUZZ)/obj/gen/personnel/%.o,rows state.pb-c)
FUZZ_ROWS_gateway := $(patsubst $(GEN)/%.c,$(FUZZ)/obj/gen/%.o,$(wildcard $(GEN)/gateway/*.c)) \
	$(patsubst services/%.c,$(FUZZ)/obj/of-gateway/%.o,$(wildcard services/roster/*.c services/gateway/projection/*.c \
	services/gateway/workflows/*.c) services/gateway/apply_accounts.c services/gateway/session/roles.c)

$(FUZZ)/obj/gen/%.o: $(GEN)/%.c
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(FUZZ_CFLAGS) -g0 -w $(INCLUDE) -I$(dir $<) -c $< -o $@
$(FUZZ)/obj/of-gateway/%.o: services/%.c
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(FUZZ_CFLAGS) $(FUZZ_GUIDE) $(FUZZ_SAN) $(INCLUDE) -I$(GEN)/gateway -Iservices/gateway -Iservices/roster -c $< -o $@
$(FUZZ)/obj/services/personnel/%.o: services/personnel/%.c
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(FUZZ_CFLAGS) $(FUZZ_GUIDE) $(FUZZ_SAN) $(FUZZ_INCLUDE) $(CFLAGS_personnel) -c $< -o $@
$(FUZZ)/obj/common/journal/%.o: common/journal/%.c tests/fuzz/pool.h
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(FUZZ_CFLAGS) $(FUZZ_GUIDE) $(FUZZ_SAN) $(FUZZ_INCLUDE) -include tests/fuzz/pool.h -c $< -o $@
$(FUZZ)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(FUZZ_CFLAGS) $(FUZZ_GUIDE) $(FUZZ_SAN) $(FUZZ_INCLUDE) -c $< -o $@
$(FUZZ)/libfuzzed.a: $(FUZZ_OBJ) $(FUZZ_TABLES)
	@rm -f $@; ar rcs $@ $^
$(FUZZ)/query: $(FUZZ_ROWS_personnel)
$(FUZZ)/foreign: $(FUZZ_ROWS_gateway)
$(FUZZ)/foreign: FUZZ_FIRST = -I$(GEN)/gateway
$(FUZZ)/%: tests/fuzz/fuzz_%.c $(FUZZ)/libfuzzed.a
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(FUZZ_CFLAGS) -Wall -Wextra -Werror -fsanitize=fuzzer $(FUZZ_SAN) $(FUZZ_FIRST) $(FUZZ_INCLUDE) $(CFLAGS_personnel) \
		-o $@ $< $(filter %.o,$^) $(FUZZ)/libfuzzed.a $(FUZZ_LIBS)
$(FUZZ)/planted: tests/fuzz/planted.c $(FUZZ)/libfuzzed.a
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(FUZZ_CFLAGS) -Wall -Wextra -Werror -fsanitize=fuzzer $(FUZZ_SAN) $(FUZZ_INCLUDE) -o $@ $< $(FUZZ)/libfuzzed.a
fuzz-programs: $(FUZZ_TARGETS) $(FUZZ)/planted
	@:
tests: fuzz-programs

# For `make coverage`, which builds all of this once more, counted: the targets and the unit tests of the decoders.
coverage-programs: $(FUZZ_TARGETS) $(BUILD)/bin/journal-verify \
	$(filter $(addprefix $(BUILD)/test/plain/,wire/% $(foreach d,base bus ctl journal policy runtime,unit/$(d)/%)),$(PLAIN_TESTS)) \
	$(filter $(addprefix $(BUILD)/test/personnel/test_,csv lrmx fields id_number import_people import_units),$(personnel_TESTS)) \
	$(filter $(addprefix $(BUILD)/test/gateway/test_,gate http%),$(gateway_TESTS))
	@:
-include $(shell find $(FUZZ) -name '*.d' 2>/dev/null)
endif

fuzz: deps
	@$(MAKE) $(GEN)/.stamp
	@$(MAKE) fuzz-programs
	@BUILD=$(BUILD) /usr/bin/python3 tests/fuzz/run.py --minutes $(MINUTES)

COUNTED := -fprofile-instr-generate -fcoverage-mapping
coverage: deps
	@$(MAKE) BUILD=$(BUILD)/coverage $(BUILD)/coverage/gen/.stamp
	@$(MAKE) BUILD=$(BUILD)/coverage CC='$(FUZZ_CC)' OPT='-O1 -g' SAN='$(COUNTED)' FUZZ_GUIDE= FUZZ_SAN='$(COUNTED)' coverage-programs
	@BUILD=$(BUILD)/coverage /usr/bin/python3 tests/fuzz/coverage.py

.PHONY: fuzz fuzz-programs coverage coverage-programs
