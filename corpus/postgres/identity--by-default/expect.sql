SELECT last_value, is_called FROM t_id_seq;
