SELECT n, v FROM w;
