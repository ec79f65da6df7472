# make years [YEARS=5] [ORDERS=2]: five years of the full sample city with evaluations of some 2,000 ballots each, what must hold in them,
# every score computed again, other orders
years: deps
	@$(MAKE) build
	@$(MAKE) ballot-tools
	@BUILD=$(BUILD) YEARS=$(YEARS) ORDERS=$(ORDERS) $(PYTHON) tests/years/years.py
.PHONY: years
