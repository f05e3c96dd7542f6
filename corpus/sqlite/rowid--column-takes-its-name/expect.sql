SELECT oid, v, n FROM t ORDER BY oid;
