# `make fault ROUNDS=n [SEED=s]`: faults against whole running sites (tests/fault/rounds.py); SEED=s ROUND=r plays one again.
# The daemons it kills are the ordinary ones with common/ compiled once more, with crash points.
FAULT := $(BUILD)/fault

ifneq ($(wildcard $(GEN)/.stamp),)
FAULT_COMMON := $(FAULT)/libcommon.a
$(FAULT)/obj/common/%.o: common/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -DDANDANG_CRASH_POINTS $(WARN) $(INCLUDE) -c $< -o $@
$(FAULT_COMMON): $(patsubst %.c,$(FAULT)/obj/%.o,$(COMMON_SRC)) $(call g,$(CONTRACT_SRC))
	@rm -f $@; ar rcs $@ $^
define fault_rules
$(FAULT)/bin/$(1)d: $(BUILD)/obj/$(1)/$(1)/main.o $(BUILD)/lib$(1).a $(FAULT_COMMON)
	@mkdir -p $$(@D)
	$(Q)$(CC) $(LDFLAGS) -o $$@ $$^ $$(LIBS_$(1)) $(LIBS)
endef
$(foreach s,$(SERVICES),$(eval $(call fault_rules,$(s))))
$(FAULT)/shim.so: tests/fault/shim.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -O2 -g -fPIC -shared $(WARN) -o $@ $<
fault-programs: $(foreach s,$(SERVICES),$(FAULT)/bin/$(s)d) $(FAULT)/shim.so $(BUILD)/bin/journal-verify
	@:
tests: fault-programs
-include $(shell find $(FAULT)/obj -name '*.d' 2>/dev/null)
endif

fault: deps
	@$(MAKE) $(GEN)/.stamp
	@$(MAKE) fault-programs
	@BUILD=$(BUILD) $(PYTHON) tests/fault/rounds.py --rounds $(or $(ROUNDS),300) $(if $(SEED),--seed $(SEED)) $(if $(ROUND),--only $(ROUND))

.PHONY: fault fault-programs
