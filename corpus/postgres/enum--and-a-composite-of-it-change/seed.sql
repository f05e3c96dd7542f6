INSERT INTO people VALUES (1, '(1,ok)', 'ok');
