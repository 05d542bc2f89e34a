return 1ULL
