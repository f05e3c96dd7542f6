SELECT CAST(id AS integer) AS id, v FROM t ORDER BY 1;
