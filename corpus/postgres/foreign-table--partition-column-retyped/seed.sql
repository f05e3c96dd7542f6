INSERT INTO events (id, day, note) SELECT i, date '2026-01-01' + i, '3' FROM generate_series(1, 5) i;
