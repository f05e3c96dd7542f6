SELECT id, p_id::text FROM t;
