int count;
int decide(void);
int decide(void) { return ++count; }
