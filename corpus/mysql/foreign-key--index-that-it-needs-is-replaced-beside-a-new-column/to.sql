CREATE TABLE people (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  boss int,
  friend int,
  KEY boss (boss),
  CONSTRAINT has_boss FOREIGN KEY (boss) REFERENCES people (id),
  CONSTRAINT has_friend FOREIGN KEY (friend) REFERENCES people (id)
);
