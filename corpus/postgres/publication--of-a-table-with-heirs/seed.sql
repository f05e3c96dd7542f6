INSERT INTO documents VALUES (1);
INSERT INTO invoices VALUES (2, 3);
