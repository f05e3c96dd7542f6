SELECT rowid, k, n FROM t ORDER BY rowid;
