CREATE TABLE people (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  boss int,
  CONSTRAINT has_boss FOREIGN KEY (boss) REFERENCES people (id)
);
