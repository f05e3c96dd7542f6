CREATE COLLATION c (provider = icu, locale = 'de-DE');
COMMENT ON COLLATION c IS 'of Germany';
