CREATE TABLE people (word text);
