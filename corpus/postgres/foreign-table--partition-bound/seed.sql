INSERT INTO events (id, day) SELECT i, date '2026-01-01' + i FROM generate_series(1, 5) i;
