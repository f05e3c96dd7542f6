CREATE TABLE `t` ( -- the table
  [id] integer /* a (comment), with ) brackets */,
  'note' text DEFAULT 'CHECK (1), "x"' CHECK ("note" <> ')'), -- trailing
  "CHECK" integer
);
