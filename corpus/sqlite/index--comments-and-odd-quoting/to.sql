CREATE TABLE t (id integer, "a,b)" text);
CREATE INDEX /* x */ [i (1)] ON t /* ( */ ("a,b)" /* ) */ DESC, -- where
 id) WHERE id <> 2 -- end
;
