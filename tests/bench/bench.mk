# make bench: one table with our figures and those of peers, measured in turn. Knobs: ONLY= ROUNDS= SECONDS=; docs/benchmarks.md
ifneq ($(wildcard $(GEN)/.stamp),)
BENCH_REBUILDS := training gateway
BENCH_TOOLS := $(patsubst %,$(BUILD)/bench/%,load raw propagate json scoring city $(BENCH_REBUILDS:%=rebuild-%))
BENCH_OBJ := $(patsubst %,$(BUILD)/obj/bench/%.o,samples request)
$(BUILD)/obj/bench/%.o: tests/bench/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(WARN) $(INCLUDE) -Itests/bench -c $< -o $@
define bench_rebuild_rules
$(BUILD)/obj/bench/rebuild-$(1).o: tests/bench/rebuild.c
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(CFLAGS) $$(WARN) $$(INCLUDE) -I$$(GEN)/$(1) -DBENCH_SERVICE=$(1)_service -c $$< -o $$@
$(BUILD)/bench/rebuild-$(1): $(BUILD)/lib$(1).a
endef
$(foreach s,$(BENCH_REBUILDS),$(eval $(call bench_rebuild_rules,$(s))))
$(BUILD)/bench/json: $(BUILD)/libgateway.a
$(BUILD)/obj/bench/city.o: INCLUDE += -Iservices/assessment
$(BUILD)/bench/scoring $(BUILD)/bench/city: $(BUILD)/libassessment.a
$(BUILD)/bench/json $(BUILD)/bench/rebuild-gateway: LIBS := $(LIBS_gateway) $(LIBS)
$(BUILD)/bench/%: $(BUILD)/obj/bench/%.o $(BENCH_OBJ) $(COMMON)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter-out $(COMMON),$(filter %.a,$^)) $(COMMON) $(LIBS)
bench-tools: $(BENCH_TOOLS)
	@:
tests: $(BENCH_TOOLS)
endif

bench: deps deps-bench
	@$(MAKE) build
	@$(MAKE) bench-tools ballot-tools
	@BUILD=$(BUILD) ONLY="$(ONLY)" ROUNDS="$(ROUNDS)" SECONDS_EACH="$(SECONDS)" $(PYTHON) tests/bench/bench.py

.PHONY: bench bench-tools
