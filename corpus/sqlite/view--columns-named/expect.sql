SELECT a, "b c" FROM w;
