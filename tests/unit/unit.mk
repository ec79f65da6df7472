# The parser the gate is held against.
$(BUILD)/test/gateway/test_gate_peer: TEST_EXTRA := -lhttp_parser
