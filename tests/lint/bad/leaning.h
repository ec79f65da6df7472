struct b { uint32_t x; };
