SELECT rowid AS r, v FROM t ORDER BY rowid;
