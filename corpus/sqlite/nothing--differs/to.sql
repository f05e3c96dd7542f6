create table "t" (
  "id" INTEGER primary key, -- the key
  v TEXT default 'x' check (v <> ''),
  n INTEGER references t (id)
);
create index t_v on "t" ("v") where v is not null;
