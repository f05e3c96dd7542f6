SELECT last_value, is_called FROM t_id_seq;
SELECT id::text, v FROM t ORDER BY t.id;
