CREATE TABLE events (id integer NOT NULL, at date NOT NULL, note varchar(10), PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_0 PARTITION OF events FOR VALUES FROM ('2029-01-01') TO ('2031-01-01');
