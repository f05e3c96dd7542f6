INSERT INTO docs_archive VALUES (1, 'a');
