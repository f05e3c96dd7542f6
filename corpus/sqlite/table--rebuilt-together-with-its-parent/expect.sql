SELECT id, v FROM w;
