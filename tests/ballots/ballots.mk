# `make ballots [N=10000]`: some evaluations with N ballots in all, on running daemons: blind issue, casting without a session, kills and new
# starts in between; then whether any value stands on both sides, whether a matcher by order, time and size finds out more than chance, and
# whether the published counts give a hidden one back. Minutes, so not part of `make test`; deploy/packages.txt has all it needs.
N ?= 10000

ifneq ($(wildcard $(GEN)/.stamp),)
BALLOT_TOOLS := $(addprefix $(BUILD)/ballots/,voters shared unmixed.so quick_passwords.so)
$(BUILD)/obj/ballots/%.o: tests/ballots/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(WARN) $(INCLUDE) -Itests/ballots -c $< -o $@
$(BUILD)/ballots/voters: $(BUILD)/obj/ballots/http_line.o
$(BUILD)/ballots/%.so: tests/ballots/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -O2 -g -fPIC -shared $(WARN) -o $@ $<
$(BUILD)/ballots/%: $(BUILD)/obj/ballots/%.o $(COMMON)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(COMMON) $(LIBS)
ballot-tools: $(BALLOT_TOOLS)
	@:
tests: ballot-tools
endif

ballots: deps
	@$(MAKE) build
	@$(MAKE) ballot-tools $(BUILD)/test/ballot/test_attack
	@BUILD=$(BUILD) $(PYTHON) tests/ballots/ballots.py $(N)

.PHONY: ballots ballot-tools
