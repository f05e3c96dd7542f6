CREATE TABLE t (id integer, v integer, w text);
CREATE TABLE u (id integer, name text);
CREATE POLICY p ON t USING (EXISTS (SELECT FROM u WHERE u.id = t.id AND u.name = current_user));
