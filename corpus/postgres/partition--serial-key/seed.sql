INSERT INTO p (v) VALUES ('a');
