CREATE TABLE t (id integer, a int4multirange, b datemultirange DEFAULT '{}');
