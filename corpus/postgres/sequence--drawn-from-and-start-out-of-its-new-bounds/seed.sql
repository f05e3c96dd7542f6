SELECT setval('wide', 41);
