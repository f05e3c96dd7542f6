CREATE SCHEMA sales;
COMMENT ON SCHEMA sales IS 'what we''ve sold';
