SELECT id, v FROM c;
