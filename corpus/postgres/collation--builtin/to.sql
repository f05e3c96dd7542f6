CREATE COLLATION c (provider = builtin, locale = 'C.UTF-8');
