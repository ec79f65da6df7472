# Abuse at full size: thousands of connections, hundreds of revocations, a month of a silent follower. The same tests run small
# inside make test.
abuse: deps
	@$(MAKE) build
	@BUILD=$(BUILD) ABUSE=full TEST_SECONDS=1800 tests/abuse/run.sh

.PHONY: abuse
