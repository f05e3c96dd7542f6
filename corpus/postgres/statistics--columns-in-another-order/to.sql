CREATE TABLE people (number integer, word text);
CREATE STATISTICS together (dependencies) ON number, word FROM people;
