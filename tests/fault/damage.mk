# make damage TRIES=10000 SEED=1: damages tried on journal, state, snapshots, mark and locks of a service, and on the files of
# a running store. A part of it runs in `make test` (test_damage.py).
ifneq ($(wildcard $(GEN)/.stamp),)
DAMAGE_SRC := $(wildcard tests/fault/damage*.c)
DAMAGE_OBJ := $(patsubst tests/%.c,$(BUILD)/obj/tests/%.o,$(DAMAGE_SRC))
$(DAMAGE_OBJ): $(BUILD)/obj/tests/fault/%.o: tests/fault/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(WARN) $(INCLUDE) -I$(GEN)/training -Iservices/training -Iservices/roster -c $< -o $@
$(BUILD)/fault/damage: $(DAMAGE_OBJ) $(BUILD)/libtraining.a $(COMMON)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)
tests: $(BUILD)/fault/damage
endif
damage: deps
	@$(MAKE) all
	$(BUILD)/fault/damage $(or $(TRIES),10000) $(or $(SEED),1)
.PHONY: damage
