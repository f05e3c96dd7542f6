SELECT rowid, v, n FROM t ORDER BY rowid;
