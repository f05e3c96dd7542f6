CREATE TYPE floatrange AS RANGE (subtype = float8, multirange_type_name = manyfloats);
CREATE TABLE t (id integer, r manyfloats);
