SELECT rowid, id, v FROM t ORDER BY rowid;
