CREATE AGGREGATE total(integer) (SFUNC = int4_sum, STYPE = bigint);
REVOKE EXECUTE ON FUNCTION total(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION total(integer) TO pg_monitor;
