SELECT setval('s', 41);
