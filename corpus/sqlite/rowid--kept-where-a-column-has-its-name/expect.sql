SELECT oid, rowid, _rowid_, v FROM t ORDER BY oid;
