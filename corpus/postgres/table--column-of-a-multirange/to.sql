CREATE TYPE span AS RANGE (subtype = double precision);
CREATE TYPE two AS (a span_multirange, b text);
CREATE FUNCTION whole(span_multirange) RETURNS span_multirange LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE TABLE spans (id integer, taken span_multirange, lists span_multirange[]);
CREATE TABLE all_spans (taken span_multirange);
