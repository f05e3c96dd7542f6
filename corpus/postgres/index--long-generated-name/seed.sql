INSERT INTO a_table_with_a_name_that_is_really_quite_long_for_a_table VALUES (1, 1);
