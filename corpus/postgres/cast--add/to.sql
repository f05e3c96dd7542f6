CREATE TYPE mood AS ENUM ('a');
CREATE CAST (integer AS mood) WITH INOUT;
