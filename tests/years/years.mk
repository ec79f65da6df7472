# make years [YEARS=5] [ORDERS=2]: five years of the full sample city, what must hold in them, every score computed again, other orders
years: deps
	@$(MAKE) build
	@BUILD=$(BUILD) YEARS=$(YEARS) ORDERS=$(ORDERS) $(PYTHON) tests/years/years.py
.PHONY: years
